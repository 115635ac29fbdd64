"""Rows that are members: who of them is known already, what is new or changed, and writing it."""

from collections import defaultdict
from datetime import date
from itertools import islice

from django.utils import timezone
from rapidfuzz import fuzz
from simple_history.utils import bulk_update_with_history

from groups.importing.group_rows import (
    SAME_GROUP,
    GroupBook,
    find_place,
    group_key,
    hold,
    problem_at,
    too_similar,
)
from groups.importing.pipeline import Kind
from groups.importing.writing import BATCH, chunks, create_with_history
from groups.lists import exported_members
from groups.models import BusinessKind, Level, Member, Membership, OfficerTerm
from groups.resources import MemberResource
from groups.secrets import nik_hash
from groups.values import name_key, parse_nik, show_date

SAME_NAME = 70  # of 100: less, and one NIK has two names
PLAIN = ("name", "sex", "birth_place", "birth_on", "phone", "address", "rt", "rw", "marital", "education",
         "job", "own_business", "consent_on", "consent_by")  # fmt: skip


class Person:
    """Somebody known: stored (``member``) or of an earlier row of the file (``row``)."""

    __slots__ = ("birth_on", "claimed", "member", "name_key", "nik_hash", "phone", "row")

    def __init__(self, name, nik, birth_on, phone, member=None, row=None):
        self.name_key, self.nik_hash, self.birth_on, self.phone = name, nik, birth_on, phone
        self.member, self.row, self.claimed = member, row, row

    def agrees(self, nik, birth_on):
        """Nothing says that it is somebody else."""
        return not (nik and self.nik_hash and nik != self.nik_hash) and not (
            birth_on and self.birth_on and birth_on != self.birth_on
        )

    def proves(self, nik, birth_on, phone):
        """Something says that it is her."""
        return bool(
            (nik and nik == self.nik_hash)
            or (birth_on and birth_on == self.birth_on)
            or (phone and phone == self.phone)
        )


class MemberKind(Kind):
    name, label = "members", "Anggota"
    about = "Daftar anggota dan pengurus; kelompok yang belum tercatat dibuat sekalian."
    columns = MemberResource.fields
    confirms = SAME_GROUP

    @classmethod
    def confirm_key(cls, written):
        return group_key(written)

    @classmethod
    def template_rows(cls, user, region, event):
        if region is None:
            return []
        members = Member.objects.allowed_to(user, cls.may).kept().filter(is_active=True).in_region(region)
        members = exported_members(members).order_by("group__region_id", "group__name", "name_key")
        return [MemberResource.values(member) for member in members]

    def __init__(self, user, decisions, event=None):
        super().__init__(user, decisions, event)
        self.book = GroupBook(user, self.may, decisions.answers.get("new_groups", ()))

    def check(self, outcome):
        self._sex_from_nik(outcome)
        placed = [row for row in outcome.rows if self._place(row)]
        self._left([row for row in placed if row.values.get("membership") is False])
        placed = [row for row in placed if row.values.get("membership") is not False]
        self._plan_groups(placed)
        self._load(placed)
        for row in placed:
            self._person(row, outcome)
        self._warn_of_namesakes(placed, outcome)
        self.people = self.by_nik = self.hashes = self.taken = self.nik_rows = None  # large, done with

    # -- one row

    def _sex_from_nik(self, outcome):
        for row in outcome.rows:
            values = row.values
            if "name" not in values:
                if not row.problems:
                    message = (
                        "Baris ini berisi data, tetapi namanya kosong. Isi namanya, atau hapus barisnya."
                    )
                    row.problems.append(problem_at(row, "stray_row", "name", message))
                continue
            facts = parse_nik(values["nik"]) if "nik" in values else None
            if "sex" not in values and not any(problem.column == "sex" for problem in row.problems):
                if facts:
                    values["sex"] = facts.sex
                    message = f"Jenis kelamin {values['name']} diisi {facts.sex} menurut NIK."
                    outcome.warnings.append(problem_at(row, "jk_filled_from_nik", "sex", message))
                else:
                    message = "Jenis kelamin belum diisi. Tulis L atau P."
                    row.problems.append(problem_at(row, "jk_invalid", "sex", message))
            elif facts:
                for doubt in facts.doubts(birth_on=values.get("birth_on"), sex=values.get("sex", "")):
                    outcome.warnings.append(problem_at(row, "nik_doubt", "nik", doubt))

    def _place(self, row):
        """Find the kelurahan and the group; False when the row cannot be judged further."""
        values = row.values
        if "name" not in values:
            return False
        place = find_place(row, self.places)
        written = values.get("group")
        if not written:
            if not any(problem.column == "group" for problem in row.problems):
                message = "Nama kelompok belum diisi. Tulis nama kelompoknya."
                row.problems.append(problem_at(row, "group_name_missing", "group", message))
            return False
        if place is None:
            return False
        values["region"] = place.name
        group, key, similar = self.book.find(place.code, written)
        if similar:
            row.problems.append(too_similar(row, "group", written, similar))
            return False
        row.target = group or key
        if group:
            values["group"] = group.name
        else:
            self.book.plan(key, {"name": written})
        return True

    def _left(self, rows):
        """Whoever left must be known: leaving has a date and a reason of its own."""
        known = defaultdict(list)
        groups = sorted({row.target.pk for row in rows if not isinstance(row.target, tuple)})
        for chunk in chunks(groups):
            for member in Member.objects.editable_by(self.user).filter(group__in=chunk, is_active=False):
                known[member.group_id, member.name_key].append(member)
        for row in rows:
            group = None if isinstance(row.target, tuple) else row.target.pk
            found = known[group, name_key(row.values["name"])]
            if found:
                row.target, row.action = found.pop(), "same"
                continue
            message = (
                "Ia sudah keluar dan belum pernah tercatat, jadi tidak diimpor. Hapus barisnya, atau catat "
                "sebagai anggota lalu catat tanggal keluarnya."
            )
            row.problems.append(problem_at(row, "member_unknown", "membership", message))

    def _plan_groups(self, rows):
        """A group that a list of members brings is as old as its first member."""
        for row in rows:
            joined = row.values.get("joined_on")
            if isinstance(row.target, tuple) and joined:
                plan = self.book.planned[row.target]
                plan["founded_on"] = min(joined, plan.get("founded_on", joined))

    def _load(self, rows):
        """Everybody whom the rows may mean: members of their groups, and holders of their NIK."""
        self.people = defaultdict(list)  # (group, name key): [Person]
        self.by_nik = {}
        groups = {row.target.pk: row.target for row in rows if not isinstance(row.target, tuple)}
        self.joined, self.office, self.holders = {}, {}, defaultdict(set)
        for chunk in chunks(list(groups)):
            for member in Member.objects.editable_by(self.user).filter(group__in=chunk, is_active=True):
                person = Person(member.name_key, member.nik_hash, member.birth_on, member.phone, member)
                self.people[member.group_id, member.name_key].append(person)
                if member.nik_hash:
                    self.by_nik[member.nik_hash] = person
            spells = Membership.objects.filter(group__in=chunk, left_on__isnull=True, voided_at__isnull=True)
            self.joined |= {spell.member_id: spell for spell in spells}
            for term in OfficerTerm.objects.filter(group__in=chunk, ended_on__isnull=True):
                self.office[term.member_id] = term.office
                self.holders[term.group_id].add(term.office)
        # Outside her scope a NIK of the same city still counts as taken.
        self.hashes = {}
        for row in rows:
            if nik := row.values.get("nik"):
                self.hashes[row.key] = nik_hash(nik, self._city(row))
        self.taken = {}
        for chunk in chunks(sorted(set(self.hashes.values()) - set(self.by_nik))):
            # Both conditions of the unique index: without the second no database would use it here.
            found = Member.objects.filter(nik_hash__in=chunk, is_active=True).exclude(nik_hash="")
            found = found.select_related("group__region")
            self.taken |= {member.nik_hash: member for member in found}
        self.nik_rows = {}

    def _city(self, row):
        return (row.target[0] if isinstance(row.target, tuple) else row.target.region_id)[:5]

    def _person(self, row, outcome):
        """Who it is: one who is known (changed or the same), a new one, or a problem."""
        values = row.values
        group = row.target if isinstance(row.target, tuple) else row.target.pk
        key = name_key(values["name"])
        nik = self.hashes.get(row.key, "")
        if nik and not self._nik_is_free(row, nik, key):
            return
        birth_on, phone = values.get("birth_on"), values.get("phone")
        namesakes = self.people[group, key]
        fits = [person for person in namesakes if person.agrees(nik, birth_on)]
        known = self.by_nik.get(nik)
        if known and known.member and known.member.group_id == group:
            fits = [known]
        if len(fits) > 1:
            fits = [person for person in fits if person.proves(nik, birth_on, phone)] or fits
        if len(fits) > 1:
            # Two of one name, exported, come back as two: whoever the row leaves as she is.
            same = (person for person in fits if self._is_unchanged(person, values, nik))
            fits = list(islice(same, 1)) or fits
        if len(fits) > 1 or (fits and fits[0].claimed):
            earlier = next((person.claimed for person in fits if person.claimed), None)
            where = f"di baris {earlier.number}" if earlier else "lebih dari satu kali di kelompok ini"
            message = (
                f"Nama ini sudah ada {where}. Bila orangnya berbeda, tulis NIK atau tanggal lahir keduanya; "
                "bila sama, hapus barisnya."
            )
            row.problems.append(problem_at(row, "member_ambiguous", "name", message))
            return
        self._check_dates(row)
        if fits:
            person = fits[0]
            person.claimed = row
            row.target = person.member
            row.changes = self._changes(person.member, values, nik)
            row.action = "changed" if row.changes else "same"
            return
        if namesakes:
            message = (
                f"{values['name']} senama dengan anggota lain di kelompok ini dan dicatat sebagai orang baru."
            )
            outcome.warnings.append(problem_at(row, "possible_duplicate_person", "name", message))
        namesakes.append(Person(key, nik, birth_on, phone, row=row))

    def _is_unchanged(self, person, values, nik):
        return person.member and not person.claimed and not self._changes(person.member, values, nik)

    def _nik_is_free(self, row, nik, key):
        values = row.values
        if nik in self.nik_rows:
            message = f"NIK ini sudah ada di baris {self.nik_rows[nik].number}. Periksa KTP keduanya."
            row.problems.append(problem_at(row, "nik_dup_in_file", "nik", message))
            return False
        self.nik_rows[nik] = row
        holder = self.taken.get(nik)
        if holder:
            visible = holder.group.region_id in self.places.by_code
            whose = (
                f"{holder.name} di kelompok {holder.group.name}"
                if visible
                else "anggota kelompok lain di kota ini"
            )
            message = f"NIK ini sudah dipakai {whose}. Periksa KTP; bila orangnya sama, pindahkan dari sana."
            row.problems.append(problem_at(row, "nik_dup_in_db", "nik", message))
            return False
        known = self.by_nik.get(nik)
        if known:
            group = known.member.group_id
            if fuzz.token_sort_ratio(known.name_key, key) < SAME_NAME:
                message = (
                    f"NIK ini tercatat atas nama {known.member.name}, bukan {values['name']}. Periksa KTP."
                )
                row.problems.append(problem_at(row, "name_nik_mismatch", "nik", message))
                return False
            if isinstance(row.target, tuple) or row.target.pk != group:
                message = (
                    f"NIK ini sudah dipakai {known.member.name} di kelompok lain dalam berkas ini. "
                    "Pindahkan anggotanya lewat halamannya, atau hapus barisnya."
                )
                row.problems.append(problem_at(row, "nik_dup_in_db", "nik", message))
                return False
        return True

    def _check_dates(self, row):
        values = row.values
        if isinstance(row.target, tuple):
            return
        joined = values.get("joined_on")
        if joined and joined < row.target.founded_on:
            founded = show_date(row.target.founded_on)
            message = f"Kelompok ini berdiri {founded}. Isi tanggal masuk sesudahnya."
            row.problems.append(problem_at(row, "date_out_of_range", "joined_on", message))

    def _changes(self, member, values, nik):
        """{column: (old, new)} as text; a NIK only says that it is added or replaced."""
        if values.get("consent_on") and not (values.get("consent_by") or member.consent_by):
            values["consent_by"] = self.user.name
        changes = {}
        for name in PLAIN:
            if name in values and values[name] != getattr(member, name):
                show = self.columns[name].widget.render
                changes[name] = (show(getattr(member, name)), show(values[name]))
        if nik and nik != member.nik_hash:
            changes["nik"] = (member.nik_masked, "NIK baru")
        spell = self.joined.get(member.pk)
        joined = values.get("joined_on")
        if spell and joined and joined != spell.joined_on:
            changes["joined_on"] = (f"{spell.joined_on:%d/%m/%Y}", f"{joined:%d/%m/%Y}")
        office = values.get("office")
        if office and not self.office.get(member.pk) and office not in self.holders[member.group_id]:
            changes["office"] = ("", office.capitalize())
            self.holders[member.group_id].add(office)
        return changes

    def _warn_of_namesakes(self, rows, outcome):
        """New people who have the name and the birth date or phone of a member elsewhere."""
        new = defaultdict(list)
        for row in rows:
            if row.action == "new" and not row.problems and {"birth_on", "phone"} & set(row.values):
                new[name_key(row.values["name"])].append(row)
        for chunk in chunks(sorted(new)):
            others = Member.objects.editable_by(self.user).filter(name_key__in=chunk, is_active=True)
            for other in others.select_related("group"):
                for row in new[other.name_key]:
                    birth_on, phone = row.values.get("birth_on"), row.values.get("phone")
                    if (birth_on and birth_on == other.birth_on) or (phone and phone == other.phone):
                        message = (
                            f"{row.values['name']} mungkin sama dengan {other.name} di kelompok "
                            f"{other.group.name}. Periksa di “Tercatat dua kali?” sesudah impor."
                        )
                        outcome.warnings.append(problem_at(row, "possible_duplicate_person", "name", message))

    # -- writing

    def write(self, outcome, reason):
        note = {"default_user": self.user, "default_change_reason": reason}
        kinds = {row.code: row for row in BusinessKind.objects.valid_on(timezone.localdate())}
        levels = {row.code: row for row in Level.objects.all()}
        good = [row for row in outcome.rows if row.action in ("new", "changed")]
        hold(Member, [row.target for row in good if row.action == "changed"])
        used = {row.target for row in good if isinstance(row.target, tuple)}
        self.book.planned = {place: plan for place, plan in self.book.planned.items() if place in used}
        made, written = self.book.write(self.user, reason, kinds, levels)
        new = defaultdict(list)  # model: ids
        rows = [row for row in good if row.action == "new"]
        for chunk in chunks(rows, BATCH):  # a long list of members would fill the memory
            self._create(chunk, made, new, reason)
        terms = []
        changed, moved = self._apply(good, terms)
        new[OfficerTerm] += create_with_history(OfficerTerm, terms, self.user, reason)
        fields = [*PLAIN, "name_key", "nik_token", "nik_hash", "version"]
        bulk_update_with_history(changed, Member, fields, BATCH, **note)
        bulk_update_with_history(moved, Membership, ["joined_on"], BATCH, **note)
        return [
            *written,
            *((model._meta.label, "new", ids) for model, ids in new.items()),
            ("groups.Member", "changed", [member.pk for member in changed]),
            ("groups.Membership", "changed", [spell.pk for spell in moved]),
        ]

    def _create(self, rows, made, new, reason):
        """Make new members with their memberships and offices, and add their ids to ``new``."""
        today = timezone.localdate()
        members = []
        for row in rows:
            group = made[row.target] if isinstance(row.target, tuple) else row.target
            member = Member(group=group, **{name: row.values[name] for name in PLAIN if name in row.values})
            if member.consent_on and not member.consent_by:
                member.consent_by = self.user.name
            member.name_key = name_key(member.name)
            if nik := row.values.get("nik"):
                member.set_nik(nik, group.region_id[:5])
            members.append(member)
        new[Member] += create_with_history(Member, members, self.user, reason)
        spells, terms = [], []
        for row, member in zip(rows, members, strict=True):
            group = member.group
            joined = row.values.get("joined_on") or max(today, group.founded_on)
            spells.append(Membership(member_id=member.pk, group_id=group.pk, joined_on=joined))
            office = row.values.get("office")
            if office and office not in self.holders[group.pk]:
                self.holders[group.pk].add(office)
                terms.append(
                    OfficerTerm(group_id=group.pk, member_id=member.pk, office=office, started_on=joined)
                )
        new[Membership] += create_with_history(Membership, spells, self.user, reason)
        new[OfficerTerm] += create_with_history(OfficerTerm, terms, self.user, reason)

    def _apply(self, rows, terms):
        """Put the changes into the members and memberships; (members, memberships) to be saved."""
        changed, moved = [], []
        for row in rows:
            if row.action != "changed":
                continue
            member = row.target
            for name in PLAIN:
                if name in row.changes:
                    setattr(member, name, row.values[name])
            member.name_key = name_key(member.name)
            if "nik" in row.changes:
                member.set_nik(row.values["nik"], self._city_of(member))
            member.version += 1
            changed.append(member)
            spell = self.joined.get(member.pk)
            if "joined_on" in row.changes:
                spell.joined_on = row.values["joined_on"]
                moved.append(spell)
            if "office" in row.changes:
                term = OfficerTerm(group_id=member.group_id, member=member, office=row.values["office"],
                                   started_on=spell.joined_on)  # fmt: skip
                terms.append(term)
        return changed, moved

    def _city_of(self, member):
        return member.group.region_id[:5]

    def canonical(self, row):
        values = row.values
        birth_on = values.get("birth_on")
        return {
            "row": row.number,
            "nama": values["name"],
            "nik": values.get("nik", ""),
            "jk": values.get("sex", ""),
            "tgl_lahir": birth_on.isoformat() if isinstance(birth_on, date) else "",
            "kelurahan": values.get("region", ""),
            "hp": values.get("phone", ""),
            "kelompok": values.get("group", ""),
        }
