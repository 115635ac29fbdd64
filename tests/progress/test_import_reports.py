"""Reports from a spreadsheet: the checks of the form, drafts for every group, nothing past a lock."""

from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse

from groups.actions import imports
from groups.importing.kinds import KINDS
from groups.importing.template import template_of
from groups.models import Region
from groups.progress.models import Report
from tests import factories as f
from tests.progress.test_pages import kept_books
from tests.progress.test_way import a_group, the_report

pytestmark = pytest.mark.django_db

HEAD = "Kelompok,Periode,Modal kini,Uang kas,Omzet,Laba,Berjualan langsung (luring),Penjelasan\n"


def upload(by, rows, head=HEAD, name="laporan.csv"):
    content = rows if isinstance(rows, bytes) else head + rows
    return f.import_batch(by, content, name, kind="reports")


def found(batch):
    return [(row[1], [code for code, _, _ in row[4]]) for row in batch.report["rows"]]


@pytest.fixture
def by(db):
    return f.kader()


def test_each_row_becomes_a_draft_once_and_can_be_taken_back(by):
    melati, mawar = a_group(name="Melati"), a_group(name="Mawar")
    f.report(mawar, profit=None)
    period = f.last_period().label
    rows = f"Melati,{period},2.500.000,1.500.000,4.000.000,-150.000,Ya,Hujan\nMawar,,,,,900.000,,\n"
    batch = upload(by, rows)
    assert found(batch) == [("new", []), ("changed", [])]
    assert Report.objects.count() == 1  # the check wrote nothing
    imports.commit(batch=batch, by=by)
    report = the_report(melati)
    assert (report.state, report.capital, report.profit, report.sells_offline, report.members_p) == (
        "draft", 2_500_000, -150_000, True, 3,
    )  # fmt: skip
    assert report.explanations == {"profit": "Hujan"}
    assert the_report(mawar).profit == 900_000
    assert found(upload(by, rows)) == [("same", []), ("same", [])]
    assert imports.undo(batch=batch, by=by) == []
    assert (Report.objects.get().group, the_report(mawar).profit) == (mawar, None)


def test_the_checks_and_locks_of_the_form_hold_at_their_cell(by):
    a_group(name="Melati"), a_group(region=f.MEDONO, name="Tetangga")
    f.report(a_group(name="Terkirim"), state="dikirim")
    f.report(a_group(name="Naik"), f.last_period(1), state="diterima", turnover=1_000_000, members_p=3)
    rows = {
        "Melati,,,,1.000.000,2.000.000,,": ("wrong", ["value_impossible"]),
        "Melati,,,,1.000.000,,,": ("wrong", ["twice_in_file"]),
        "Melati,Semester I 2026,,,5.000.000,,,": ("wrong", ["period_unknown"]),
        "Melati,1990,,,5.000.000,,,": ("wrong", ["period_unknown"]),
        "Melati,Triwulan III 2000,,,5.000.000,,,": ("wrong", ["locked"]),  # before its founding
        "Tetangga,,,,1.000.000,,,": ("wrong", ["group_unknown"]),
        "Terkirim,,,,1.000.000,,,": ("wrong", ["locked"]),
        "Terkirim,,,,4.000.000,900.000,,": ("wrong", ["twice_in_file"]),
        "Naik,,,,9.000.000,,,": ("new", []),
    }
    batch = upload(by, "\n".join(rows))
    assert found(batch) == list(rows.values())
    asked = [one["message"] for one in batch.report["warnings"] if one["code"] == "value_unusual"]
    assert asked == ["Omzet Rp 1.000.000 → Rp 9.000.000, benar? Tulis penjelasannya."]


def test_what_books_know_is_not_taken_from_the_file(by):
    group = a_group(2, name="Melati")
    kept_books(group)
    batch = upload(by, "Melati,,9.000.000,,4.000.000,,,\n")
    assert "diambil dari data di aplikasi: Rp 1.014.500" in batch.report["warnings"][0]["message"]
    imports.commit(batch=batch, by=by)
    assert (the_report(group).turnover, the_report(group).capital) == (4_000_000, 1_014_500)


def test_our_own_list_and_template_come_back_unchanged(by, client):
    f.report(a_group(name="Melati"), state="diterima", explanations={"turnover": "Bazar"})
    f.report(a_group(name="Mawar"))
    client.force_login(by)
    listed = client.get(reverse("report-list"), {"unduh": "xlsx"}).content
    assert found(upload(by, listed, name="laporan.xlsx")) == [("same", []), ("same", [])]
    sheet = template_of(KINDS["reports"], by, Region.objects.get(pk=f.KRAPYAK))
    named = {row[1] for row in openpyxl.load_workbook(BytesIO(sheet)).worksheets[0].values}
    assert {"Melati", "Mawar"} & named == {"Mawar"}  # the other is accepted: nothing to fill in
    assert found(upload(by, sheet, name="isian.xlsx")) == [("same", [])]
