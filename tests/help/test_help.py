"""Bantuan: a section for every page, whom to ask, whole guides on the screen and on paper, the tour."""

import fnmatch
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.urls import reverse

from groups.help import markup
from groups.help.guides import FOLDER, GUIDES, guide, guides_of, section_for
from tests import factories as f
from tests.test_access_matrix import BY_SETTING, MATRIX, OPEN, PUBLIC, ROLE_MAY, SIGNED_IN

ALL = [guide(slug) for slug in GUIDES]
# No pages that a person looks at.
NO_PAGE = {"health", "ready", "metrics", "worker", "manifest", "sitemap", "robots", "api-nothing",
           "draft-save", "admin-login", "logout", "import-template"}  # fmt: skip
BANTUAN = {name for name in {*MATRIX, *PUBLIC} if name.startswith(("help-", "guide", "tour"))}


def pages_of(role):
    """Names of the addresses whose pages a role sees; those with an own guide for it first."""
    for name, row in MATRIX.items():
        if row.may in {"", *ROLE_MAY[role]} and role in row.seen_by and row.get != 405:
            yield name


def asked_by(role):
    return {"kader": "kader", "kecamatan": "pokja", "kota": "pokja", "admin": "admin"}[role]


@pytest.mark.parametrize("role", ["kader", "kecamatan", "kota", "admin"])
def test_every_page_has_its_help(role):
    own = guide(asked_by(role))
    missing = {name for name in {*pages_of(role), *SIGNED_IN} - NO_PAGE - BANTUAN if not found(name, own)}
    assert missing == set()


def found(name, own):
    return section_for(name, [own, *ALL])


def test_what_a_kader_sees_is_explained_in_her_own_guide():
    pages = {*pages_of("kader"), *SIGNED_IN, "this-phone", "login"} - NO_PAGE - BANTUAN
    assert {name for name in pages if not section_for(name, [guide("kader")])} == set()


@pytest.mark.parametrize(("slug", "what"), [("pokja", {"decide", "accept", "train"}), ("admin", {"manage"})])
def test_what_only_staff_may_do_is_explained_in_their_own_guide(slug, what):
    shared_with_kader = {"desk-send", "desk-count", "door-list"}
    pages = {name for name, row in MATRIX.items() if row.may in what} - shared_with_kader
    assert {name for name in pages if not section_for(name, [guide(slug)])} == set()


def test_public_pages_have_their_help():
    pages = {*OPEN, *PUBLIC} - NO_PAGE - BANTUAN
    assert {name for name in pages if not section_for(name, [guide("umum"), *ALL])} == set()


def test_a_pattern_of_a_guide_names_pages_that_there_are():
    names = {*MATRIX, *OPEN, *PUBLIC, *SIGNED_IN, *BY_SETTING}
    for one in ALL:
        patterns = [pattern for section in one.sections for pattern in section.pages]
        assert len(set(patterns)) == len(patterns), one.slug
        assert [pattern for pattern in patterns if not fnmatch.filter(names, pattern)] == []


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.slug)
def test_each_section_says_what_it_is_and_how(one):
    assert len({section.slug for section in one.sections}) == len(one.sections)
    for section in one.sections:
        shown = markup.blocks(section)
        assert shown, section.title
        assert shown[0]["kind"] == "text", section.title
        if one.slug == "kader" and section.pages:
            assert "steps" in [block["kind"] for block in shown], section.title


@pytest.mark.parametrize("slug", ["kader", "pokja", "admin"])
def test_the_tour_has_four_steps_each_with_a_picture(slug):
    assert [len(step.pictures) for step in guide(slug).tour] == [1, 1, 1, 1]


def test_every_picture_of_a_guide_is_there_says_how_it_was_taken_and_none_is_left_over():
    named = [picture for one in ALL for section in one.sections for picture in section.pictures]
    assert len({picture.name for picture in named}) == len(named)
    assert {picture.name for picture in named} == {path.name for path in (FOLDER / "gambar").iterdir()}
    for picture in named:
        assert re.fullmatch(r"(-|[a-z.]+) \d+x\d+ /\S*( .+)?", picture.shot), picture
        assert picture.path.stat().st_size <= 40 * 1024, picture.name


# Said of the browser, not by us.
NOT_OURS = {"Tambahkan ke layar utama"}


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.slug)
def test_what_a_guide_says_to_press_is_written_in_the_program(one):
    root = Path(settings.BASE_DIR)
    files = [*root.glob("templates/**/*.html"), *root.glob("static/js/*.js")]
    files += [
        path for app in ("groups", "bimtek", "reports", "up2k_site") for path in root.glob(f"{app}/**/*.py")
    ]
    written = " ".join(" ".join(path.read_text().split()) for path in files)
    texts = " ".join(section.text for section in one.sections)
    named = {
        word.strip(" .,:")
        for bold in re.findall(r"\*\*(.+?)\*\*", texts, re.DOTALL)
        for word in " ".join(bold.split()).split("→")
    }
    assert {word for word in named - NOT_OURS if word not in written} == set()


def test_a_guide_knows_no_raw_html():
    section = guide("kader").sections[0]
    section = type(section)(
        "kader", 1, "x", [], text='<script>alert(1)</script>\n\n<b onclick="x">tebal</b>\n'
    )
    assert "<script" not in markup.html(section)
    assert "<b" not in markup.html(section)


@pytest.fixture
def kader(db):
    return f.kader(f.KRAPYAK, name="Sri Kader", phone="+6281230000001")


def help_for(client, page="meeting-create"):
    return client.get(reverse("help-page", args=[page]))


def test_every_page_leads_to_its_own_help(sign_in, kader):
    group = f.group(f.KRAPYAK)
    client = sign_in(kader)
    for page, name in ((group.get_absolute_url(), "group-detail"), (reverse("home"), "home")):
        assert f'href="{reverse("help-page", args=[name])}"' in client.get(page).content.decode()


def test_sign_in_and_an_odd_address_have_bantuan_too(client, db):
    assert f'href="{reverse("help-page", args=["login"])}"' in client.get(reverse("login")).content.decode()
    shown = help_for(client, "login")
    assert "Punya kartu aktivasi?" in shown.content.decode()
    assert "wa.me" not in shown.content.decode()
    odd = client.get("/tidak-ada/")
    assert f'href="{reverse("help-index")}"' in odd.content.decode()
    assert help_for(client, "tidak-ada").status_code == 404


def test_a_kader_reads_her_own_guide_and_staff_theirs(sign_in, kader):
    assert [one.slug for one in guides_of(kader)] == ["kader", "pokja", "admin", "umum"]
    assert sign_in(kader).get("/bantuan/halaman/report-list/").context["guide"].slug == "kader"
    pokja = f.pokja_kecamatan(f.UTARA)
    client = sign_in(pokja)
    assert help_for(client, "report-list").context["guide"].slug == "pokja"
    assert help_for(client, "meeting-list").context["guide"].slug == "kader"


def test_back_leads_to_where_bantuan_was_pressed_and_nowhere_else(sign_in, kader):
    client = sign_in(kader)
    address = reverse("help-page", args=["member-list"])
    ours = "http://testserver/anggota/"
    assert client.get(address, HTTP_REFERER=ours).context["back_url"] == ours
    assert client.get(address, HTTP_REFERER="https://lain.example/").context["back_url"] == reverse("home")


def asked(response):
    return [(helper.name, bool(helper.address)) for helper in response.context["helpers"]]


def test_a_kader_asks_the_pokja_of_her_kecamatan(sign_in, kader):
    f.pokja_kecamatan(f.UTARA, name="Endang", phone="+6281230000002")
    f.pokja_kecamatan(f.BARAT, name="Orang lain", phone="+6281230000003")
    f.pokja_kota(f.KOTA, name="Laras", phone="+6281230000004")
    response = help_for(sign_in(kader))
    assert asked(response) == [("Endang", True)]
    address = urlsplit(response.context["helpers"][0].address)
    assert (address.hostname, address.path) == ("wa.me", "/6281230000002")
    assert parse_qs(address.query)["text"] == [
        "Saya Sri Kader, Kader Kelurahan Krapyak. Saya perlu bantuan di UP2K, bagian “Mencatat pertemuan”."
    ]


def test_without_a_number_she_reads_whom_to_see_and_who_else_has_one(sign_in, kader):
    f.pokja_kecamatan(f.UTARA, name="Endang")
    f.pokja_kota(f.KOTA, name="Laras", phone="+6281230000004")
    response = help_for(sign_in(kader))
    assert asked(response) == [("Endang", False), ("Laras", True)]
    assert "Temui Endang, Pokja II Kecamatan Pekalongan Utara." in response.content.decode()


def test_whoever_ended_her_task_or_was_switched_off_is_not_asked(sign_in, kader):
    gone = f.pokja_kecamatan(f.UTARA, name="Lama", phone="+6281230000002")
    gone.roles.update(starts_on="2020-01-01", ends_on="2021-01-01")
    f.pokja_kecamatan(f.UTARA, name="Mati", phone="+6281230000003", is_active=False)
    assert asked(help_for(sign_in(kader))) == []


def test_without_a_task_nobody_is_named(sign_in, kader):
    f.pokja_kecamatan(f.UTARA, name="Endang", phone="+6281230000002")
    assert asked(help_for(sign_in(f.user()))) == []


def test_staff_ask_the_level_above(sign_in, db):
    f.pokja_kota(f.KOTA, name="Laras", phone="+6281230000004")
    f.admin(f.KOTA, name="Praba", phone="+6281230000005")
    assert asked(help_for(sign_in(f.pokja_kecamatan(f.UTARA)))) == [("Laras", True)]
    assert asked(help_for(sign_in(f.pokja_kota(f.KOTA)))) == [("Praba", True)]


def test_before_the_code_nobody_is_named(client, settings, db):
    settings.REQUIRE_CODE = True
    f.admin(f.KOTA, name="Praba", phone="+6281230000005")
    client.force_login(f.pokja_kota(f.KOTA))
    response = help_for(client, "code-setup")
    assert (response.status_code, asked(response)) == (200, [])


def test_help_costs_the_same_queries_however_many_may_be_asked(sign_in, kader, django_assert_max_num_queries):
    for number in range(12):
        f.pokja_kecamatan(f.UTARA, phone=f"+62812300001{number:02}")
    client = sign_in(kader)
    with django_assert_max_num_queries(3):  # session; user with her roles; whom to ask
        assert len(asked(help_for(client))) == 12


@pytest.mark.parametrize("slug", GUIDES)
def test_a_guide_is_a_page_with_contents_and_a_pdf(sign_in, kader, slug):
    client = sign_in(kader)
    page = client.get(reverse("guide", args=[slug])).content.decode()
    linked = re.findall(r'<li><a href="#([a-z0-9-]+)"', page)
    assert linked == [section.slug for section in guide(slug).sections if section.level == 2]
    assert all(f'id="{place}"' in page for place in linked)
    assert page.count('<img class="shot"') == sum(len(section.pictures) for section in guide(slug).sections)
    paper = client.get(reverse("guide-file", args=[slug]))
    assert paper["Content-Type"] == "application/pdf"
    assert paper.content.startswith(b"%PDF")
    assert client.get(reverse("guide", args=["lain"])).status_code == 404


def test_a_new_kader_is_offered_the_tour_until_she_is_through(sign_in, kader):
    client = sign_in(kader)
    assert client.get(reverse("home")).context["tour_waits"]
    assert client.get(reverse("tour-start")).url == reverse("tour", args=[1])
    for step in range(1, 5):
        page = client.get(reverse("tour", args=[step])).content.decode()
        assert f"Langkah {step} dari 4" in page
        assert (reverse("tour", args=[step + 1]) in page) is (step < 4)
    assert client.get(reverse("tour", args=[5])).status_code == 404
    for _ in range(2):  # sent twice
        assert client.post(reverse("tour-end")).url == reverse("home")
    assert not client.get(reverse("home")).context["tour_waits"]
    assert client.get(reverse("tour-start")).url == reverse("home")
    # Bantuan shows it again.
    assert reverse("tour", args=[1]) in client.get(reverse("help-index")).content.decode()
    assert client.get(reverse("tour", args=[1])).status_code == 200


def test_each_role_has_the_tour_that_fits_her(sign_in, db):
    titles = {}
    for maker in (f.kader, f.pokja_kecamatan, f.admin):
        titles[maker] = sign_in(maker()).get(reverse("tour", args=[1])).context["title"]
    assert len(set(titles.values())) == 3
