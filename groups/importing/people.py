"""Finding the member whom a row means: by NIK, phone, or name and group."""

from collections import defaultdict

from rapidfuzz import fuzz, process

from groups.importing.group_rows import BATCH, group_key, problem_at
from groups.importing.layout import key_of
from groups.secrets import nik_hash
from groups.values import name_key

SIMILAR = 84  # of 100: a name worth suggesting


class People:
    """The members among ``members`` (through the access scope) whom ``rows`` of the ``city`` may mean."""

    def __init__(self, members, city, rows):
        self.city = city
        rows = [row for row in rows if "name" in row.values]
        names = {name_key(row.values["name"]) for row in rows}
        hashes = {nik_hash(row.values["nik"], city) for row in rows if "nik" in row.values}
        phones = {row.values["phone"] for row in rows if "phone" in row.values}
        members = members.select_related("group__region").order_by("-is_active", "pk")
        found = {}
        for path, wanted in (("name_key", names), ("nik_hash", hashes), ("phone", phones)):
            for at in range(0, len(wanted), BATCH // 2):
                chunk = sorted(wanted)[at : at + BATCH // 2]
                found |= {member.pk: member for member in members.filter(**{f"{path}__in": chunk})}
        self.by_name, self.by_nik, self.by_phone = defaultdict(list), {}, defaultdict(list)
        for member in found.values():
            self.by_name[member.name_key].append(member)
            if member.nik_hash and (member.is_active or member.nik_hash not in self.by_nik):
                self.by_nik[member.nik_hash] = member
            if member.phone:
                self.by_phone[member.phone].append(member)

    def find(self, row):
        """The one member whom the row means; None when there is none, or with a problem noted."""
        values = row.values
        key = name_key(values["name"])
        if "nik" in values and (holder := self.by_nik.get(nik_hash(values["nik"], self.city))):
            if fuzz.token_sort_ratio(holder.name_key, key) < 70:
                message = f"NIK ini tercatat atas nama {holder.name}, bukan {values['name']}. Periksa KTP."
                row.problems.append(problem_at(row, "name_nik_mismatch", "nik", message))
                return None
            return holder
        fits = list(self.by_name.get(key, ()))
        for member in self.by_phone.get(values.get("phone"), ()):
            if member not in fits and fuzz.token_sort_ratio(member.name_key, key) >= SIMILAR:
                fits.append(member)
        fits = self._narrowed(fits, values)
        if len(fits) > 1:
            where = ", ".join(sorted({f"{m.group.name} ({m.group.region.name})" for m in fits})[:4])
            message = f"{len(fits)} anggota bernama {values['name']}: {where}. Tulis kelompok atau NIK-nya."
            row.problems.append(problem_at(row, "member_ambiguous", "name", message))
            return None
        return fits[0] if fits else None

    @staticmethod
    def _narrowed(fits, values):
        """Of several namesakes those who also fit the phone, the group, the kelurahan."""
        group = group_key(values["group"]) if "group" in values else ""
        place = key_of(values.get("region", ""))
        for agrees in (
            lambda member: values.get("phone") and member.phone == values["phone"],
            lambda member: group and group_key(member.group.name) == group,
            lambda member: place and key_of(member.group.region.name) == place,
            lambda member: member.is_active,
        ):
            if len(fits) > 1:
                fits = [member for member in fits if agrees(member)] or fits
        return fits


def similar_names(name: str, names: dict) -> list[str]:
    """Of ``names`` ({name key: name}) those near ``name``, the nearest first."""
    close = process.extract(name_key(name), names.keys(), scorer=fuzz.ratio, score_cutoff=SIMILAR, limit=3)
    return [names[other] for other, _, _ in close]
