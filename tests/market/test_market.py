"""Products, permits, channels and support, as the kader and Pokja II use them."""

import re
from datetime import date, timedelta

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from groups.market import supporting
from groups.market.addresses import shop_address
from groups.market.models import Channel, Partner, Permit, Product, SupportRequest
from groups.market.numbers import doubts, pirt_year
from groups.market.queries import (
    Marketing,
    Permits,
    marketing_by_region,
    permits_by_region,
    support_by_kelurahan,
)
from groups.models import Region
from tests import factories as f
from tests.pictures import photo
from tests.posting import errors_of, fill

pytestmark = pytest.mark.django_db


def days(number):
    return timezone.localdate() + timedelta(days=number)


def told(response):
    return [str(message) for message in response.context["messages"]]


# -- products and photos


def test_a_kader_records_a_product_with_price_and_photo(sign_in):
    group = f.group()
    client = sign_in(f.kader())
    page = client.get(reverse("product-create", args=[group.pk]))
    page = fill(client, page, {"name": "Keripik tempe", "price": "12.500", "unit": "bungkus"})
    product = Product.objects.get()
    assert (product.group, product.kind, product.price) == (group, group.business_kind, 12_500)
    sent = {"file": SimpleUploadedFile("a.jpg", photo())}
    fill(client, client.get(reverse("photo-create", args=[product.pk])), sent)
    picture = product.photos.get()
    assert client.get(picture.get_absolute_url())["Content-Type"] == "image/jpeg"
    page = client.get(reverse("photo-remove", args=[picture.pk]))
    fill(client, page, {"reason": "Buram"})
    assert client.get(picture.get_absolute_url()).status_code == 404


def test_a_product_says_what_is_missing_at_the_field(sign_in):
    group = f.group()
    f.product(group, name="Abon")
    client = sign_in(f.kader())
    page = client.get(reverse("product-create", args=[group.pk]))
    answer = fill(client, page, {"name": "abon", "price": "5000", "shelf_life": "0"})
    assert answer.status_code == 422
    texts = [text for texts in errors_of(answer).values() for text in texts]
    assert set(texts) == {
        "Tulis satuannya, misalnya bungkus.",
        "Isi 1 sampai 3.650 hari.",
        "Kelompok ini sudah punya produk dengan nama itu.",
    }


def test_a_member_of_another_group_is_not_offered(sign_in):
    group, stranger = f.group(), f.member()
    client = sign_in(f.kader())
    page = client.get(reverse("product-create", args=[group.pk]))
    answer = fill(client, page, {"name": "Abon", "member": stranger.pk})
    assert list(errors_of(answer)) == ["member"]


def test_a_script_in_a_product_is_shown_as_text(sign_in):
    product = f.product(name="<script>alert(1)</script>", description="<img src=x>")
    html = sign_in(f.kader()).get(product.get_absolute_url()).content.decode()
    assert "&lt;script&gt;" in html
    assert "<script>alert" not in html
    assert "<img src=x>" not in html


def test_what_is_no_longer_sold_leaves_the_list_and_keeps_its_history(sign_in):
    product = f.product()
    client = sign_in(f.kader())
    fill(client, client.get(reverse("product-close", args=[product.pk])), {"reason": "Tidak dibuat lagi"})
    assert list(client.get(reverse("product-list")).context["table"].data) == []
    assert "Tidak dibuat lagi" in client.get(product.get_absolute_url()).content.decode()
    assert client.get(reverse("product-update", args=[product.pk])).status_code == 404


# -- permits


@pytest.mark.parametrize(
    ("code", "number", "until", "odd"),
    [
        ("nib", "1234567890123", None, 0),
        ("nib", "NIB 0234567890123", None, 0),
        ("nib", "12345", None, 1),
        ("pirt", "P-IRT No. 2063375010123-28", date(2028, 5, 1), 0),
        ("pirt", "206337501012", None, 0),
        ("pirt", "206330201012328", date(2028, 5, 1), 1),
        ("pirt", "206337501012328", date(2029, 5, 1), 1),
        ("pirt", "206337501012328", None, 1),
        ("pirt", "9063302010123-28", None, 3),
        ("pirt", "20633", None, 1),
        ("halal", "ID33110000123450222", None, 0),
        ("halal", "33110000123450222", None, 1),
        ("merek", "apa saja", None, 0),
    ],
)
def test_numbers_of_permits_are_doubted_by_their_format(code, number, until, odd):
    assert len(doubts(code, number, until, "33.75")) == odd


def test_a_pirt_number_says_its_year():
    assert pirt_year("P-IRT No. 2063375010123-28") == 2028
    assert pirt_year("206337501012") is None


def send_permit(client, group, **changes):
    page = client.get(reverse("permit-create", args=[group.pk]))
    kind = {str(label): str(value) for value, label in page.context["form"].fields["kind"].choices}
    changes["kind"] = kind[changes["kind"]]
    return fill(client, page, {"file": None} | changes)


def test_an_odd_number_is_saved_with_a_warning_and_the_year_suggested(sign_in):
    group = f.group()
    answer = send_permit(sign_in(f.kader()), group, kind="P-IRT", number="2063375010123-28")
    assert Permit.objects.get().valid_until is None
    assert "Menurut nomornya, P-IRT ini habis tahun 2028. Isi tanggalnya dari sertifikat." in told(answer)


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("surat.pdf", b"%PDF-1.4 isi", "application/pdf"),
        ("surat.pdf", photo(), "image/jpeg"),
    ],
)
def test_a_permits_paper_is_told_by_its_content_and_served_as_a_file(sign_in, name, content, kind):
    client = sign_in(f.kader())
    send_permit(client, f.group(), kind="NIB", number="1234567890123", file=SimpleUploadedFile(name, content))
    permit = Permit.objects.get()
    assert name not in permit.file.name
    answer = client.get(reverse("permit-file", args=[permit.pk]))
    assert answer["Content-Type"] == kind
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("content", [b"<html>", b"MZ\x90", b"PK\x03\x04", b"%PDF-" + b"0" * 10 * 1024 * 1024])
def test_what_is_no_paper_is_refused_and_nothing_is_saved(sign_in, content):
    file = SimpleUploadedFile("surat.pdf", content)
    answer = send_permit(sign_in(f.kader()), f.group(), kind="NIB", number="1234567890123", file=file)
    assert list(errors_of(answer)) == ["file"]
    assert not Permit.objects.exists()


def test_permits_are_found_by_their_state(sign_in):
    group = f.group()
    for number, until in (("habis", -1), ("hari-ini", 0), ("segera", 60), ("berlaku", 61)):
        f.permit(group, number=number, valid_until=days(until))
    f.permit(group, number="tanpa")
    f.permit(group, kind="nib", number="nib")
    client = sign_in(f.kader())

    def found(state):
        rows = client.get(reverse("permit-list"), {"keadaan": state}).context["table"].data
        return {row.number for row in rows}

    assert found("habis") == {"habis"}
    assert found("segera") == {"hari-ini", "segera"}
    assert found("berlaku") == {"berlaku", "nib"}
    assert found("tanpa_tanggal") == {"tanpa"}
    assert found("perlu") == {"habis", "hari-ini", "segera"}


def test_a_kader_opens_a_permit_of_the_list_where_she_can_change_it(sign_in):
    permit = f.permit(f.group(), number="1", valid_until=days(400))
    client = sign_in(f.kader())
    page = client.get(reverse("permit-list")).content.decode()
    address = re.search(r'<td data-label="Izin"><a href="([^"]+)"', page)[1]
    answer = client.get(address)
    assert answer.status_code == 200
    assert reverse("permit-update", args=[permit.pk]) in answer.content.decode()


def test_products_are_found_by_the_permits_that_cover_them(sign_in):
    group = f.group()
    shared, of_member = f.product(group), f.product(group, member=f.member(group))
    own = f.product(f.group())
    f.permit(group, valid_until=days(400))
    f.permit(own.group, product=own, valid_until=days(-3))
    client = sign_in(f.kader())

    def found(state):
        rows = client.get(reverse("product-list"), {"izin": state}).context["table"].data
        return {row.pk for row in rows}

    assert found("berlaku") == {shared.pk}
    assert found("habis") == {own.pk}
    assert found("belum") == {of_member.pk}


def test_beranda_reminds_the_kader_of_each_and_pokja_of_their_number(sign_in):
    group = f.group(name="Melati")
    f.permit(group, number="1", valid_until=days(60))
    f.permit(group, number="2", valid_until=days(-1))
    f.permit(group, number="3", valid_until=days(61))
    f.permit(f.group(f.MEDONO), valid_until=days(1))
    kader = [todo.text for todo in sign_in(f.kader()).get("/").context["todos"] if "P-IRT" in todo.text]
    assert len(kader) == 2
    assert kader[0].startswith("P-IRT Melati sudah habis")
    pokja = [todo.text for todo in sign_in(f.pokja_kecamatan()).get("/").context["todos"]]
    assert "2 izin sudah habis atau habis dalam 60 hari" in pokja


# -- channels


SHOPEE = {"sites": ["shopee.co.id"], "name": "Shopee"}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("https://shopee.co.id/melati", "https://shopee.co.id/melati"),
        (" shopee.co.id/melati ", "https://shopee.co.id/melati"),
        ("https://www.SHOPEE.co.id/melati?a=1#b", "https://www.shopee.co.id/melati?a=1"),
    ],
)
def test_the_address_of_a_shop_is_kept(typed, kept):
    assert shop_address(typed, **SHOPEE) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "http://shopee.co.id/melati",
        "javascript:alert(1)",
        "data:text/html,x",
        "https://shopee.co.id",
        "https://www.shopee.co.id/",
        "https://shopee.co.id.contoh.com/melati",
        "https://bukanshopee.co.id/melati",
        "https://shopee.co.id@contoh.com/melati",
        "https://shopee.co.id:8443/melati",
        "https://shopee.co.id\\@contoh.com/melati",
        "https://shopeе.co.id/melati",
        "https://[shopee.co.id/melati",
        'https://shopee.co.id/"><script>',
        "toko melati",
    ],
)
def test_what_is_no_shop_is_refused(typed):
    with pytest.raises(ValidationError, match="Shopee|https://"):
        shop_address(typed, **SHOPEE)


def test_a_phone_number_is_enough_for_whatsapp():
    rule = {"sites": ["wa.me"], "name": "WhatsApp"}
    assert shop_address("0812-3456-7890", **rule) == "https://wa.me/6281234567890"


def send_channel(client, group, kind, **changes):
    page = client.get(reverse("channel-create", args=[group.pk]))
    kinds = {str(label): str(value) for value, label in page.context["form"].fields["kind"].choices}
    return fill(client, page, {"kind": kinds[kind], "name": "Melati", "since": "2024-01-01"} | changes)


def test_a_kader_records_a_shop_and_is_told_of_a_wrong_address(sign_in):
    client, group = sign_in(f.kader()), f.group()
    answer = send_channel(client, group, "Shopee", address="https://tokopedia.com/melati")
    assert "Ini bukan alamat Shopee" in errors_of(answer)["address"][0]
    answer = send_channel(client, group, "Pasar", address="https://tokopedia.com/melati")
    assert list(errors_of(answer)) == ["address"]
    send_channel(client, group, "Shopee", address="shopee.co.id/melati")
    assert Channel.objects.get().address == "https://shopee.co.id/melati"


def test_sales_of_a_month_are_recorded_and_corrected(sign_in):
    channel = f.channel(since=date(2026, 2, 10))
    client = sign_in(f.kader())
    page = client.get(reverse("channel-sales", args=[channel.pk]))
    for month, amount in (("2026-02", "100.000"), ("02/2026", "150.000")):
        fill(client, page, {"month": month, "amount": amount})
    assert [(row.month, row.amount) for row in channel.sales.all()] == [(date(2026, 2, 1), 150_000)]
    for month in ("2026-01", "2099-01", "lusa"):
        assert list(errors_of(fill(client, page, {"month": month, "amount": "1"}))) == ["month"]


def test_groups_are_counted_by_how_they_sell():
    both, online, offline, _ = (f.group() for _ in range(4))
    f.channel(both)
    f.channel(both, "shopee", name="B", address="https://shopee.co.id/b")
    f.channel(online, "tiktok", name="O")
    f.channel(offline)
    f.channel(f.group(f.MEDONO), since=date(2026, 5, 1))
    place = Region.objects.get(pk=f.KOTA)
    scope = {"user": f.pokja_kota(), "region": place}
    assert marketing_by_region(**scope, day=date(2026, 6, 1)) == {
        f.UTARA: Marketing(online=1, offline=1, both=1, none=1),
        f.BARAT: Marketing(offline=1),
    }
    assert marketing_by_region(**scope, day=date(2026, 4, 1))[f.BARAT] == Marketing(none=1)
    kader = f.kader()
    mine = marketing_by_region(user=kader, region=Region.objects.get(pk=f.KRAPYAK), day=date(2026, 6, 1))
    assert mine == {f.KRAPYAK: Marketing(1, 1, 1, 1)}
    assert marketing_by_region(user=kader, region=Region.objects.get(pk=f.BARAT), day=date(2026, 6, 1)) == {}


def test_permits_are_counted_by_region():
    group = f.group()
    f.permit(group, valid_until=days(400))
    f.permit(group, valid_until=days(10))
    f.permit(f.group(f.DEGAYU), valid_until=days(-10))
    f.permit(f.group(f.MEDONO))
    counts = permits_by_region(
        user=f.pokja_kota(), region=Region.objects.get(pk=f.KOTA), day=timezone.localdate()
    )
    assert counts == {
        f.UTARA: Permits(valid=1, expiring=1, expired=1),
        f.BARAT: Permits(undated=1),
    }


# -- support


def take(client, request, name, **changes):
    return fill(client, client.get(reverse(name, args=[request.pk])), changes)


def test_support_goes_from_the_request_to_its_result_with_who_and_when(sign_in):
    group = f.group()
    client = sign_in(f.kader(name="Bu Kader"))
    page = client.get(reverse("support-create", args=[group.pk]))
    assert page.context["form"]["asked_on"].value() == timezone.localdate()
    kind = page.context["form"].fields["kind"].queryset.get(code="kemasan").pk
    fill(client, page, {"kind": kind, "need": "Label 500 lembar", "asked_on": "2026-03-01"})
    request = SupportRequest.objects.get()
    assert client.get(reverse("support-propose", args=[request.pk])).status_code == 403

    client = sign_in(f.pokja_kota(name="Bu Pokja"))
    partner = Partner.objects.get(code="dindagkop-ukm")
    answer = take(client, request, "support-propose", partner=partner.pk, on="2026-02-28")
    assert list(errors_of(answer)) == ["on"]
    take(client, request, "support-propose", partner=partner.pk, on="2026-03-05")
    take(client, request, "support-take-up", on="2026-03-20")
    assert list(errors_of(take(client, request, "support-finish", on="2026-04-02"))) == ["outcome"]
    take(client, request, "support-finish", on="2026-04-02", outcome="Label jadi", value="750.000")
    request.refresh_from_db()
    assert (request.state, request.partner, request.value) == ("selesai", partner, 750_000)
    assert [(step.state, step.on, step.by.name) for step in request.steps.all()] == [
        ("diajukan", date(2026, 3, 1), "Bu Kader"),
        ("diusulkan", date(2026, 3, 5), "Bu Pokja"),
        ("ditangani", date(2026, 3, 20), "Bu Pokja"),
        ("selesai", date(2026, 4, 2), "Bu Pokja"),
    ]
    rows = support_by_kelurahan(user=f.pokja_kota(), region=Region.objects.get(pk=f.KOTA))
    got = {row.region.name: (row.done, row.under_way, row.value) for row in rows}
    assert got == {"Krapyak": ({"Kemasan": 1}, 0, 750_000), "Degayu": ({}, 0, 0), "Medono": ({}, 0, 0)}
    assert "Rp 750.000" in client.get(reverse("support-regions")).content.decode()


def test_a_refused_request_says_why_and_goes_no_further(sign_in):
    request = f.support()
    client = sign_in(f.pokja_kecamatan())
    take(client, request, "support-refuse", on="2026-02-03", outcome="Sudah dibantu tahun lalu")
    request.refresh_from_db()
    assert (request.state, request.outcome) == ("ditolak", "Sudah dibantu tahun lalu")
    with pytest.raises(ValidationError, match="tidak dibantu"):
        supporting.move(request=request, name="support-take-up", on=date(2026, 2, 4), by=f.pokja_kota())


def test_pokja_sees_on_beranda_what_waits_to_be_proposed(sign_in):
    f.support()
    f.support(f.group(f.MEDONO))
    todos = sign_in(f.pokja_kecamatan()).get("/").context["todos"]
    waiting = [todo for todo in todos if "dukungan" in todo.text]
    assert [todo.text for todo in waiting] == ["1 permintaan dukungan menunggu diusulkan ke mitra"]


def test_the_list_for_the_partner_is_taken_along_as_it_is_filtered(sign_in, tmp_path):
    f.support(f.group(name="Melati"), need="=Label")
    f.support(kind="pelatihan")
    answer = sign_in(f.pokja_kota()).get(reverse("support-list"), {"jenis": "kemasan", "unduh": "xlsx"})
    path = tmp_path / "a.xlsx"
    path.write_bytes(answer.content)
    rows = list(openpyxl.load_workbook(path).active.values)
    assert len(rows) == 2
    assert rows[1][:5] == ("Pekalongan Utara", "Krapyak", "Melati", "Kemasan", "=Label")


# -- the number of queries


def furnish(number):
    for _ in range(number):
        group = f.group()
        product = f.product(group)
        f.permit(group, product=product, valid_until=days(3))
        f.channel(group)
        f.support(group)


@pytest.mark.parametrize("maker", [f.kader, f.pokja_kota])
def test_lists_cost_the_same_however_many_rows(sign_in, maker):
    client = sign_in(maker())
    names = ["product-list", "permit-list", "channel-list", "support-list", "support-regions", "home"]

    def costs():
        result = {}
        for name in names:
            with CaptureQueriesContext(connection) as captured:
                assert client.get(reverse(name)).status_code == 200
            result[name] = len(captured)
        return result

    furnish(1)
    few = costs()
    furnish(29)
    assert costs() == few
    assert max(number for name, number in few.items() if name != "home") <= 10
    assert few["home"] <= 20


def test_the_pages_of_a_group_and_a_product_cost_the_same_however_much_it_has(sign_in):
    group = f.group()
    product = f.product(group)
    client = sign_in(f.kader())
    urls = [reverse("group-market", args=[group.pk]), product.get_absolute_url()]

    def costs():
        result = []
        for url in urls:
            with CaptureQueriesContext(connection) as captured:
                client.get(url)
            result.append(len(captured))
        return result

    def more(number):
        for _ in range(number):
            f.permit(group, product=product)
            f.channel(group)
            f.product(group)
            f.support(group)

    more(1)
    few = costs()
    more(9)
    assert costs() == few
    assert max(few) <= 10
