"""Whom to invite, by rule: members of active groups, narrowed by what is asked; all of it must hold."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from bimtek.invitations.models import Invitee
from bimtek.models import Attendance
from groups.books.models import ClosedMonth
from groups.models import BusinessGroup, Level, Member, OfficerTerm, Region
from groups.models.people import OFFICES
from groups.score.cities import cities_of
from groups.score.queries import scored

WHO = [*OFFICES, ("pengurus", "Semua pengurus"), ("anggota", "Semua anggota")]
NEVER = [
    ("", "Pernah maupun belum"),
    ("orang", "Orangnya belum pernah hadir"),
    ("kelompok", "Kelompoknya belum pernah hadir"),
]
# What Pokja II asks most often: words, and the answers of the form.
READY = (
    ("Bendahara yang kelompoknya belum menutup satu bulan kas pun", "siapa=bendahara&kas=on"),
    ("Pengurus kelompok madya", "siapa=pengurus&kategori=madya"),
    ("Ketua kelompok dengan nilai tertib administrasi di bawah 60", "siapa=ketua&nilai=60"),
    ("Anggota yang belum pernah hadir di bimtek", "siapa=anggota&belum=orang"),
)


@dataclass(frozen=True)
class Asked:
    """``below``: the score that a group must be under. ``no_closed_month``: its cash book has none."""

    who: str = "anggota"
    q: str = ""
    region: Region | None = None
    level: Level | None = None
    below: int | None = None
    no_closed_month: bool = False
    never: str = ""


def candidates(user, event, asked: Asked):
    """Members whom ``user`` may invite to ``event`` as ``asked``; without those invited or listed already."""
    groups = BusinessGroup.objects.visible_to(user).in_region(event.region).as_of(timezone.localdate())
    groups = groups.filter(status="aktif")
    if asked.region:
        groups = groups.in_region(asked.region)
    if asked.level:
        groups = groups.filter(level_code=asked.level.code)
    if asked.no_closed_month:
        groups = groups.filter(~Exists(ClosedMonth.objects.filter(ledger__group=OuterRef("pk"))))
    there = Attendance.objects.filter(participant__is_dropped=False)
    if asked.never == "kelompok":
        groups = groups.filter(~Exists(there.filter(participant__group=OuterRef("pk"))))
    chosen = groups.order_by().values("pk")
    if asked.below is not None:
        found = scored(groups, cities=cities_of(user))
        chosen = [one.group.pk for one in found if one.points < asked.below]
    members = Member.objects.visible_to(user).kept().filter(is_active=True, group__in=chosen)
    if asked.who != "anggota":
        terms = OfficerTerm.objects.filter(member=OuterRef("pk"), ended_on__isnull=True)
        if asked.who != "pengurus":
            terms = terms.filter(office=asked.who)
        members = members.filter(Exists(terms))
    if asked.never == "orang":
        members = members.filter(~Exists(there.filter(participant__member=OuterRef("pk"))))
    if asked.q:
        members = members.filter(Q(name__icontains=asked.q) | Q(group__name__icontains=asked.q))
    members = members.exclude(pk__in=Invitee.objects.filter(
        invitation__event=event, member__isnull=False).values("member"))  # fmt: skip
    listed = event.participants.filter(is_dropped=False, member__isnull=False)
    members = members.exclude(pk__in=listed.values("member"))
    return (
        members.select_related("group__region")
        .with_office()
        .order_by("group__region_id", "group__name", "name_key", "pk")
    )
