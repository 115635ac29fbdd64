"""What the apps above say of a group in its report: permits, and how many of its books are in rhythm."""

from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from groups.books.models import GuestVisit
from groups.progress import actions
from groups.progress.models import Opening
from groups.progress.printing import printed
from tests import factories as f
from tests.posting import fill
from tests.progress.test_pages import kept_books, with_city
from tests.progress.test_way import TYPED, a_group, address, close, the_report

pytestmark = pytest.mark.django_db

LABELS = ["NIB yang berlaku", "P-IRT yang berlaku", "Sertifikat halal yang berlaku", "Kelengkapan buku"]


def a_group_with_permits():
    """One NIB, two P-IRT of which one ran out before the period's end, no halal; a guest in the book."""
    span, group = f.last_period(), a_group(2)
    f.permit(group, "nib", number="1234567890123")
    f.permit(group, valid_until=span.last)
    f.permit(group, valid_until=span.last - timedelta(days=1))
    f.permit(a_group(0), "halal", number="ID33110000000001")
    f.register_row(GuestVisit, group, on=span.last)
    return group


def test_permits_and_books_stand_in_the_form_the_page_the_print_and_the_sheet(client):
    group = a_group_with_permits()
    client.force_login(f.kader())
    page = client.get(address(group))
    assert [(label, value) for label, value, _ in page.context["known"] if label in LABELS] == [
        ("NIB yang berlaku", "1"), ("P-IRT yang berlaku", "1"), ("Sertifikat halal yang berlaku", "0"),
        ("Kelengkapan buku", "1/8"),
    ]  # fmt: skip
    fill(client, page, TYPED | {"kirim": "1"})
    report = the_report(group)
    shown = client.get(report.get_absolute_url()).context["sections"]
    here = {label: value for _, rows in shown for label, value, *_ in rows}
    assert [here[label] for label in LABELS] == ["1", "1", "0", "1/8"]
    on_paper = {row[1]: row[3] for row in printed(with_city(report)).rows}
    assert [on_paper[label] for label in LABELS] == ["1", "1", "0", "1/8"]
    sheet = client.get(reverse("report-list"), {"unduh": "xlsx"}).content
    heads, *rows = openpyxl.load_workbook(BytesIO(sheet)).active.values
    (row,) = (dict(zip(heads, row, strict=True)) for row in rows if group.name in row)
    assert [row[label] for label in LABELS] == [1, 1, 0, "1/8"]


def test_a_group_founded_within_the_period_has_no_level_before_and_an_older_one_has(client):
    client.force_login(f.kader())
    span = f.last_period()
    for founded_on, before in ((span.first, ""), (span.first - timedelta(days=1), "Pemula")):
        page = client.get(address(a_group(founded_on=founded_on)))
        known = {label: value for label, value, _ in page.context["known"]}
        assert (known["Kategori lalu"], known["Kategori kini"]) == (before, "Pemula")


def test_what_was_accepted_stays_when_permits_and_books_change(client):
    group = a_group_with_permits()
    client.force_login(f.kader())
    fill(client, client.get(address(group)), TYPED | {"kirim": "1"})
    report = the_report(group)
    actions.approve(report=report, by=f.pokja_kecamatan())
    actions.approve(report=report, by=f.pokja_kota())
    group.permits.update(closed_on="2000-01-01", close_reason="Dicabut")
    GuestVisit.objects.update(on="2000-01-01")
    assert (the_report(group).nib, the_report(group).books_kept) == (1, "1/8")


def test_the_form_costs_at_most_ten_queries_also_where_everything_comes_together(sign_in):
    """With books, a last period, a return with notes, and a closed period that was opened."""
    group, span = a_group_with_permits(), f.last_period()
    kept_books(group)
    f.report(group, f.last_period(1), state="diterima")
    report = f.report(group, state="dikirim")
    actions.send_back(report=report, note="Periksa lagi", by=f.pokja_kecamatan())
    close()
    Opening.objects.create(
        group=group, period=span.code, reason="Sakit", asked_by=f.kader(), state="dibuka",
        decided_by=f.pokja_kota(), open_until="2999-01-01",
    )  # fmt: skip
    client = sign_in(f.kader())
    with CaptureQueriesContext(connection) as captured:
        assert "Periksa lagi" in client.get(address(group)).content.decode()
    assert len(captured) <= 10
