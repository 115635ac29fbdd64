"""The public catalogue: what was agreed to, to everybody; nothing else, to nobody."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.cache import caches
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from groups.actions import groups as group_actions
from groups.market import actions
from groups.market.models import Product
from groups.visits import MOST
from tests import factories as f
from tests.pictures import photo
from tests.posting import errors_of, fill

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_visits_before():
    caches["visits"].clear()


def address(product):
    return reverse("etalase-product", args=[product.pk])


def names(response):
    return [product.name for product in response.context["page"]]


def test_a_product_is_shown_only_with_consent_and_until_it_is_withdrawn(client, sign_in):
    product = f.product(name="Abon", price=5000, unit="bungkus")
    assert client.get(address(product)).status_code == 404
    kader = sign_in(f.kader())
    page = kader.get(reverse("product-publish", args=[product.pk]))
    asked = {"consent_name": "Bu Ketua", "contact_phone": "0812-3456-7890", "agreed": None}
    assert list(errors_of(fill(kader, page, asked))) == ["agreed"]
    assert kader.get(address(product)).status_code == 404
    fill(kader, page, asked | {"agreed": "on"})
    kader.logout()
    html = client.get(address(product)).content.decode()
    assert "https://wa.me/6281234567890?text=" in html
    assert "Bu Ketua" not in html
    kader = sign_in(f.kader())
    fill(kader, kader.get(reverse("product-withdraw", args=[product.pk])), {})
    kader.logout()
    assert client.get(address(product)).status_code == 404
    assert names(client.get(reverse("etalase"))) == []
    product.refresh_from_db()
    assert (product.contact_phone, product.consent_name) == ("", "")


def test_no_number_without_consent_and_no_name_of_a_member(client):
    group = f.group(contact_phone="+6281299990000", contact_name="Bu Kontak")
    member = f.member(group, name="Siti Rahasia", phone="+6281288887777")
    product = f.public_product(group, member=member, contact_phone="")
    html = client.get(address(product)).content.decode() + client.get(reverse("etalase")).content.decode()
    assert not [word for word in ("wa.me", "Siti", "Kontak", "9999", "8888") if word in html]


@pytest.mark.parametrize("how", ["closed", "archived", "stopped"])
def test_what_goes_on_no_longer_is_gone_from_every_public_page(client, how):
    by, today = f.admin(), timezone.localdate()
    product = f.public_product()
    picture = actions.add_photo(product=product, picture=ContentFile(photo(), name="x.jpg"), by=by)
    shown = reverse("etalase-photo", args=[picture.pk])
    assert client.get(shown).status_code == client.get(address(product)).status_code == 200
    if how == "closed":
        actions.close(row=Product.objects.get(), on=today, reason="Habis", by=by)
    elif how == "archived":
        group_actions.archive_group(group=product.group, reason="Dobel", by=by)
    else:
        group_actions.change_status(group=product.group, to="bubar", on=today, basis="Selesai", by=by)
    assert client.get(shown).status_code == client.get(address(product)).status_code == 404
    assert client.get(reverse("etalase-card", args=[product.pk])).status_code == 404
    assert names(client.get(reverse("etalase"))) == []
    assert address(product) not in client.get(reverse("sitemap")).content.decode()


def test_a_photo_of_a_product_that_is_not_shown_is_nobodys(client):
    picture = actions.add_photo(product=f.product(), picture=ContentFile(photo(), name="x.jpg"), by=f.admin())
    assert client.get(reverse("etalase-photo", args=[picture.pk])).status_code == 404


def test_the_catalogue_is_searched_by_name_kelurahan_and_kind(client):
    f.public_product(f.group(f.KRAPYAK), name="Abon")
    f.public_product(f.group(f.MEDONO), name="Batik", kind=f.business_kind("fesyen"))
    url = reverse("etalase")
    assert names(client.get(url)) == ["Abon", "Batik"]
    assert names(client.get(url, {"q": "abo"})) == ["Abon"]
    assert names(client.get(url, {"kelurahan": f.MEDONO})) == ["Batik"]
    assert names(client.get(url, {"jenis": "fesyen"})) == ["Batik"]
    assert names(client.get(url, {"jenis": "x", "halaman": "99"})) == []


def test_only_permits_that_hold_are_shown(client):
    product = f.public_product()
    today = timezone.localdate()
    f.permit(product.group, number="BERLAKU", valid_until=today)
    f.permit(product.group, number="HABIS", valid_until=today - timedelta(days=1))
    html = client.get(address(product)).content.decode()
    assert "BERLAKU" in html
    assert "HABIS" not in html


def test_search_engines_and_chats_can_read_a_product(client):
    product = f.public_product(name='Abon "Lele"', price=12500, unit="bungkus")
    actions.add_photo(product=product, picture=ContentFile(photo(), name="x.jpg"), by=f.admin())
    html = client.get(address(product)).content.decode()
    assert 'property="og:title" content="Abon &quot;Lele&quot;"' in html
    assert re.search(r'og:image" content="http://testserver/etalase/foto/\d+/"', html)
    assert 'itemtype="https://schema.org/Product"' in html
    assert 'itemprop="price" content="12500"' in html
    assert f"<loc>http://testserver{address(product)}</loc>" in client.get("/sitemap.xml").content.decode()
    catalogue = client.get(reverse("etalase"), {"q": "abon"}).content.decode()
    assert '<link rel="canonical" href="http://testserver/etalase/">' in catalogue
    assert "Sitemap: http://testserver/sitemap.xml" in client.get("/robots.txt").content.decode()


def test_a_product_without_a_photo_is_shared_with_its_name_and_price_on_a_picture(client):
    product = f.public_product(name="Abon <b>#lele</b>", price=12500, unit="bungkus")
    card = reverse("etalase-card", args=[product.pk])
    assert f'og:image" content="http://testserver{card}"' in client.get(address(product)).content.decode()
    assert Image.open(BytesIO(client.get(card).content)).size == (1200, 630)
    for nobodys in (f.product().pk, 2**70):
        assert client.get(reverse("etalase-card", args=[nobodys])).status_code == 404


def test_a_buyer_with_an_old_sticker_is_told_and_led_on(client):
    for nobodys in (f.product().pk, 2**70):
        answer = client.get(reverse("etalase-product", args=[nobodys]))
        assert answer.status_code == 404
        assert f'href="{reverse("etalase")}">Lihat produk lain' in answer.content.decode()


def test_the_sticker_is_for_what_is_in_the_catalogue(sign_in):
    client = sign_in(f.kader())
    answer = client.get(reverse("product-sticker", args=[f.public_product().pk]))
    assert answer.content.startswith(b"%PDF")
    assert client.get(reverse("product-sticker", args=[f.product().pk])).status_code == 404


def test_a_visitor_who_asks_too_often_waits_and_others_do_not(client, monkeypatch):
    f.regions()
    monkeypatch.setitem(MOST, "pages", 2)
    url = reverse("etalase")
    assert [client.get(url).status_code for _ in range(3)] == [200, 200, 429]
    assert client.get(url, REMOTE_ADDR="10.0.0.9").status_code == 200


def test_public_pages_cost_the_same_however_many_products(client):
    group = f.group()
    product = f.public_product(group)
    urls = [reverse("etalase"), address(product)]

    def costs():
        result = []
        for url in urls:
            with CaptureQueriesContext(connection) as captured:
                assert client.get(url).status_code == 200
            result.append(len(captured))
        return result

    few = costs()
    for _ in range(29):
        f.permit(f.public_product(group).group)
    assert costs() == few
    assert max(few) <= 8


def test_a_catalogue_of_five_thousand_products_is_as_light_as_a_small_one(client):
    group = f.group()
    rows = [
        Product(group=group, kind=group.business_kind, name=f"Keripik {number}", price=5000, unit="bungkus",
                description="Renyah " * 20, is_public=True, consent_on="2026-01-05", consent_name="Ketua",
                contact_phone="+6281234567890")
        for number in range(5000)
    ]  # fmt: skip
    Product.objects.bulk_create(rows, batch_size=500)
    url = reverse("etalase")
    for path in (url, f"{url}?halaman=200", f"{url}?q=keripik&kelurahan={f.KRAPYAK}", address(rows[0])):
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(path, headers={"accept-encoding": "gzip"})
        assert answer.status_code == 200
        assert len(captured) <= 8
        assert len(answer.content) <= 15_000
    assert client.get(url).context["page"].paginator.count == 5000
