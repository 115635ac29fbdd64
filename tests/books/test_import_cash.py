"""A group's cash book from a spreadsheet: odd files are read, nothing is written twice or against a rule."""

from datetime import date

import pytest
from django.urls import reverse

from groups.actions import imports
from groups.books import actions, printing, queries
from groups.books.layout import to_xlsx
from groups.books.models import CashCategory, CashLine
from tests import factories as f
from tests.books.test_money import a_ledger, lend, people

pytestmark = pytest.mark.django_db

PLAIN = """Buku Kas Kelompok
Kelompok: Melati
TANGGAL,URAIAN,NO. KWT,DEBET,KREDIT,SALDO
,Saldo awal,,,,1000000
3 Februari 2024,Penjualan keripik,,"Rp 1.500.000,-",-,2500000
04/02/2024,Beli tepung,K-7,-,"500.000",2000000
,Jumlah,,1500000,500000,
,Saldo Akhir,,,,2000000
Mengetahui,,,"Pekalongan, 31 Desember 2024",,
Ketua,,,Bendahara,,
"""


@pytest.fixture
def by(db):
    return f.admin()


@pytest.fixture
def ledger(by):
    return a_ledger(f.group(name="Melati"), by=by)


def upload(by, content, name="kas.csv", **fields):
    return f.import_batch(by, content, name, kind="cash", **fields)


def found(batch):
    return [(row[1], [code for code, _, _ in row[4]]) for row in batch.report["rows"]]


def codes(batch):
    return [warning["code"] for warning in batch.report["warnings"]]


def lines(ledger):
    rows = CashLine.objects.filter(receipt__ledger=ledger).counted().order_by("receipt__on", "pk")
    return list(rows.values_list("receipt__on", "direction", "amount", "description", "receipt__paper_no"))


def test_a_list_with_titles_totals_and_rupiah_in_any_way_is_read_once(ledger, by):
    batch = upload(by, PLAIN)
    assert (found(batch), codes(batch)) == ([("new", []), ("new", [])], [])
    imports.commit(batch=batch, by=by)
    assert lines(ledger) == [
        (date(2024, 2, 3), "masuk", 1_500_000, "Penjualan keripik", ""),
        (date(2024, 2, 4), "keluar", 500_000, "Beli tepung", "K-7"),
    ]
    assert queries.cash_on(ledger) == 2_000_000
    assert queries.disagreements(ledger) == []
    receipts = ledger.receipts.order_by("serial")
    assert [(row.number, row.recorded_by, row.history.count()) for row in receipts] == [
        ("2024-0001", by, 1),
        ("2024-0002", by, 1),
    ]
    assert found(upload(by, PLAIN)) == [("same", []), ("same", [])]

    assert imports.undo(batch=batch, by=by) == []
    assert (lines(ledger), ledger.receipts.count()) == ([], 0)


def test_our_own_printed_book_comes_back_without_a_change(ledger, by):
    ani = people(ledger)[2]
    lend(ledger, by)
    actions.receive(ledger=ledger, member=ani, on=date(2024, 3, 1), savings={"wajib": 5000}, dues=500, by=by)
    for number in ("", "K-1", ""):  # two of them equal
        actions.record_cash(ledger=ledger, direction="keluar", on=date(2024, 3, 2), amount=9000, by=by,
                            category=CashCategory.objects.get(code="atk"), description="Kertas",
                            paper_no=number)  # fmt: skip
    books = printing.cash_book(ledger, date(2024, 1, 1), date(2024, 12, 31))
    batch = upload(by, to_xlsx(books), "kas.xlsx")
    assert (batch.rows_new, batch.rows_wrong) == (0, 0)
    assert batch.rows_same == 4


def test_two_sides_are_two_lines_and_a_balance_beside_an_expense_hides_nothing(ledger, by):
    text = """PENERIMAAN,,,PENGELUARAN,,,
Tanggal,Uraian,Jumlah (Rp),Tanggal,No. Kwt,Uraian,Jumlah (Rp)
1,2,3,4,5,6,7
,Saldo Awal,1000000,2/1/2024,7,Bendahara beli buku,10.500
5/1/2024,Jual sapu,25000,,,,
Jumlah,,1025000,Jumlah,,,10500
Saldo Akhir,,,,,,1014500
"""
    group = ledger.group_id
    batch = upload(by, text, group=group)
    assert found(batch) == [("new", []), ("new", [])]
    imports.commit(batch=batch, by=by)
    assert lines(ledger) == [
        (date(2024, 1, 2), "keluar", 10_500, "Bendahara beli buku", "7"),
        (date(2024, 1, 5), "masuk", 25_000, "Jual sapu", ""),
    ]


def test_a_wrong_balance_is_said_at_its_first_row_and_a_category_is_found(ledger, by):
    text = "Tanggal,Uraian,Jenis,Jumlah,Kategori,Saldo\n" + "".join(
        f"{day}/2/2024,{what}\n"
        for day, what in (
            (1, "Jual,masuk,5000,Penjualan,1005000"),
            (2, "Upah Ani,keluar,2000,upah,1002000"),
            (3, "Jual,masuk,1000,Simpanan,9"),
        )
    )
    batch = upload(by, text, group=ledger.group_id)
    warnings = {row["code"]: row for row in batch.report["warnings"]}
    assert set(warnings) == {"balance_wrong", "value_ignored"}
    assert (
        "baris 3 tertulis Rp 1.002.000, menurut barisnya Rp 1.003.000" in warnings["balance_wrong"]["message"]
    )
    imports.commit(batch=batch, by=by)
    used = CashLine.objects.order_by("receipt__on").values_list("category__code", flat=True)
    assert list(used) == ["penjualan", "upah", "lain"]


def test_the_rules_of_entry_hold_for_each_row(ledger, by):
    actions.close_month(ledger=ledger, year=2024, month=2, by=by)
    rows = ("31/12/2023,Lama,1,", "3/2/2024,Tertutup,1000,", "1/1/2999,Nanti,1000,",
            "1/3/2024,Besar,9000000000000,",
            "1/3/2024,Kosong,0,-", "1/3/2024,Dua,1000,1000", "1/3/2024,Baik,1000,")  # fmt: skip
    text = "Tanggal,Uraian,Penerimaan,Pengeluaran\n" + "\n".join(rows)
    batch = upload(by, text, group=ledger.group_id)
    assert found(batch) == [
        ("wrong", ["date_out_of_range"]),
        ("wrong", ["date_out_of_range"]),
        ("wrong", ["date_future"]),
        ("wrong", ["money_too_large"]),
        ("wrong", ["stray_row"]),
        ("wrong", ["two_amounts"]),
        ("new", []),
    ]
    imports.commit(batch=batch, by=by, skip_bad=True)
    assert [row[3] for row in lines(ledger)] == ["Baik"]


def test_the_group_is_named_or_chosen_and_lies_where_she_may_write(ledger, by):
    text = "Kelompok,Tanggal,Uraian,Penerimaan\n{},1/3/2024,Jual,1000\n"
    f.group(name="Tanpa Buku")
    for name, code in (("Mawar", "group_unknown"), ("Tanpa Buku", "book_missing"), ("", "group_missing")):
        assert found(upload(by, text.format(name))) == [("wrong", [code])]
    other = a_ledger(f.group(f.DEGAYU, name="Dahlia"), by=by)
    kader = f.kader()
    assert found(upload(kader, text.format("Dahlia"))) == [("wrong", ["group_unknown"])]
    assert found(upload(kader, text.format(""), group=other.group_id)) == [("wrong", ["group_missing"])]
    assert found(upload(kader, text.format("Melati"))) == [("new", [])]
    assert found(upload(by, text.format("Dahlia"), group=ledger.group_id)) == [("wrong", ["group_unknown"])]


def test_an_undo_leaves_what_stands_in_a_closed_month_or_was_touched_and_names_it(ledger, by):
    text = "Tanggal,Uraian,Penerimaan\n1/1/2024,Jual,1000\n1/2/2024,Jual,2000\n1/3/2024,Jual,3000\n"
    batch = upload(by, text, group=ledger.group_id)
    imports.commit(batch=batch, by=by)
    first, second, third = ledger.receipts.order_by("on")
    actions.close_month(ledger=ledger, year=2024, month=1, by=by)
    actions.cancel(receipt=second, reason="keliru", by=by)
    assert imports.undo(batch=batch, by=by) == [
        "Bukti 2024-0001 tetap: Januari 2024 sudah ditutup.",
        "Bukti 2024-0002 dipakai atau diubah sesudah impor, jadi tetap.",
    ]
    assert [row.pk for row in ledger.receipts.order_by("pk")] == [first.pk, second.pk]
    assert (queries.cash_on(ledger), queries.disagreements(ledger)) == (1_001_000, [])


def test_a_line_written_meanwhile_stops_the_import(ledger, by):
    batch = upload(by, PLAIN)
    seen = batch.report["digest"]
    actions.record_cash(ledger=ledger, direction="masuk", on=date(2024, 2, 3), amount=1_500_000, by=by,
                        category=CashCategory.objects.get(code="lain"),
                        description="penjualan  keripik")  # fmt: skip
    with pytest.raises(imports.ValidationError, match="berubah sejak"):
        imports.commit(batch=batch, by=by, seen=seen)
    assert CashLine.objects.count() == 1


def test_the_page_offers_the_kind_with_a_sentence_and_her_groups(ledger, by, sign_in):
    client = sign_in(f.kader())
    page = client.get(reverse("import-list")).content.decode()
    assert "Baris kas satu kelompok atau lebih" in page
    form = client.get(reverse("import-create") + f"?jenis=cash&kelompok={ledger.group_id}").content.decode()
    assert f'<option value="{ledger.group_id}" selected>Melati</option>' in form
    sheet = client.get(reverse("import-template", args=["cash"]))
    assert sheet.status_code == 200
    again = upload(by, sheet.content, "kas.xlsx")
    assert again.state == "ditutup"  # empty, and the example is no line
