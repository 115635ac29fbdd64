"""What waits for a person: the kind of line that every app gives to Beranda, and one query for all of them.

An app says what waits as ``Waiting``: rows of a table in the same eight columns as everybody else's, so that
the database is asked once for all apps' rows, and how they read. What is known without a query is a ``Todo``.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

from django.db.models import BigIntegerField, Count, DateField, F, Q, QuerySet, Value, Window
from django.db.models.functions import Cast, RowNumber
from django.urls import reverse
from django.utils import timezone

from groups.lists import groups_today
from groups.models import BusinessGroup, ImportBatch
from groups.models.importing import STATES as IMPORT_STATES
from groups.models.people import OFFICES
from groups.values import show_number

SHOWN = 6
NEWS_FOR = timedelta(days=7)  # a result stays on Beranda


@dataclass(frozen=True)
class Todo:
    """One line of "Yang menunggu": what it is, where it is done, and a word behind it.

    ``needs``: the person herself must act; else it is only to be known. ``icon``: see static/icons.
    ``kind``, ``number``: what waits and how much of it, without a name, for messages outside the program.
    """

    text: str
    address: str
    note: str = ""
    icon: str = "exclamation-triangle"
    needs: bool = True
    kind: str = "hal lain di Beranda"
    number: int = 1

    @property
    def mark(self) -> str:
        """By which it is known again, whatever it says meanwhile."""
        return f"{self.kind} {self.address}"


class Row(NamedTuple):
    """What a source's row says; what it has no use for is empty. ``total``: rows there are in all."""

    pk: int
    name: str
    note: str
    code: str
    number: int
    other: int
    day: object
    total: int


@dataclass(frozen=True)
class Waiting:
    """``rows``: of ``first_of``. ``say(rows)``: their lines; it is not asked where there are none."""

    rows: QuerySet
    say: Callable[[list[Row]], Iterable[Todo]]


# Columns of a union have one type each, also where a source leaves them empty.
EMPTY = {
    "pk": Value(0, BigIntegerField()), "number": Value(0, BigIntegerField()),
    "other": Value(0, BigIntegerField()), "day": Value(None, DateField()),
    "name": Value(""), "note": Value(""), "code": Value(""),
}  # fmt: skip


def first_of(queryset, *order, most=SHOWN, **columns):
    """The first ``most`` rows in that order, for ``Waiting``; each of ``columns``: expression or path."""
    by = [F(name[1:]).desc() if name.startswith("-") else F(name) for name in order]
    windows = {"total": Window(Count("pk")), "place": Window(RowNumber(), order_by=by)}
    queryset = queryset.order_by().annotate(**{f"w_{name}": window for name, window in windows.items()})
    for name, empty in EMPTY.items():
        value = columns.get(name, empty)
        value = F(value) if isinstance(value, str) else value
        queryset = queryset.annotate(**{f"w_{name}": Cast(value, empty.output_field)})
    return queryset.filter(w_place__lte=most)


COLUMNS = [f"w_{name}" for name in Row._fields]


def gather(found: Iterable[Todo | Waiting]) -> list[Todo]:
    """The lines of everything that was found, in its order; one query."""
    found = list(found)
    asked = [
        one.rows.annotate(w_source=Value(number)).values_list("w_source", "w_place", *COLUMNS)
        for number, one in enumerate(found)
        if isinstance(one, Waiting)
    ]
    rows = defaultdict(list)
    for source, _, *row in sorted(asked[0].union(*asked[1:], all=True)) if asked else ():
        rows[source].append(Row(*row))
    lines = []
    for number, one in enumerate(found):
        if isinstance(one, Todo):
            lines.append(one)
        elif rows[number]:
            lines += one.say(rows[number])
    return lines


def todos(user) -> Iterable[Todo | Waiting]:
    yield Waiting(_unfinished_imports(user), _say_imports)
    yield Waiting(_finished_imports(user), _say_finished)
    yield Waiting(_incomplete_groups(user), lambda rows: _say_incomplete(rows, user))


def _unfinished_imports(user):
    """Files that wait for her: unread, or with rows left to mend."""
    batches = ImportBatch.objects.visible_to(user).filter(owner=user).unfinished()
    return first_of(batches, "-created_at", pk="pk", name="filename", code="state", number="rows_wrong")


def _say_imports(rows):
    for row in rows:
        if row.code in ("memeriksa", "menulis"):
            state = dict(IMPORT_STATES)[row.code].lower()
        elif row.number:
            state = f"{show_number(row.number)} baris perlu diperbaiki"
        else:
            state = "siap diimpor"
        address = reverse("import-detail", args=[row.pk])
        yield Todo(f"Impor {row.name}: {state}", address, icon="upload", kind="impor menunggu Anda")


def _finished_imports(user):
    """What the worker wrote meanwhile, for some days."""
    since = timezone.now() - NEWS_FOR
    done = {"owner": user, "state": "selesai", "started_at__isnull": False, "finished_at__gte": since}
    batches = ImportBatch.objects.visible_to(user).filter(**done)
    return first_of(batches, "-finished_at", most=3, pk="pk", name="filename")


def _say_finished(rows):
    for row in rows:
        address = reverse("import-detail", args=[row.pk])
        kind = {"kind": "impor selesai", "needs": False}
        yield Todo(f"Impor {row.name}: sudah diimpor", address, icon="check-circle", **kind)


INCOMPLETE = "kelompok perlu dilengkapi"


def _incomplete_groups(user):
    """Active groups that lack members or officers, the emptiest first."""
    groups = groups_today(BusinessGroup.objects.visible_to(user)).filter(status="aktif")
    lacking = groups.filter(Q(member_count=0) | Q(officer_count__lt=len(OFFICES)))
    order = ("officer_count", "member_count", "name")
    said = {"name": "name", "note": "region__name", "code": "region_id"}
    return first_of(lacking, *order, pk="pk", number="officer_count", other="member_count", **said)


def _say_incomplete(rows, user):
    for row in rows:
        reason = f"pengurus belum lengkap, {row.number} dari {len(OFFICES)}"
        if not row.other:
            reason = "belum ada anggota"
        note = "" if row.code == user.home_region.pk else row.note
        yield Todo(
            f"{row.name}: {reason}", reverse("group-detail", args=[row.pk]), note=note, kind=INCOMPLETE
        )
    if (total := rows[0].total) > len(rows):
        text = f"Semua {show_number(total)} kelompok yang perlu dilengkapi"
        rest = {"kind": INCOMPLETE, "number": total - len(rows)}
        yield Todo(text, reverse("group-list"), icon="people", needs=False, **rest)
