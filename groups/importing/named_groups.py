"""Finding the group that a row is about, where groups are there already."""

from collections import defaultdict

from groups.importing.group_rows import find_place, group_key, problem_at
from groups.importing.layout import key_of


class NamedGroups:
    """``groups``: a queryset inside the scope; ``chosen``: id of the one told when the file was uploaded."""

    def __init__(self, groups, chosen, places):
        self.places = places
        self.groups = {group.pk: group for group in groups}
        self.chosen = self.groups.get(chosen)
        self.by_key = defaultdict(list)
        for group in self.groups.values():
            for key in {key_of(group.name), group_key(group.name)}:
                self.by_key[key].append(group)

    def named(self, row):
        """The group that the row is about; None with a problem noted."""
        name = row.values.get("group")
        if not name:
            if self.chosen is None:
                message = (
                    "Baris ini tidak menyebut kelompoknya. Tulis kelompoknya, atau unggah lagi dan pilih "
                    "kelompoknya di sana."
                )
                row.problems.append(problem_at(row, "group_missing", "group", message))
            return self.chosen
        fits = self.by_key.get(key_of(name)) or self.by_key.get(group_key(name)) or []
        if "region" in row.values:
            place = find_place(row, self.places)
            if place is None:
                return None
            fits = [group for group in fits if group.region_id == place.code]
        if self.chosen in fits:
            return self.chosen
        if len(fits) == 1 and self.chosen is None:
            return fits[0]
        if self.chosen:
            message = f"Berkas menyebut kelompok {name}, yang dipilih {self.chosen.name}. Periksa berkasnya."
        elif fits:
            message = f"Ada {len(fits)} kelompok bernama {name}. Tulis kelurahannya."
        else:
            message = f"Kelompok {name} tidak ada di wilayah Anda. Periksa namanya."
        row.problems.append(problem_at(row, "group_unknown", "group", message))
        return None
