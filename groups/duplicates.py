"""Which two members, or two groups, look like one: each pair with a score and the reasons for it.

Nothing is merged here; a person decides (``groups.actions.duplicates``). Records are compared only
within a block (same NIK, same phone; or the beginning of a name with a place, a year or a group), never
each with all others of a city.
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations

from django.db.models import Exists, F, OuterRef
from rapidfuzz import fuzz

from groups.models import BusinessGroup, GroupPair, Member, MemberPair, Membership

THRESHOLD = 70  # of 100
SIMILAR = 85  # names below this, of 100, are different names


@dataclass(frozen=True)
class Likely:
    """Two records by id, the smaller first, and why they may be one."""

    first: int
    second: int
    score: int
    reasons: tuple


def likely_members(user) -> list[Likely]:
    """Pairs of members whom ``user`` may edit, the most likely first; two queries."""
    spells = Membership.objects.filter(member=OuterRef("pk"), voided_at__isnull=True)
    rows = Member.objects.editable_by(user).kept().filter(Exists(spells)).order_by("pk")
    rows = rows.annotate(place=F("group__region_id")).values_list(
        *("pk", "name_key", "nik_hash", "birth_on", "phone", "rw", "rt", "group_id", "place"), named=True
    )
    return _ranked(rows, _member_blocks, compare_members, MemberPair.objects.editable_by(user))


def likely_groups(user) -> list[Likely]:
    """Pairs of groups of one kelurahan that ``user`` may edit, the most likely first; two queries."""
    rows = BusinessGroup.objects.editable_by(user).kept().order_by("pk")
    rows = rows.annotate(place=F("region_id")).values_list(
        "pk", "name", "founded_on", "contact_phone", "place", named=True
    )
    return _ranked(rows, lambda group: [group.place], compare_groups, GroupPair.objects.editable_by(user))


def _ranked(rows, blocks_of, compare, decisions):
    blocks = defaultdict(list)
    for row in rows:
        for key in blocks_of(row):
            blocks[key].append(row)
    decided = set(decisions.in_force().values_list("first_id", "second_id"))
    found, seen = [], set()
    for block in blocks.values():
        for one, other in combinations(block, 2):
            pair = (one.pk, other.pk)
            if pair in seen or pair in decided:
                continue
            seen.add(pair)
            score, reasons = compare(one, other)
            if score >= THRESHOLD:
                found.append(Likely(*pair, score, tuple(reasons)))
    return sorted(found, key=lambda likely: (-likely.score, likely.first, likely.second))


def _member_blocks(member):
    """What two records of one person have in common: an id, or a bit of the name and where or when."""
    if member.nik_hash:
        yield ("nik", member.nik_hash)
    if member.phone:
        yield ("phone", member.phone)
    for start in {word[:3] for word in member.name_key.split()}:
        yield ("group", member.group_id, start)
        if member.rt and member.rw:
            yield ("home", member.place, member.rw, member.rt, start)
        if member.birth_on:
            yield ("year", member.place, member.birth_on.year, start)
            yield ("day", member.place[:5], member.birth_on, start)


def compare_members(one, other) -> tuple[int, list[str]]:
    """Score and reasons; 0 where the NIK or the birth date says that they are two people."""
    same_nik = one.nik_hash and one.nik_hash == other.nik_hash
    if not same_nik and one.nik_hash and other.nik_hash:
        return 0, []
    name, reasons = _compare_names(one.name_key, other.name_key)
    if not same_nik and (name < SIMILAR or _births_contradict(one.birth_on, other.birth_on)):
        return 0, []
    support = 0
    same_day = one.birth_on and one.birth_on == other.birth_on
    for points, is_so, reason in (
        (25, one.phone and one.phone == other.phone, "HP sama"),
        (45, same_day, "tanggal lahir sama"),
        (15, not same_day and _same_year(one.birth_on, other.birth_on), "tahun lahir sama"),
        (15, one.rt and one.rw and _home(one) == _home(other), "RT/RW sama"),
        (10, one.group_id == other.group_id, "kelompok sama"),
    ):
        if is_so:
            support += points
            reasons.append(reason)
    if same_nik:
        return (100 if name >= SIMILAR else 90), ["NIK sama", *reasons]
    return min(99, round(60 - 1.5 * (100 - name)) + support), reasons


def compare_groups(one, other) -> tuple[int, list[str]]:
    """Score and reasons of two groups of one kelurahan; "Melati 1" and "Melati 2" are two."""
    (mine, my_number), (hers, her_number) = group_key(one.name), group_key(other.name)
    name, reasons = _compare_names(mine, hers)
    if name < SIMILAR or my_number != her_number:
        return 0, []
    support = 0
    for points, is_so, reason in (
        (10, one.founded_on == other.founded_on, "tanggal berdiri sama"),
        (15, one.contact_phone and one.contact_phone == other.contact_phone, "HP kontak sama"),
    ):
        if is_so:
            support += points
            reasons.append(reason)
    return min(99, round(75 - 1.5 * (100 - name)) + support), reasons


_GROUP_WORDS = {"kelompok", "klp", "kel", "kelp", "up2k", "pkk", "poklak", "poksus"}
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6"}


def group_key(name: str) -> tuple[str, str]:
    """A group's name for comparing, as (letters, number): "Klp. UP2K Melati-Jaya II" is melatijaya, 2."""
    words = re.findall(r"[a-z]+2k|[a-z]+|\d+", name.lower())
    words = [_ROMAN.get(word, word) for word in words if word not in _GROUP_WORDS] or words
    letters = "".join(word for word in words if not word.isdigit())
    return letters, " ".join(str(int(word)) for word in words if word.isdigit())


def _compare_names(one, other):
    """0 to 100, with what to say of it; the order of the words does not matter."""
    score = fuzz.token_sort_ratio(one, other)
    if score == 100:
        return score, ["nama sama"]
    if score < SIMILAR:
        return score, ["nama berbeda"]
    return score, [f"nama mirip {int(score)} %"]


def _births_contradict(one, other):
    """Two dates that cannot both be hers. 1 January stands for a known year; day and month get swapped."""
    if not one or not other or one == other:
        return False
    if one.year != other.year:
        return True
    swapped = (one.day, one.month) == (other.month, other.day)
    return not swapped and (1, 1) not in {(one.day, one.month), (other.day, other.month)}


def _same_year(one, other):
    return one and other and one.year == other.year


def _home(member):
    return member.place, member.rw, member.rt
