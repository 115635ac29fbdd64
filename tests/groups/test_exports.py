"""Lists as files: as filtered, as text, without NIK unless somebody says why; and back in unchanged."""

from csv import reader
from io import BytesIO, StringIO

import openpyxl
import pytest
from django.urls import reverse

from groups.actions import members as actions
from groups.models import AccessRecord
from tests import factories as f

pytestmark = pytest.mark.django_db

LISTS = ["group-list", "group-archived", "member-list", "event-list", "region-list", "user-list",
         "reference-list"]  # fmt: skip


def table_of(response):
    """The rows of an XLSX or CSV answer."""
    if "csv" in response["Content-Type"]:
        return list(reader(StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
    sheet = openpyxl.load_workbook(BytesIO(response.content)).active
    return [[cell.value or "" for cell in row] for row in sheet.iter_rows()]


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
@pytest.mark.parametrize("name", LISTS)
def test_every_list_can_be_taken_along_whole(sign_in, name, kind):
    for _ in range(30):
        f.member(f.group())
    client = sign_in(f.admin())
    url = reverse(name, args=["jenis-usaha"] if name == "reference-list" else [])
    page = client.get(url)
    assert ('name="unduh" value="xlsx"' in page.content.decode()) == bool(page.context["object_list"])
    response = client.get(url, {"unduh": kind})
    assert response["Content-Disposition"].startswith("attachment")
    assert len(table_of(response)) == 1 + page.context["table"].paginator.count


def test_the_file_holds_what_the_filter_shows(sign_in):
    f.group(name="Batik Ayu")
    f.group(name="Keripik Jaya")
    client = sign_in(f.kader())
    page = client.get(reverse("group-list"), {"q": "batik"})
    assert page.context["asked_filters"] == [("q", "batik")]
    rows = table_of(client.get(reverse("group-list"), {"q": "batik", "unduh": "csv"}))
    assert [row[0] for row in rows] == ["Nama Kelompok", "Batik Ayu"]


@pytest.mark.parametrize("name", ["=HYPERLINK(0)", "+62", "@SUM(A1)", "<script>", "O'; DROP TABLE", "-2"])
def test_no_cell_is_ever_a_formula(sign_in, name):
    f.group(name=name)
    client = sign_in(f.kader())
    content = client.get(reverse("group-list"), {"unduh": "xlsx"}).content
    cells = [cell for row in openpyxl.load_workbook(BytesIO(content)).active.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert not [cell for cell in cells if cell.data_type == "n" and cell.value is not None]
    assert name in [cell.value for cell in cells]
    first = table_of(client.get(reverse("group-list"), {"unduh": "csv"}))[1][0]
    assert not first.startswith(("=", "+", "-", "@"))
    assert name in first


def test_a_nik_is_masked_until_somebody_says_why(sign_in):
    nik = f.nik()
    with_nik, without = f.member(name="Siti", nik=nik), f.member(name="Tutik")
    f.member(f.group(f.MEDONO), name="Tetangga", nik=f.nik())
    kader = f.kader()
    client = sign_in(kader)
    rows = table_of(client.post(reverse("member-list"), {"unduh": "xlsx"}))
    assert nik not in str(rows)
    assert {row[0]: row[1] for row in rows[1:]} == {"Siti": with_nik.nik_masked, "Tutik": ""}

    url = reverse("member-export")
    assert f'formaction="{url}"' in client.get(reverse("member-list")).content.decode()
    page = client.post(url, {"q": "Siti"})
    assert (page.status_code, page.context["number"]) == (200, 1)
    form = {"submission": page.context["form"]["submission"].value(), "q": "Siti", "purpose": ""}
    assert client.post(url, form).status_code == 422
    assert AccessRecord.objects.count() == 0
    rows = table_of(client.post(url, form | {"purpose": "Mendaftar NIB"}))
    assert {row[0]: row[1] for row in rows[1:]} == {"Siti": nik}
    seen = AccessRecord.objects.values_list("user", "member", "purpose")
    assert list(seen) == [(kader.pk, with_nik.pk, "Mendaftar NIB")]
    client.post(url, form | {"q": "", "purpose": "Mendaftar NIB"})
    assert AccessRecord.objects.count() == 2  # nobody's record for whoever has no NIK
    assert not AccessRecord.objects.filter(member=without).exists()


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
@pytest.mark.parametrize("name", ["groups", "members"])
def test_what_went_out_comes_back_in_with_nothing_to_change(sign_in, name, kind):
    first = f.group(
        name="=Melati", rt="02", rw="05", level="madya", capital_initial=1_500_000, ownership="kelompok"
    )
    second = f.group(f.DEGAYU, name="Melati", product="Keripik; tempe", contact_phone="+6281234567890")
    ketua = f.member(
        first, name="Hj. Siti, S.Pd.", nik=f.nik(), phone="+6281234567890", birth_on="1980-03-17"
    )
    actions.appoint(group=first, member=ketua, office="ketua", on=first.founded_on, by=f.admin())
    for _ in range(2):
        f.member(first, name="Tutik")  # two of one name, told apart by nothing
    gone = f.member(second, name="Ratna", education="sma", marital="menikah")
    actions.end_membership(member=gone, on=second.founded_on, reason="pindah", by=f.admin())
    by = f.admin()
    client = sign_in(by)
    url = reverse("group-list" if name == "groups" else "member-list")
    response = client.post(url, {"unduh": kind}) if name == "members" else client.get(url, {"unduh": kind})
    batch = f.import_batch(by, response.content, f"ekspor.{kind}", name)
    number = {"groups": 2, "members": 4}[name]
    counts = {"new": 0, "changed": 0, "same": number, "wrong": 0}
    assert (batch.report["verdict"], batch.report["counts"]) == ("accept", counts)


def test_an_unknown_member_who_left_is_not_made_a_member(db):
    f.group(name="Melati")
    rows = "Nama,Kelompok,L/P,Keanggotaan\nRatna,Melati,P,Sudah keluar\n"
    batch = f.import_batch(f.kader(), rows)
    assert [problem["code"] for problem in batch.report["problems"]] == ["member_unknown"]


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_a_list_longer_than_a_file_may_be_says_what_to_do(sign_in, monkeypatch, kind):
    monkeypatch.setattr("groups.scoping.views.MOST_ROWS", 1)
    client = sign_in(f.kader())
    f.group(f.KRAPYAK)
    url = reverse("group-list")
    assert client.get(url, {"unduh": kind}).status_code == 200
    f.group(f.KRAPYAK)
    response = client.get(url, {"unduh": kind})
    assert response.status_code == 400
    assert "Saring dulu daftarnya" in response.content.decode()
