"""Minutes and attendance of a meeting: complete as a notulen must be, and mended without touching money."""

from datetime import date, time

import pytest
from django.urls import reverse

from groups.books import actions
from groups.books.models import Meeting, Receipt
from tests import factories as f
from tests.books.test_printing import needs_pdftotext, text_of
from tests.posting import errors_of, fill

pytestmark = pytest.mark.django_db
DAY = date(2024, 3, 5)


@pytest.fixture
def meeting(db):
    group = f.group(name="Melati")
    ledger = f.books(group)
    ani, budi = f.member(group, name="Ani"), f.member(group, name="Budi")
    f.member(group, name="Cici", joined_on=date(2025, 1, 1))
    paid = [{"member": ani, "savings": {"wajib": 5_000}, "dues": 0, "instalments": []}]
    return actions.hold_meeting(
        ledger=ledger, meeting=Meeting(on=DAY, agenda="Bazar"), came=[ani, budi], payments=paid, by=f.admin()
    )


@pytest.fixture
def client(sign_in):
    return sign_in(f.kader())


def edit(client, meeting, changes):
    return fill(client, client.get(reverse("meeting-update", args=[meeting.pk])), changes)


def test_minutes_are_completed_later_and_the_money_stays(client, meeting):
    ani = meeting.group.members.get(name="Ani")
    wanted = {
        "starts_at": "15.30", "kind": "Pertemuan bulanan", "led_by": "Bu Sri", "conclusion": "Bazar jadi",
        "closing": "Doa", "minutes_by": "Bu Tri", "came": [str(ani.pk)],
    }  # fmt: skip
    page = edit(client, meeting, wanted).content.decode()
    meeting.refresh_from_db()
    assert (meeting.starts_at, meeting.closing, meeting.version) == (time(15, 30), "Doa", 2)
    assert [row.member for row in meeting.attendances.all()] == [ani]
    assert Receipt.objects.get().meeting == meeting
    for words in ("15.30", "Bu Sri", "Bazar jadi", "Bu Tri", "1 dari 2 anggota yang diundang, 1 tidak hadir"):
        assert words in page
    assert "Cici" not in page, "who came to the group later was not invited"


def test_the_day_of_a_meeting_with_payments_stays(client, meeting):
    assert errors_of(edit(client, meeting, {"on": "2024-03-06"})).keys() == {"on"}
    actions.cancel(receipt=Receipt.objects.get(), reason="keliru", by=f.admin())
    edit(client, meeting, {"on": "2024-03-06"})
    meeting.refresh_from_db()
    assert meeting.on == date(2024, 3, 6)


def test_a_stale_edit_of_attendance_overwrites_nothing(client, meeting):
    budi = meeting.group.members.get(name="Budi")
    stale = client.get(reverse("meeting-update", args=[meeting.pk]))
    edit(client, meeting, {"came": [str(budi.pk)]})
    conflict = fill(client, stale, {"place": "Balai"})
    assert conflict.status_code == 422
    assert [row.member for row in meeting.attendances.all()] == [budi]
    assert "Yang hadir" in {row["label"] for row in conflict.context["form"].conflicts}


@needs_pdftotext
def test_the_printed_minutes_say_all_that_a_notulen_must(client, meeting):
    edit(
        client, meeting, {"starts_at": "15:30", "led_by": "Bu Sri", "minutes_by": "Bu Tri", "closing": "Doa"}
    )
    text = text_of(client.get(reverse("meeting-file", args=[meeting.pk])).content)
    for words in (
        "NOTULEN RAPAT", "Tanggal : 5 Maret 2024", "Jam mulai : 15.30", "Pimpinan rapat : Bu Sri",
        "2 orang, hadir 2, tidak hadir 0", "Susunan acara : Bazar", "Penutup : Doa", "Notulis", "Bu Tri",
        "No Nama Jabatan Hadir Tanda tangan",
    ):  # fmt: skip
        assert words in text, words
