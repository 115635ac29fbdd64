"""Rows that are groups, and finding the group that a row of members names."""

import re
from collections import defaultdict

from django.core.exceptions import ValidationError
from django.utils import timezone
from rapidfuzz import fuzz, process
from simple_history.utils import bulk_update_with_history

from groups.actions.groups import FIRST_ENTRY
from groups.importing.cells import shown
from groups.importing.layout import key_of
from groups.importing.outcome import CHANGED_MEANWHILE, Problem
from groups.importing.pipeline import Kind
from groups.importing.writing import BATCH, create_with_history
from groups.lists import exported_groups
from groups.models import BusinessGroup, BusinessKind, CapitalSource, Level, LevelChange, StatusChange
from groups.models.business import STATUSES
from groups.resources import GroupResource

SIMILAR = 84  # of 100: so near that a person must say whether it is the same group
_WORDS = re.compile(r"\b(kelompok|klpk|klp|kelp|up2k|pkk|poklak|pokla|poksus|pelaksana|khusus)\b")
# What a file may change of a group that exists; level and status are dated rows of their own.
PLAIN = ("kind", "rt", "rw", "address", "founded_on", "decree_no", "decree_on", "product", "ownership",
         "capital_initial", "capital_year", "meeting_schedule", "contact_name", "contact_phone")  # fmt: skip


# Who says that a similar name is another group.
SAME_GROUP = {"group_dup_in_db": ("new_groups", "Ini kelompok baru")}


def group_key(name: str) -> str:
    """A group's name for comparing: without the words that every group's name may have."""
    bare = _WORDS.sub(" ", re.sub(r"[^\w\s]", " ", name.lower()))
    return key_of(bare) or key_of(name)


class GroupBook:
    """The groups where ``user`` may do ``may``, and the new ones that a file brings.

    ``planned``: (kelurahan code, key) to the values of a group to be made.
    """

    def __init__(self, user, may, confirmed):
        self.by_name = defaultdict(dict)  # kelurahan code: {exact key or bare key: group}
        self.planned = {}
        self.confirmed = set(confirmed)
        rows = BusinessGroup.objects.allowed_to(user, may).as_of(timezone.localdate())
        found = list(rows.select_related("business_kind", "capital_source").order_by("-pk"))
        for key in (group_key, key_of):  # the whole name beats another's without its usual words
            for group in found:
                self.by_name[group.region_id][key(group.name)] = group

    def find(self, code: str, name: str):
        """(existing group, key of a planned one, names it is too similar to); one of the three."""
        here = self.by_name.get(code, {})
        group = here.get(key_of(name)) or here.get(key := group_key(name))
        if group:
            return group, None, ()
        if (code, key) in self.planned or key in self.confirmed:
            return None, (code, key), ()
        planned = {other: values["name"] for (where, other), values in self.planned.items() if where == code}
        known = {other: group.name for other, group in here.items()} | planned
        close = process.extract(key, known.keys(), scorer=fuzz.ratio, score_cutoff=SIMILAR, limit=3)
        return None, (code, key), tuple(dict.fromkeys(known[other] for other, _, _ in close))

    def plan(self, place: tuple, values: dict):
        """Have a group made; what an earlier row said of it stays."""
        self.planned[place] = values | self.planned.get(place, {})

    def write(self, by, reason, kinds, levels) -> tuple[dict, list]:
        """Make the planned groups; ({place: group}, written) as ``Kind.write`` gives it."""
        new, levels_then, statuses = {}, [], []
        default_kind = kinds.get("belum") or next(iter(kinds.values()))
        today = timezone.localdate()
        for place, values in self.planned.items():
            plain = {name: values[name] for name in PLAIN if values.get(name) is not None}
            plain.setdefault("founded_on", today.replace(month=1, day=1))
            new[place] = BusinessGroup(
                name=values["name"],
                region_id=place[0],
                business_kind=values.get("business_kind") or default_kind,
                capital_source=values.get("capital_source"),
                **plain,
            )
        create_with_history(BusinessGroup, list(new.values()), by, reason)
        for place, group in new.items():
            first = {"group": group, "from_on": group.founded_on, "basis": FIRST_ENTRY, "decided_by": by}
            level = self.planned[place].get("level") or levels["pemula"]
            levels_then.append(LevelChange(level=level, **first))
            status = self.planned[place].get("status") or "aktif"
            statuses.append(StatusChange(status=status, **first))
        for model, rows in ((LevelChange, levels_then), (StatusChange, statuses)):
            create_with_history(model, rows, by, reason)
        made = [
            ("groups.BusinessGroup", "new", [group.pk for group in new.values()]),
            ("groups.LevelChange", "new", [row.pk for row in levels_then]),
            ("groups.StatusChange", "new", [row.pk for row in statuses]),
        ]
        return new, made


class GroupKind(Kind):
    name, label = "groups", "Kelompok"
    about = "Daftar kelompok dengan kelurahan, kategori, SK, dan usahanya."
    columns = GroupResource.fields
    must_have = ("name",)
    confirms = SAME_GROUP

    @classmethod
    def confirm_key(cls, written):
        return group_key(written)

    @classmethod
    def template_rows(cls, user, region, event):
        if region is None:
            return []
        groups = BusinessGroup.objects.allowed_to(user, cls.may).kept().in_region(region)
        return [
            GroupResource.values(group) for group in exported_groups(groups).order_by("region_id", "name")
        ]

    def __init__(self, user, decisions, event=None):
        super().__init__(user, decisions, event)
        self.book = GroupBook(user, self.may, decisions.answers.get("new_groups", ()))
        today = timezone.localdate()
        self.kinds = {row.code: row for row in BusinessKind.objects.valid_on(today)}
        self.levels = {row.code: row for row in Level.objects.order_by("position")}
        self.sources = {row.code: row for row in CapitalSource.objects.valid_on(today)}

    def check(self, outcome):
        first_row = {}
        for row in outcome.rows:
            values = row.values
            if "name" not in values:
                _stray(row, "nama kelompoknya")
                continue
            place = find_place(row, self.places)
            self._references(row, outcome)
            if place is None:
                continue
            group, key, similar = self.book.find(place.code, values["name"])
            identity = (place.code, key[1] if key else group.pk)
            values["region"] = place.name
            if identity in first_row:
                message = (
                    f"Kelompok ini sudah ada di baris {first_row[identity].number}. Hapus salah satu, "
                    "atau beri nama yang berbeda."
                )
                row.problems.append(problem_at(row, "group_dup_in_file", "name", message))
                continue
            first_row[identity] = row
            if group:
                row.target = group
                row.changes = self._changes(group, values)
                row.action = "changed" if row.changes else "same"
            elif similar:
                row.problems.append(too_similar(row, "name", values["name"], similar))
            else:
                row.target = key
            self._dates(row, group)
        for row in outcome.rows:
            if not row.problems and isinstance(row.target, tuple):
                self.book.plan(row.target, row.values)

    def _references(self, row, outcome):
        """Names from lists become their entries; an unknown one is said and left out."""
        values = row.values
        for name, known, label in (
            ("business_kind", self.kinds, "Jenis usaha"),
            ("level_name", self.levels, "Kategori"),
            ("capital_source", self.sources, "Sumber modal"),
        ):
            if name not in values:
                continue
            written = values.pop(name)
            entry = find_entry(written, known)
            if entry is None:
                message = f"{label} “{written}” tidak ada di daftar pilihan dan tidak dicatat."
                outcome.warnings.append(problem_at(row, "value_ignored", name, message))
            else:
                values["level" if name == "level_name" else name] = entry

    def _dates(self, row, group):
        founded = row.values.get("founded_on")
        if group and founded and founded != group.founded_on:
            first_change = group.status_changes.order_by("from_on").first()
            earliest = group.memberships.filter(voided_at__isnull=True).order_by("joined_on").first()
            too_late = earliest and earliest.joined_on < founded
            if too_late or (first_change.until_on and first_change.until_on <= founded):
                message = "Sudah ada anggota atau perubahan keadaan sebelum tanggal berdiri ini."
                row.problems.append(problem_at(row, "date_out_of_range", "founded_on", message))

    def _changes(self, group, values):
        """{column: (old, new)} as text, of what the row says and the group has otherwise."""
        changes = {}
        for name in PLAIN:
            if name in values and values[name] != getattr(group, name):
                show = self.columns[name].widget.render
                changes[name] = (show(getattr(group, name)), show(values[name]))
        for name in ("business_kind", "capital_source"):
            entry = values.get(name)
            if entry and entry.pk != getattr(group, f"{name}_id"):
                changes[name] = (str(getattr(group, name) or ""), entry.name)
        level = values.get("level")
        if level and level.code != group.level_code:
            changes["level_name"] = (group.level_name, level.name)
        status = values.get("status")
        if status and status != group.status:
            changes["status"] = (dict(STATUSES)[group.status], dict(STATUSES)[status])
        return changes

    def write(self, outcome, reason):
        hold(BusinessGroup, [row.target for row in outcome.rows if row.action == "changed"])
        _, written = self.book.write(self.user, reason, self.kinds, self.levels)
        changed, ended, made = [], {}, {}
        today = timezone.localdate()
        firsts = []
        for row in outcome.rows:
            if row.action != "changed":
                continue
            group, values = row.target, row.values
            if "founded_on" in row.changes:
                for first in (
                    group.level_changes.earliest("from_on"),
                    group.status_changes.earliest("from_on"),
                ):
                    first.from_on = values["founded_on"]
                    firsts.append(first)
            for name in (*PLAIN, "business_kind", "capital_source"):
                if name in row.changes:
                    setattr(group, name, values[name])
            group.version += 1
            changed.append(group)
            for name, field, model in (
                ("level_name", "level", LevelChange),
                ("status", "status", StatusChange),
            ):
                if name in row.changes:
                    current = model.objects.get(group=group, until_on__isnull=True)
                    fields = {field: values[field]}
                    if current.from_on >= today:
                        setattr(current, field, values[field])
                    else:
                        current.until_on = today
                        new = model(group=group, from_on=today, basis=reason, decided_by=self.user, **fields)
                        made.setdefault(model, []).append(new)
                    ended.setdefault(model, []).append(current)
        fields = [*PLAIN, "business_kind", "capital_source", "version"]
        note = {"default_user": self.user, "default_change_reason": reason}
        bulk_update_with_history(changed, BusinessGroup, fields, BATCH, **note)
        written.append(("groups.BusinessGroup", "changed", [group.pk for group in changed]))
        for model in (LevelChange, StatusChange):
            field = "level" if model is LevelChange else "status"
            label = f"groups.{model.__name__}"
            moved = [first for first in firsts if isinstance(first, model)]
            bulk_update_with_history(moved, model, ["from_on"], BATCH, **note)
            bulk_update_with_history(ended.get(model, []), model, ["until_on", field], BATCH, **note)
            create_with_history(model, made.get(model, []), self.user, reason)
            written.append((label, "changed", [row.pk for row in [*moved, *ended.get(model, [])]]))
            written.append((label, "new", [row.pk for row in made.get(model, [])]))
        return written

    def canonical(self, row):
        return {"row": row.number, "nama": "", "nik": "", "jk": "", "tgl_lahir": "",
                "kelurahan": row.values.get("region", ""), "hp": row.values.get("contact_phone", ""),
                "kelompok": row.values["name"]}  # fmt: skip


def hold(model, rows):
    """Lock the rows that are about to be changed; ValidationError when one was edited since it was read."""
    for at in range(0, len(rows), BATCH):
        chunk = rows[at : at + BATCH]
        current = model.objects.select_for_update().filter(pk__in=[row.pk for row in chunk])
        versions = dict(current.values_list("pk", "version"))
        if any(versions.get(row.pk) != row.version for row in chunk):
            raise ValidationError(CHANGED_MEANWHILE, code="changed")


def problem_at(row, code, column, message, suggestions=()) -> Problem:
    """A problem of the row, with what its column says."""
    value = shown(row.cells.get(column)) if column in row.cells else ""
    return Problem(code, message, row.sheet, row.number, column, value, tuple(suggestions))


def _stray(row, what):
    if not row.problems:
        message = f"Baris ini berisi data, tetapi {what} kosong. Lengkapi, atau hapus barisnya."
        row.problems.append(problem_at(row, "stray_row", "name", message))


def find_place(row, places):
    """The row's kelurahan, or None with the problem noted."""
    try:
        return places.find(row.values.get("region", ""), row.values.get("district", ""))
    except ValidationError as error:
        column = "district" if error.code == "kecamatan_mismatch" else "region"
        names = error.params if isinstance(error.params, list) else ()
        row.problems.append(
            Problem(
                error.code, error.messages[0], row.sheet, row.number, column,
                row.values.get(column, ""), tuple(names),
            )
        )  # fmt: skip
        return None


def too_similar(row, column, name, similar):
    """The problem of a group's name that is nearly another's: a person says whether it is the same."""
    message = (
        f"“{name}” mirip kelompok {' atau '.join(similar)}. Pilih kelompok itu, atau nyatakan kelompok baru."
    )
    return problem_at(row, "group_dup_in_db", column, message, similar)


def find_entry(written: str, entries: dict):
    """The entry of a list that ``written`` means: by name or code, or nearly so; None otherwise."""
    key = key_of(written)
    names = {}
    for code, entry in entries.items():
        names[key_of(entry.name)] = names[key_of(code)] = entry
        for word in re.split(r"\W+| dan | atau ", entry.name.lower()):
            if len(word) >= 4:
                names.setdefault(key_of(word), entry)
    if key in names:
        return names[key]
    best = process.extractOne(key, names.keys(), scorer=fuzz.ratio, score_cutoff=86)
    return names[best[0]] if best else None
