"""Recording who came, each check-in once however often it is sent; and taking one back.

All steps hold the event's row, so that two devices with the same person are settled one after the other.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from simple_history.utils import bulk_create_with_history

from bimtek import codes
from bimtek.actions import locked, put_on_list
from bimtek.door.models import CheckIn, ListNumber, Poster, Session
from bimtek.models import Attendance, Participant
from groups.actions import require
from groups.models import Member
from groups.secrets import SIGNS
from groups.values import name_key, show_date

NEW, KNOWN, REFUSED = "baru", "sudah", "tolak"
UNKNOWN = "Kode atau nomor ini tidak ada di kegiatan ini. Cari namanya."
NOT_FOUND = "Tidak ditemukan. Periksa isiannya, atau datang ke meja pendaftaran."


@dataclass(frozen=True)
class Entry:
    """One check-in as a device sends it: ``text`` was scanned or typed; ``at`` is None for paper."""

    submission: UUID
    text: str
    at: datetime | None


@dataclass(frozen=True)
class Result:
    """``status``: recorded now (NEW), before (KNOWN), or not at all (REFUSED), with a sentence."""

    status: str
    text: str
    submission: UUID | None = None


@dataclass(frozen=True)
class WalkIn:
    """Somebody who was not on the list: a ``member``, or a guest by ``name`` from ``region_id``."""

    name: str
    region_id: str
    member: Member | None = None


@transaction.atomic
def check_in_codes(*, event, day, entries, by, session=None) -> list[Result]:
    """Record each of ``entries`` for ``day``; what cannot be is refused by itself, the others count."""
    require(by, "train", event.organiser_id)
    desk = _Desk(event, day, session, by)
    return [desk.take(entry) for entry in entries]


@transaction.atomic
def check_in_person(*, participant, day, by, session=None) -> Result:
    """Found by her name."""
    require(by, "train", participant.event.organiser_id)
    desk = _Desk(participant.event, day, session, by)
    return desk.record(participant, "nama", uuid4(), timezone.now())


@transaction.atomic
def check_in_numbers(*, event, day, numbers, by, session=None) -> list[Result]:
    """Tick those with these numbers on the printed list. Raises ValidationError for a number not on it."""
    require(by, "train", event.organiser_id)
    desk = _Desk(event, day, session, by)
    if desk.closed:
        raise ValidationError(desk.closed)
    missing = [number for number in numbers if str(number) not in desk.by_number]
    if missing:
        last = max(map(int, desk.by_number), default=0)
        told = ", ".join(map(str, missing[:10]))
        raise ValidationError(
            {"numbers": f"Nomor {told} tidak ada di daftar; nomor terakhir {last}. Periksa kertasnya."}
        )
    return [desk.record(desk.by_number[str(number)], "nomor", uuid4(), None) for number in numbers]


@transaction.atomic
def check_in_walk_ins(*, event, day, people, by, session=None) -> list[Result]:
    """Put each of ``people`` on the list of the event and record that they came."""
    require(by, "train", event.organiser_id)
    desk = _Desk(event, day, session, by)
    if desk.closed:
        raise ValidationError(desk.closed)
    results = []
    for person in people:
        if person.member:
            require(by, "train", person.member.group.region_id)
            known = event.participants.filter(member=person.member).first()
            facts = {}
        else:
            guests = event.participants.filter(member__isnull=True, region=person.region_id)
            known = next((row for row in guests if name_key(row.name) == name_key(person.name)), None)
            facts = {"capacity": "tamu", "name": person.name, "region_id": person.region_id}
        row = put_on_list(event=desk.event, row=known, member=person.member, **facts)
        results.append(desk.record(row, "langsung", uuid4(), None))
    return results


@transaction.atomic
def check_in_myself(*, poster, code="", name="", region_id="") -> Result:
    """A participant before the poster: by her code, or by her whole name and kelurahan.

    Whatever does not fit gets one and the same answer, so that nobody learns who is on the list.
    """
    day = poster.day
    desk = _Desk(poster.event, day, current_session(poster.event, day), poster.opened_by)
    if closed := poster.why_closed or desk.closed:
        return Result(REFUSED, closed)
    if code:
        text = codes.bare(code)
        person = None if codes.is_number(text) else desk.by_code.get(text)
    else:
        here = [row for row in desk.people.values() if row.region_id == region_id and not row.is_dropped]
        fits = [row for row in here if name_key(row.name) == name_key(name)]
        person = fits[0] if len(fits) == 1 else None
    if person is None or person.is_dropped:
        return Result(REFUSED, NOT_FOUND)
    return desk.record(person, "poster", uuid4(), timezone.now())


@transaction.atomic
def undo(*, check_in, by):
    """She was not there after all; without another check-in that day, neither was she that day."""
    person = check_in.participant
    require(by, "train", person.event.organiser_id)
    locked(person.event)
    check_in = CheckIn.objects.select_for_update().get(pk=check_in.pk)
    if check_in.undone_at:
        return check_in
    check_in.undone_at, check_in.undone_by = timezone.now(), by
    check_in.save()
    if not person.check_ins.counted().filter(day=check_in.day).exists():
        for attendance in person.attendances.filter(day=check_in.day):
            attendance.delete()
    return check_in


@transaction.atomic
def number_list(*, event, by) -> list[Participant]:
    """The people on the printed list by number; whoever has none yet gets one behind the last."""
    require(by, "train", event.organiser_id)
    event = locked(event)
    people = event.participants.filter(is_dropped=False).select_related("region", "group", "list_number")
    new = people.filter(list_number__isnull=True).order_by("region_id", "name", "pk")
    last = event.list_numbers.aggregate(last=Max("number"))["last"] or 0
    rows = [
        ListNumber(event=event, participant=person, number=number)
        for number, person in enumerate(new, start=last + 1)
    ]
    bulk_create_with_history(rows, ListNumber, default_user=by)
    return list(people.order_by("list_number__number"))


@transaction.atomic
def save_session(*, session, by):
    require(by, "train", session.event.organiser_id)
    if session.day not in session.event.days:
        raise ValidationError({"day": "Pilih salah satu hari kegiatan."})
    session.save()
    return session


@transaction.atomic
def remove_session(*, session, by):
    """Delete a session for which nobody was recorded; the history table keeps the row."""
    require(by, "train", session.event.organiser_id)
    if session.check_ins.exists():
        raise ValidationError("Sudah ada yang tercatat hadir pada sesi ini, jadi tidak dapat dihapus.")
    session.delete()


@transaction.atomic
def open_poster(*, event, day, by) -> Poster:
    """A new code for ``day``; one that was open is closed, as when its picture went around."""
    require(by, "train", event.organiser_id)
    event = locked(event)
    if day not in event.days or not event.is_open or day < timezone.localdate():
        raise ValidationError("Poster hanya untuk hari kegiatan yang belum lewat.")
    _close(event, day)
    code = "".join(secrets.choice(SIGNS) for _ in range(10))
    poster = Poster(event=event, day=day, code=code, opened_by=by)
    poster.save()
    return poster


@transaction.atomic
def close_poster(*, event, day, by):
    require(by, "train", event.organiser_id)
    _close(locked(event), day)


def _close(event, day):
    for poster in event.posters.filter(day=day, closed_at__isnull=True):
        poster.closed_at = timezone.now()
        poster.version += 1
        poster.save()


def current_session(event, day) -> Session | None:
    """The session of ``day`` that began last, or the first one; None on a day without any."""
    sessions = list(event.sessions.filter(day=day))
    now = timezone.localtime().time()
    begun = [one for one in sessions if one.starts_at and one.starts_at <= now]
    return (begun or sessions[:1] or [None])[-1]


class _Desk:
    """The held event with its people, by code and by number, for check-ins of one day and session."""

    def __init__(self, event, day, session, by):
        self.event, self.day, self.session, self.by = locked(event), day, session, by
        self.closed = self._why_closed()
        rows = event.participants.select_related("list_number")
        self.people = {row.pk: row for row in rows}
        self.by_code = {codes.code_of(pk): row for pk, row in self.people.items()}
        self.by_number = {str(row.list_number.number): row for row in rows if hasattr(row, "list_number")}

    def _why_closed(self):
        event, today = self.event, timezone.localdate()
        if event.status == "batal":
            return "Kegiatan ini dibatalkan, jadi tidak ada yang dicatat hadir."
        if self.day not in event.days:
            held = " sampai ".join(dict.fromkeys(map(show_date, (event.starts_on, event.ends_on))))
            return f"Kegiatan ini berlangsung {held}, bukan {show_date(self.day)}. Tidak dicatat."
        if self.day > today:
            return f"Hari ini {show_date(today)}. Kehadiran dicatat mulai {show_date(self.day)}."
        return ""

    def take(self, entry: Entry) -> Result:
        """A scanned or typed code, or a number of the list."""
        if self.closed:
            return Result(REFUSED, self.closed, entry.submission)
        if codes.of_other_event(entry.text, self.event.pk):
            text = "Kode ini untuk kegiatan lain. Tidak dicatat; cari namanya di daftar ini."
            return Result(REFUSED, text, entry.submission)
        text = codes.bare(entry.text)
        is_number = codes.is_number(text)
        person = self.by_number.get(text.lstrip("0")) if is_number else self.by_code.get(text)
        if person is None:
            return Result(REFUSED, UNKNOWN, entry.submission)
        now = timezone.now()
        at = min(entry.at or now, now)  # a device whose clock runs ahead has not been to the future
        if timezone.localdate(at) != self.day:
            text = f"{person.name} dipindai {show_date(timezone.localdate(at))}, bukan {show_date(self.day)}."
            return Result(REFUSED, f"{text} Tidak dicatat.", entry.submission)
        return self.record(person, "nomor" if is_number else "kode", entry.submission, at)

    def record(self, person, way, submission, at) -> Result:
        """``at`` is None where only the day is known."""
        if self.closed:
            return Result(REFUSED, self.closed, submission)
        sent = CheckIn.objects.filter(submission=submission).first()
        if sent:
            if sent.undone_at:
                return Result(REFUSED, f"Kehadiran {person.name} sudah dibatalkan petugas.", submission)
            return Result(NEW, f"{person.name} hadir.", submission)
        if person.is_dropped:
            text = f"{person.name} sudah dikeluarkan dari daftar. Catat sebagai peserta langsung."
            return Result(REFUSED, text, submission)
        here = person.check_ins.counted().filter(day=self.day, session=self.session).first()
        Attendance.objects.get_or_create(participant=person, day=self.day, defaults={"recorded_by": self.by})
        if here:
            when = f"pukul {timezone.localtime(here.at):%H.%M}, {here.get_way_display().lower()}"
            return Result(KNOWN, f"{person.name} sudah tercatat ({when}).", submission)
        CheckIn(
            submission=submission, participant=person, day=self.day, session=self.session, way=way,
            at=at or timezone.now(), recorded_by=self.by,
        ).save()  # fmt: skip
        return Result(NEW, f"{person.name} hadir.", submission)
