"""Reports as a kader fills them in and Pokja II reads them: what is known, lists, print, reminders."""

from datetime import timedelta
from io import BytesIO
from urllib.parse import unquote

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from groups.books import actions as books
from groups.books.models import CashCategory, Loan
from groups.models import OfficerTerm
from groups.progress import actions, queries
from groups.progress.models import Report
from groups.progress.printing import printed
from groups.progress.todos import todos
from groups.todos import gather
from tests import factories as f
from tests.posting import errors_of, fill
from tests.progress.test_way import TYPED, a_group, address, the_report

pytestmark = pytest.mark.django_db


@pytest.fixture
def kader(db):
    return f.kader()


def kept_books(group):
    """Books that began a year before: cash 1.000.000, a loan of 300.000 in ten months, one instalment."""
    span, by = f.last_period(), f.admin()
    start = f.last_period(3).first
    ledger = f.books(group, starts_on=start, opening_cash=1_000_000)
    ketua, member = group.members.order_by("pk")[:2]
    OfficerTerm.objects.create(group=group, member=ketua, office="ketua", started_on="2020-01-01")
    loan = Loan(member=member, amount=300_000, months=10, purpose="Bahan", approved_by=ketua)
    books.lend(ledger=ledger, loan=loan, on=start, by=by)
    paid = {"instalments": [(loan, 30_000, 4_500)], "savings": {"wajib": 10_000}}
    books.receive(ledger=ledger, member=member, on=span.first, by=by, **paid)
    sale = CashCategory.objects.get(code="penjualan")
    line = {"direction": "masuk", "amount": 999_999, "category": sale, "description": "Sesudah periode"}
    books.record_cash(ledger=ledger, on=span.last + timedelta(days=1), by=by, **line)
    return ledger


def test_books_and_members_fill_in_what_they_know_as_of_the_periods_end(client, kader):
    group = a_group(2)
    kept_books(group)
    client.force_login(kader)
    page = client.get(address(group))
    assert not {"cash", "remaining", "members_p", "capital_before"} & page.context["form"].fields.keys()
    fill(client, page, {"turnover": "100.000"})
    values = the_report(group).values
    assert {name: values[name] for name in ("members_p", "members_l", "level")} == {
        "members_p": 2, "members_l": 0, "level": "pemula",
    }  # fmt: skip
    money = ("capital_before", "capital", "lent", "principal", "jasa", "remaining", "savings", "cash")
    assert [values[name] for name in money] == [
        1_000_000, 1_014_500, 0, 30_000, 4_500, 270_000, 10_000, 744_500,
    ]  # fmt: skip
    assert values["arrears"] > 0
    assert the_report(group).from_books


def test_a_draft_follows_the_books_and_what_was_sent_does_not(client, kader):
    group = a_group(2)
    ledger = kept_books(group)
    client.force_login(kader)
    typed = {
        name: value
        for name, value in TYPED.items()
        if name in ("turnover", "profit", "workers_p", "workers_l")
    }
    typed |= {"sells_offline": "ya", "sells_online": "ya", "why_arrears": "Musim sepi"}
    fill(client, client.get(address(group)), typed)
    sale = CashCategory.objects.get(code="penjualan")
    line = {"direction": "masuk", "amount": 50_000, "category": sale, "description": "Terlupa"}
    books.record_cash(ledger=ledger, on=f.last_period().last, by=kader, **line)
    page = client.get(address(group))
    assert "Rp 794.500" in page.content.decode()
    fill(client, page, {"kirim": "1"})
    report = the_report(group)
    assert (report.state, report.cash) == ("dikirim", 794_500)
    books.record_cash(ledger=ledger, on=f.last_period().last, by=kader, **line)
    assert "794.500" in client.get(report.get_absolute_url()).content.decode()


def test_an_unusual_number_asks_at_the_box_and_its_explanation_travels_with_it(client, kader):
    group = a_group()
    f.report(group, f.last_period(1), state="diterima", members_p=3)
    client.force_login(kader)
    page = client.get(address(group))
    assert "Rp 4.000.000" in page.content.decode()
    response = fill(client, page, TYPED | {"turnover": "40.000.000", "profit": "900.000", "kirim": "1"})
    assert errors_of(response) == {
        "why_turnover": ["Omzet Rp 4.000.000 → Rp 40.000.000, benar? Tulis penjelasannya."]
    }
    assert (the_report(group).state, the_report(group).turnover) == ("draft", 40_000_000)
    answered = TYPED | {"turnover": "40.000.000", "why_turnover": "Pesanan haji", "kirim": "1"}
    fill(client, response, answered)
    report = the_report(group)
    assert report.explanations == {"turnover": "Pesanan haji"}
    client.force_login(f.pokja_kecamatan())
    for url in (reverse("report-queue"), report.get_absolute_url()):
        assert "Pesanan haji" in client.get(url).content.decode()
    assert "Pesanan haji" in [row[4] for row in printed(with_city(report)).rows]


@pytest.mark.parametrize(
    ("changes", "box"),
    [
        ({"turnover": "-5"}, "turnover"),
        ({"turnover": "banyak"}, "turnover"),
        ({"workers_p": "-1"}, "workers_p"),
        ({"workers_p": "99999"}, "workers_p"),
        ({"turnover": "1000", "profit": "2000"}, "profit"),
        ({"remaining": "1000", "arrears": "2000"}, "arrears"),
        ({"cash": "9999999999999"}, "cash"),
    ],
)
def test_an_impossible_number_is_refused_even_in_a_draft(client, kader, changes, box):
    group = a_group()
    client.force_login(kader)
    response = fill(client, client.get(address(group)), changes)
    assert (response.status_code, box in errors_of(response)) == (422, True)
    assert not Report.objects.exists()


def test_a_loss_is_written_with_a_minus_and_asks_why(client, kader):
    group = a_group()
    client.force_login(kader)
    response = fill(client, client.get(address(group)), TYPED | {"profit": "-150.000", "kirim": "1"})
    assert errors_of(response) == {"why_profit": ["rugi Rp 150.000. Tulis penyebabnya.".capitalize()]} or (
        "why_profit" in errors_of(response)
    )
    fill(
        client,
        client.get(address(group)),
        TYPED | {"profit": "-150.000", "why_profit": "Hujan", "kirim": "1"},
    )
    assert the_report(group).profit == -150_000


def test_the_list_names_every_group_that_should_report_and_filters_them(client, kader):
    none, sent, late = a_group(0, name="Tanpa"), a_group(0, name="Terkirim"), a_group(0, name="Telat")
    a_group(0, name="Baru", founded_on=timezone.localdate())
    f.report(sent, state="dikirim")
    f.report(
        late, state="diterima", first_sent_on=f.periods.FIRST_RULE.due(f.last_period()) + timedelta(days=1)
    )
    client.force_login(kader)

    def names(**asked):
        rows = client.get(reverse("report-list"), {"periode": f.last_period().code} | asked).context[
            "object_list"
        ]
        return {group.name for group in rows}

    assert names() == {"Tanpa", "Terkirim", "Telat"}
    assert names(keadaan="belum") == {"Tanpa"}
    assert names(keadaan="dikirim") == {"Terkirim"}
    assert "Telat" in names(terlambat="ya")
    assert "Terkirim" not in names(terlambat="ya")
    page = client.get(reverse("report-list")).content.decode()
    assert f'href="{address(none)}"' in page
    assert f'href="{the_report(sent).get_absolute_url()}"' in page
    for code in ("2026-s1", "x"):
        assert client.get(reverse("report-list"), {"periode": code}).status_code == 404


def test_the_list_comes_along_as_a_spreadsheet_with_the_figures(client, kader):
    melati = a_group(name="Melati")
    earlier = f.report(melati, f.last_period(1), state="diterima", members_p=11)
    f.report(melati, state="diterima", previous=earlier)
    a_group(name="Mawar")
    client.force_login(kader)
    answer = client.get(reverse("report-list"), {"unduh": "xlsx"})
    rows = list(openpyxl.load_workbook(BytesIO(answer.content)).active.values)
    heads = {name: place for place, name in enumerate(rows[0])}
    found = {row[heads["Nama kelompok"]]: row for row in rows[1:]}
    assert found["Melati"][heads["Omzet"]] == 4_000_000
    assert found["Melati"][heads["Perkembangan modal (%)"]] == "25,0"
    assert found["Melati"][heads["Anggota perempuan periode lalu"]] == 11
    assert found["Mawar"][heads["Keadaan laporan"]] == "Belum diisi"
    assert "format-internal" in answer["Content-Disposition"]


def with_city(report):
    rows = Report.objects.select_related("group__region__parent__parent", "group__business_kind", "previous")
    return rows.get(pk=report.pk)


def test_the_print_says_that_its_format_is_internal_and_who_accepted(client, kader):
    report = f.report(a_group(capital_initial=750_000, capital_year=2015), state="diterima")
    page = printed(with_city(report))
    words = " ".join(page.notes)
    assert "Format internal" in words
    assert str(report.accepted_by) in words
    on_paper = {row[1]: row[3] for row in page.rows}
    assert (on_paper["Omzet"], on_paper["Perkembangan modal (%)"]) == ("Rp 4.000.000", "25,0")
    assert dict(page.facts)["Modal awal"] == "Rp 750.000 · 2015"
    by = {"office": "ketua", "started_on": "2020-01-01"}
    sent = timezone.localdate(report.sent_at)
    first, second = report.group.members.order_by("pk")[:2]
    term = OfficerTerm.objects.create(
        group=report.group, member=first, ended_on=sent + timedelta(days=1), **by
    )
    OfficerTerm.objects.create(group=report.group, member=second, **by | {"started_on": term.ended_on})
    assert [one.name for one in printed(with_city(report)).signatures][1] == first.name  # who it was then
    client.force_login(kader)
    answer = client.get(reverse("report-pdf", args=[report.pk]))
    assert answer.content.startswith(b"%PDF")


def test_a_reminder_is_worded_and_its_address_holds_no_name_but_the_phone(client):
    a_group(0, name="Melati Bu Tutik")
    f.report(a_group(0), state="dikirim")
    f.kader(phone="+6281234567890", name="Ibu Endang")
    client.force_login(f.pokja_kecamatan())
    rows = client.get(reverse("report-reminders")).context["rows"]
    assert [(row.place, row.behind) for row in rows] == [("Kelurahan Krapyak", 1)]
    ((name, link),) = rows[0].links
    assert (name, link.partition("?")[0]) == ("Ibu Endang", "https://wa.me/6281234567890")
    text = unquote(link)
    assert f.last_period().label in text
    assert "Tutik" not in text
    assert "Endang" not in text


@pytest.mark.parametrize(
    ("maker", "name"),
    [
        (f.kader, "report-list"),
        (f.pokja_kota, "report-list"),
        (f.pokja_kecamatan, "report-queue"),
        (f.pokja_kecamatan, "report-reminders"),
        (f.kader, "group-reports"),
        (f.kader, "report-detail"),
        (f.pokja_kecamatan, "report-detail"),
        (f.kader, "report-write"),
        (f.admin, "reporting-rule"),
    ],
)
def test_pages_cost_the_same_however_many_reports(sign_in, maker, name):
    group, done = a_group(2), a_group(0)
    kept_books(group)
    report = f.report(done, state="dikirim", explanations={"turnover": "Bazar"})
    args = {"group-reports": [done.pk], "report-detail": [report.pk]}
    args["report-write"] = [group.pk, f.last_period().code]
    url = reverse(name, args=args.get(name, []))
    client = sign_in(maker())

    def cost():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        return len(captured)

    def more(number):
        for _ in range(number):
            f.member(group)
            f.report(a_group(0), state="dikirim", explanations={"turnover": "Bazar"})
            a_group(0)

    more(1)
    few = cost()
    more(12)
    for back in range(1, 4):
        f.report(done, f.last_period(back), state="diterima")
    many = cost()
    assert abs(many - few) <= (1 if name in ("report-detail", "report-write") else 0)
    assert many <= 10


def test_the_todos_of_reports_cost_at_most_three_queries(django_assert_max_num_queries):
    for _ in range(3):
        f.report(state="dikembalikan"), f.report(state="dikirim"), a_group(0)
        f.opening()
    for maker, words in (
        (f.kader, "dikembalikan"),
        (f.pokja_kecamatan, "menunggu Anda"),
        (f.pokja_kota, "dibuka"),
    ):
        user = maker()
        assert user.home_region
        with django_assert_max_num_queries(3):
            found = gather(todos(user))
        assert any(words in todo.text for todo in found)


def test_others_can_ask_where_each_group_stands(kader):
    none, sent = a_group(0), a_group(0)
    f.report(sent, state="dikirim")
    spans = queries.ended_periods(f.KRAPYAK, 2)
    found = queries.standings([none, sent], spans)
    assert len(found) == 4
    here = found[sent.pk, spans[0].code]
    assert (here.state, here.is_on_time, here.accepted) == ("dikirim", True, False)
    assert found[none.pk, spans[0].code].state == queries.UNFILLED
    assert queries.accepted_values([none, sent], spans[0]) == {}


def test_a_group_that_is_archived_is_not_written_about(kader):
    report = f.report()
    type(report.group).objects.filter(pk=report.group_id).update(
        archived_at=timezone.now(), archive_reason="dobel"
    )
    with pytest.raises(Exception, match="diarsipkan"):
        actions.send(report=report, by=kader)
