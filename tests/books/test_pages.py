"""The books as a treasurer keeps them and as Pokja II reads them."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from groups.books import actions, queries
from groups.books.models import CashCategory, CashLine, Ledger, Loan, Meeting, Receipt
from tests import factories as f
from tests.books.many import fill_the_year
from tests.books.test_money import a_ledger, lend, people, sell
from tests.posting import errors_of, fill, offered

pytestmark = pytest.mark.django_db


@pytest.fixture
def kader(db):
    return f.kader()


def the_form(client, name, *args):
    return client.get(reverse(name, args=args))


def test_a_kader_begins_the_books_of_her_group_and_finds_them_again(sign_in, kader):
    group = f.group(founded_on=date(2015, 5, 1))
    client = sign_in(kader)
    address = reverse("ledger-begin", args=[group.pk])
    assert f'href="{address}"' in client.get(group.get_absolute_url()).content.decode()
    page = client.get(address)
    assert page.context["form"]["starts_on"].value() == timezone.localdate()
    assert errors_of(fill(client, page, {"starts_on": "2015-04-30"})).keys() == {"starts_on"}
    response = fill(client, page, {"starts_on": "2024-01-01", "opening_cash": "1.500.000", "dues": "2000"})
    ledger = Ledger.objects.get()
    assert response.redirect_chain[-1][0] == ledger.get_absolute_url()
    assert (ledger.opening_cash, ledger.dues, ledger.mandatory) == (1_500_000, 2_000, 0)
    assert client.get(address).url == ledger.get_absolute_url()
    listed = client.get(reverse("book-list")).content.decode()
    assert f'href="{ledger.get_absolute_url()}"' in listed
    assert "1.500.000" in listed


def test_a_line_of_cash_shows_with_the_balance_after_it(sign_in, kader):
    ledger = f.books(opening_cash=100_000)
    client = sign_in(kader)
    kinds = {row.code: row.pk for row in CashCategory.objects.all()}
    for name, code, amount, day in (
        ("cash-in", "penjualan", "50.000", "2024-02-03"),
        ("cash-out", "bahan", "30.000", "2024-02-05"),
        ("cash-in", "penjualan", "7.000", "2024-02-01"),  # entered later, earlier in the book
    ):
        page = the_form(client, name, ledger.pk)
        offers = set(page.context["form"].fields["category"].queryset.values_list("movement", flat=True))
        assert offers == {""}
        fill(
            client,
            page,
            {"on": day, "amount": amount, "category": kinds[code], "description": f"{code} {day}"},
        )
    page = client.get(reverse("cash-book", args=[ledger.pk]), {"bulan": "2024-02"}).context["page"]
    assert [(line.signed, balance) for line, balance in page.rows] == [
        (7_000, 107_000),
        (50_000, 157_000),
        (-30_000, 127_000),
    ]
    assert (page.opening, page.received, page.spent, page.closing) == (100_000, 57_000, 30_000, 127_000)
    january = client.get(reverse("cash-book", args=[ledger.pk]), {"bulan": "2024-01"}).context["page"]
    assert (january.rows, january.closing) == ([], 100_000)
    year = client.get(reverse("cash-book", args=[ledger.pk]), {"tahun": "2024"}).context["page"]
    assert len(year.rows) == 3


@pytest.mark.parametrize("query", [{"bulan": "x"}, {"bulan": "2024-13"}, {"tahun": "0"}, {"tahun": "99999"}])
def test_a_month_that_does_not_exist_is_not_found(sign_in, kader, query):
    assert sign_in(kader).get(reverse("cash-book", args=[f.books().pk]), query).status_code == 404


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"amount": "0"}, "amount"),
        ({"amount": "-5"}, "amount"),
        ({"amount": "9999999999999"}, "amount"),
        ({"on": "2999-01-01"}, "on"),
        ({"on": "2023-12-31"}, "on"),
        ({"description": ""}, "description"),
        ({"category": ""}, "category"),
    ],
)
def test_a_wrong_line_is_refused_at_its_field_and_nothing_is_saved(sign_in, kader, changes, field):
    ledger = f.books()
    client = sign_in(kader)
    kind = CashCategory.objects.get(code="penjualan").pk
    right = {"on": "2024-02-03", "amount": "5000", "category": kind, "description": "Keripik"}
    response = fill(client, the_form(client, "cash-in", ledger.pk), right | changes)
    assert (response.status_code, field in errors_of(response)) == (422, True)
    assert not Receipt.objects.exists()


def test_a_second_tap_makes_one_line(sign_in, kader):
    ledger = f.books()
    client = sign_in(kader)
    page = the_form(client, "cash-in", ledger.pk)
    kind = CashCategory.objects.get(code="penjualan").pk
    for _ in range(2):
        fill(client, page, {"amount": "5000", "category": kind, "description": "Keripik"})
    assert CashLine.objects.count() == 1


def test_a_plain_line_is_corrected_a_stale_one_is_not_and_a_cancelled_one_says_so(sign_in, kader):
    ledger = f.books()
    receipt = sell(ledger, kader, 500_000)
    client = sign_in(kader)
    stale, page = (the_form(client, "cash-update", receipt.pk) for _ in range(2))
    fill(client, page, {"amount": "50.000"})
    assert queries.cash_on(ledger) == 50_000
    response = fill(client, stale, {"amount": "1"})
    assert (response.status_code, queries.cash_on(ledger)) == (422, 50_000)
    response = fill(client, the_form(client, "receipt-cancel", receipt.pk), {"reason": "Tercatat dua kali"})
    assert "Tercatat dua kali" in response.content.decode()
    assert queries.cash_on(ledger) == 0
    assert the_form(client, "cash-update", receipt.pk).status_code == 404
    assert fill(client, the_form(client, "receipt-cancel", receipt.pk), {"reason": "x"}).status_code == 422


def test_one_form_takes_savings_dues_and_an_instalment_with_one_receipt(sign_in, kader):
    ledger = a_ledger(mandatory=10_000, dues=2_000)
    loan = lend(ledger, f.admin(), jasa_percent="1.5")
    client = sign_in(kader)
    page = the_form(client, "payment-create", ledger.pk, loan.member_id)
    form = page.context["form"]
    principal, jasa = f"principal-{loan.pk}", f"jasa-{loan.pk}"
    first = [form[name].value() for name in ("wajib", "dues", principal, jasa)]
    assert first == ["10.000", "2.000", "100.000", "4.500"]
    response = fill(client, page, {"on": "2024-03-05", "sukarela": "25.000"})
    receipt = Receipt.objects.latest("pk")
    assert response.redirect_chain[-1][0] == receipt.get_absolute_url()
    assert response.context["total"] == 141_500
    assert [line.category.movement for line in receipt.cash_lines.order_by("pk")] == [
        "simpanan",
        "simpanan",
        "iuran",
        "angsuran",
        "jasa",
    ]
    loan.refresh_from_db()
    assert loan.remaining == 200_000
    too_much = fill(
        client, the_form(client, "payment-create", ledger.pk, loan.member_id), {principal: "200.001"}
    )
    assert "Sisa pinjaman" in too_much.content.decode()
    assert not too_much.context["form"]["sukarela"].value()


def test_a_withdrawal_beyond_the_savings_is_refused_at_the_amount(sign_in, kader):
    ledger = a_ledger()
    member = people(ledger)[3]
    client = sign_in(kader)
    response = fill(client, the_form(client, "withdrawal-create", ledger.pk, member.pk), {"amount": "1"})
    assert errors_of(response).keys() == {"amount"}


def test_a_loan_is_given_with_its_schedule_and_beyond_the_cash_only_with_a_reason(sign_in, kader):
    ledger = a_ledger()
    ketua, bendahara, ani, *_ = people(ledger)
    client = sign_in(kader)
    page = the_form(client, "loan-create", ledger.pk)
    assert set(page.context["form"].fields["approved_by"].queryset) == {ketua, bendahara}
    asked = {"on": "2024-02-05", "member": ani.pk, "purpose": "Mesin jahit", "amount": "1.200.000"}
    asked |= {"months": "7", "jasa_percent": "1,5", "approved_by": ketua.pk}
    response = fill(client, page, asked)
    assert errors_of(response).keys() == {"amount"}
    response = fill(client, page, asked | {"override_reason": "Bantuan cair besok"})
    loan = Loan.objects.get()
    assert response.redirect_chain[-1][0] == loan.get_absolute_url()
    assert [due.principal for due in response.context["schedule"]] == [171_428] * 6 + [171_432]
    assert response.context["schedule"][0].jasa == 18_000
    own = fill(
        client, the_form(client, "loan-create", ledger.pk), asked | {"member": ketua.pk, "amount": "1000"}
    )
    assert "approved_by" in errors_of(own)


def test_the_cut_off_sheet_of_an_old_group_moves_no_cash(sign_in, kader):
    ledger = a_ledger()
    ketua, _, ani, *_ = people(ledger)
    client = sign_in(kader)
    fill(
        client,
        the_form(client, "opening-savings", ledger.pk, ani.pk),
        {"pokok": "50.000", "wajib": "240.000"},
    )
    asked = {
        "member": ani.pk,
        "purpose": "Warung",
        "amount": "500.000",
        "months": "10",
        "approved_by": ketua.pk,
    }
    fill(client, the_form(client, "opening-loan", ledger.pk), asked | {"already_paid": "300.000"})
    book = client.get(reverse("savings-book", args=[ledger.pk])).context
    assert (book["totals"], book["all_owed"]) == ([50_000, 240_000, 0], 200_000)
    assert queries.cash_on(ledger) == 1_000_000


def test_a_month_is_closed_from_the_page_and_its_lines_can_only_be_taken_back(sign_in, kader):
    ledger = f.books()
    receipt = sell(ledger, kader)
    client = sign_in(kader)
    page = the_form(client, "month-close", ledger.pk)
    assert page.context["form"].fields["month"].choices[-1] == ("2024-01", "Januari 2024")
    fill(client, page, {"month": "2024-02"})
    detail = client.get(receipt.get_absolute_url())
    assert (detail.context["can_update"], detail.context["can_cancel"]) == (False, True)
    response = fill(client, the_form(client, "receipt-cancel", receipt.pk), {"reason": "Salah jumlah"})
    assert response.context["receipt"].reverses == receipt
    assert "Salah jumlah" in client.get(receipt.get_absolute_url()).content.decode()


def test_a_whole_meeting_is_saved_at_once_with_a_receipt_for_each_who_paid(sign_in, kader):
    ledger = a_ledger(mandatory=10_000, dues=2_000)
    loan = lend(ledger, f.admin())
    ketua, bendahara, ani, budi, cici = people(ledger)
    client = sign_in(kader)
    page = the_form(client, "meeting-create", ledger.pk)
    sent = {f"m{person.pk}-came": "on" for person in (ketua, ani, budi)}
    sent |= {f"m{budi.pk}-wajib": "", f"m{budi.pk}-dues": "", f"m{ketua.pk}-sukarela": "5.000"}
    response = fill(client, page, sent | {"on": "2024-03-05", "agenda": "Bazar", "decisions": "Ikut bazar"})
    meeting = Meeting.objects.get()
    assert response.redirect_chain[-1][0] == meeting.get_absolute_url()
    assert {row.member for row in meeting.attendances.all()} == {ketua, ani, budi}
    paid = {
        receipt.member: sum(line.signed for line in receipt.cash_lines.all())
        for receipt in meeting.receipts.all()
    }
    assert paid == {ketua: 17_000, ani: 112_000}
    assert (response.context["came"], response.context["total"]) == (3, 129_000)
    loan.refresh_from_db()
    assert loan.remaining == 200_000
    assert queries.disagreements(ledger) == []


def test_a_meeting_with_one_wrong_amount_saves_nothing_and_says_whose(sign_in, kader):
    ledger = a_ledger()
    loan = lend(ledger, f.admin())
    ketua, _, ani, *_ = people(ledger)
    client = sign_in(kader)
    page = the_form(client, "meeting-create", ledger.pk)
    sent = {f"m{person.pk}-came": "on" for person in (ketua, ani)}
    sent |= {f"m{ketua.pk}-wajib": "5.000", f"m{ani.pk}-principal-{loan.pk}": "300.001", "on": "2024-03-05"}
    response = fill(client, page, sent)
    assert f"{ani.name}: Sisa pinjaman" in response.content.decode()
    assert offered(response)[f"m{ketua.pk}-wajib"] == "5.000"
    assert not Meeting.objects.exists()
    assert queries.cash_on(ledger) == 700_000


def test_pokja_reads_the_books_and_changes_nothing(sign_in):
    ledger = a_ledger()
    receipt = sell(ledger, f.admin())
    client = sign_in(f.pokja_kecamatan(f.UTARA))
    for url in (ledger.get_absolute_url(), receipt.get_absolute_url()):
        page = client.get(url)
        assert page.status_code == 200
        assert reverse("cash-in", args=[ledger.pk]) not in page.content.decode()
        assert reverse("receipt-cancel", args=[receipt.pk]) not in page.content.decode()


def a_year(ledger, members, lines):
    by = f.admin()
    for number in range(lines):
        member = members[number % len(members)]
        on = date(2024, 1, 1) + timedelta(days=number % 360)
        actions.receive(ledger=ledger, member=member, on=on, savings={"wajib": 10_000}, by=by)


@pytest.mark.parametrize(
    "name",
    ["book-list", "ledger", "cash-book", "savings-book", "loan-list", "meeting-list", "meeting-create"],
)
def test_a_page_of_the_books_costs_the_same_queries_for_many_lines(sign_in, kader, name):
    ledger = a_ledger()
    client = sign_in(kader)
    by = f.admin()
    url = reverse(name, args=[] if name == "book-list" else [ledger.pk])
    query = {"tahun": "2024"} if name == "cash-book" else {}

    def cost():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url, query).status_code == 200
        return len(captured)

    def grow(number):
        a_year(ledger, people(ledger), number)
        for _ in range(number):
            lend(ledger, by, amount=1_000, months=2)
            meeting = Meeting(on=date(2024, 3, 5))
            actions.hold_meeting(ledger=ledger, meeting=meeting, came=people(ledger), payments=[], by=by)
            f.books()

    grow(1)
    few = cost()
    grow(10)
    assert cost() == few <= 10


def test_every_book_prints_and_comes_as_a_spreadsheet_from_its_page(sign_in, kader):
    ledger = a_ledger()
    loan = lend(ledger, f.admin(), on=timezone.localdate())
    client = sign_in(kader)
    page = client.get(reverse("book-print", args=[ledger.pk]))
    assert reverse("book-print", args=[ledger.pk]) in client.get(ledger.get_absolute_url()).content.decode()
    links = re.findall(r'href="([^"]+\.(?:pdf|xlsx)[^"]*)"', page.content.decode())
    assert len(links) == 3 * len(page.context["books"]) == 33
    links += [reverse("loan-card", args=[loan.pk]), reverse("receipt-file", args=[loan.receipt.pk])]
    for link in links:
        response = client.get(link)
        start = b"PK" if ".xlsx" in link else b"%PDF"
        assert (response.status_code, response.content[: len(start)]) == (200, start), link
    for query in ("bulan=2024-02", "tahun=2024", "semua=1"):
        assert (
            client.get(reverse("book-file", args=[ledger.pk, "kas", "pdf"]) + f"?{query}").status_code == 200
        )
    for name, kind, query in (("kas", "exe", ""), ("emas", "pdf", ""), ("kas", "pdf", "?bulan=x")):
        assert client.get(reverse("book-file", args=[ledger.pk, name, kind]) + query).status_code == 404
    opening = actions.receive(
        ledger=ledger, member=people(ledger)[3], on=ledger.starts_on, savings={"wajib": 5}, is_opening=True,
        by=kader,
    )  # fmt: skip
    assert client.get(reverse("receipt-file", args=[opening.pk])).status_code == 404


def test_a_year_of_many_lines_comes_in_parts_whose_balances_go_on(sign_in, kader):
    ledger = f.books(opening_cash=100_000)
    fill_the_year(ledger, 60, f.admin())
    client = sign_in(kader)
    url = reverse("cash-book", args=[ledger.pk])
    with CaptureQueriesContext(connection) as captured:
        newest = client.get(url, {"tahun": "2024"}).context
    assert len(captured) <= 10
    parts = [client.get(url, {"tahun": "2024", "halaman": str(n)}).context["page"] for n in (1, 2, 3)]
    assert [len(part.rows) for part in parts] == [25, 25, 10]
    assert newest["page"].rows == parts[2].rows
    rows = [row for part in parts for row in part.rows]
    balance = 100_000
    for line, shown in rows:
        balance += line.signed
        assert shown == balance
    assert {(part.opening, part.closing, part.count) for part in parts} == {(100_000, balance, 60)}
    for wrong in ("0", "4", "9" * 30):
        answer = client.get(url, {"tahun": "2024", "halaman": wrong})
        assert answer.status_code == 404 or answer.context["number"] == 3
