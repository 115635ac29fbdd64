"""Names written on paper or said at the door, matched to the registry."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError

from bimtek.door.actions import WalkIn
from bimtek.door.forms import GUEST
from groups.importing.people import similar_names
from groups.importing.places import Places
from groups.models import Member
from groups.values import name_key


@dataclass
class Line:
    """``members``: whom the name may mean, the nearest first. ``chosen``: the pk of one of them, or GUEST."""

    name: str
    region_id: str
    members: list[Member] = field(default_factory=list)
    chosen: str = GUEST

    @property
    def walk_in(self) -> WalkIn:
        member = next((one for one in self.members if str(one.pk) == self.chosen), None)
        return WalkIn(self.name, self.region_id, member)


def match(*, user, event, lines: list[str]) -> list[Line]:
    """One Line for each of ``lines`` ("nama, kelurahan"). Raises ValidationError for a place nobody knows."""
    places = Places(user, "train")
    members = Member.objects.allowed_to(user, "train").kept().in_region(event.region).filter(is_active=True)
    by_key = defaultdict(list)
    for pk, key, place in members.values_list("pk", "name_key", "group__region_id"):
        by_key[key].append((pk, place))
    found, wanted = [], set()
    for text in lines:
        name, _, written = (part.strip() for part in text.partition(","))
        if not name or len(name) > 120:
            raise ValidationError(f"“{text[:30]}” belum menyebut nama. Tulis nama, koma, lalu kelurahan.")
        line = Line(name, event.region_id)
        if written:
            line.region_id = _place(places, event, written)
        near = [pair for pairs in similar_names(name, by_key) for pair in pairs]
        if written:
            near = [(pk, place) for pk, place in near if place == line.region_id]
        found.append((line, [pk for pk, _ in near]))
        wanted |= {pk for pk, _ in near}
    known = members.select_related("group__region").in_bulk(wanted)
    for line, near in found:
        line.members = [known[pk] for pk in near]
        # The same name in the kelurahan that was written is no guess.
        same = [member for member in line.members if member.name_key == name_key(line.name)]
        if len(same) == 1 and line.region_id == same[0].group.region_id:
            line.chosen = str(same[0].pk)
    return [line for line, _ in found]


def _place(places, event, written) -> str:
    code = places.find(written).code
    if not f"{code}.".startswith(f"{event.region_id}."):
        raise ValidationError(f"{written} tidak termasuk {event.region.title}, wilayah kegiatan ini.")
    return code
