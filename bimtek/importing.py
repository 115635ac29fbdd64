"""Lists of who came to an event, as a kind of import: on paper or in Excel they come once it is over."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.utils import timezone
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from bimtek.actions import come_back
from bimtek.models import CAPACITIES, Attendance, Participant, TrainingEvent
from groups.importing import cells
from groups.importing.group_rows import BATCH, find_place, problem_at
from groups.importing.kinds import register
from groups.importing.people import People, similar_names
from groups.importing.pipeline import Kind
from groups.models import Member
from groups.resources import CellWidget, Column, MemberResource, SheetResource, day, one_of, text
from groups.values import name_key, show_date

COLUMN_DAYS = 7  # days that have a column of their own; longer events name the date in each row
RECENT = 200  # events to choose from
CAPACITY_WORDS = {
    **dict.fromkeys(["peserta", "anggotaup2k", "anggotakelompok"], "anggota"),
    **dict.fromkeys(["pengurus", "pengurustppkk", "tppkk", "lurah", "camat", "dinas"], "pejabat"),
    **dict.fromkeys(["undangan", "umum", "masyarakat"], "tamu"),
}  # fmt: skip
_SHARED = MemberResource.fields
_IN_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii")


def _tick(cell):
    return None if cells.is_blank(cell) else cells.is_ticked(cell)


def _day_column(number):
    words = (f"hari ke {number}", f"hari {_IN_ROMAN[number - 1]}", f"hari ke {_IN_ROMAN[number - 1]}",
             f"hadir hari {number}", f"hadir hari ke {number}", f"h{number}", f"kehadiran hari {number}",
             f"kehadiran hari ke {number}")  # fmt: skip
    note = "Beri tanda v pada hari ia hadir."
    return Column(f"Hari {number}", None, CellWidget(_tick), width=8, example="v", note=note, synonyms=words)


class AttendanceResource(SheetResource):
    """A participant of an event. Members are found by NIK, phone, or name and group."""

    name = Column("Nama Lengkap", "name", text(120, "Nama"), required=True, width=30,
                  example="Hj. Siti Aminah, S.Pd.", synonyms=_SHARED["name"].synonyms)  # fmt: skip
    nik = Column("NIK", "member__nik", CellWidget(cells.read_nik), as_text=True, width=20,
                 note="Boleh kosong. Membantu bila ada nama yang sama.", masked="nik_masked",
                 synonyms=_SHARED["nik"].synonyms)  # fmt: skip
    phone = Column("Nomor HP", "member__phone", CellWidget(cells.read_phone), as_text=True, width=17,
                   synonyms=_SHARED["phone"].synonyms)  # fmt: skip
    group = Column("Kelompok", "group__name", text(120, "Nama kelompok"), width=24, example="Melati Jaya",
                   synonyms=_SHARED["group"].synonyms)  # fmt: skip
    region = Column("Kelurahan", "region__name", text(80, "Kelurahan"), width=18,
                    synonyms=(*_SHARED["region"].synonyms, "asal", "utusan"))  # fmt: skip
    district = Column("Kecamatan", "region__parent__name", text(80, "Kecamatan"), width=18,
                      synonyms=_SHARED["district"].synonyms)  # fmt: skip
    capacity = Column("Sebagai", "capacity", one_of(CAPACITIES, CAPACITY_WORDS, "Sebagai"), width=20,
                      example="Anggota kelompok", choices=tuple(name for _, name in CAPACITIES),
                      note="Tamu, kader dan pejabat tidak perlu ada di daftar anggota.",
                      synonyms=("peserta sebagai", "unsur", "unsur peserta"))  # fmt: skip
    position = Column("Jabatan", "position", text(80, "Jabatan"), width=20, synonyms=("jabatan peserta",))
    institution = Column("Instansi", "institution", text(120, "Instansi"), width=22,
                         synonyms=("lembaga", "asal instansi", "organisasi", "dinas"))  # fmt: skip
    on = Column("Tanggal Hadir", None, day(), note="Untuk kegiatan beberapa hari: satu baris setiap hari.",
                synonyms=("tanggal", "tgl", "tgl hadir", "hari tanggal"))  # fmt: skip
    here = Column("Hadir", None, CellWidget(_tick), width=8, example="v",
                  note="Bila kolom ini kosong seluruhnya, semua yang tertulis dianggap hadir.",
                  synonyms=("kehadiran", "hadir tidak hadir", "presensi", "absensi", "absen",
                            "ket hadir"))  # fmt: skip


DAY_COLUMNS = {f"day_{number}": _day_column(number) for number in range(1, COLUMN_DAYS + 1)}


@dataclass
class Attendee:
    """Who a row means. ``member`` or the facts of a guest; ``days``: recorded, or said by earlier rows."""

    name: str
    region_id: str
    capacity: str = "anggota"
    member: Member | None = None
    participant: Participant | None = None
    days: set = field(default_factory=set)
    is_listed: bool = False
    new_days: set = field(default_factory=set)
    position: str = ""
    institution: str = ""

    def __repr__(self):
        return f"Attendee({self.region_id}, {self.capacity})"  # no name in a log


@register
class AttendanceKind(Kind):
    """The rows of one event's list. It only adds: whoever is not in the file stays as she was recorded."""

    name, label = "attendance", "Daftar hadir bimtek"
    about = "Siapa yang datang ke sebuah kegiatan; kegiatannya dipilih sewaktu mengunggah."
    filled = ""  # the event's own page has it
    may = "train"
    columns = AttendanceResource.fields | DAY_COLUMNS
    always = ("name", "group", "region", "capacity")
    confirms = {"member_unknown": ("guests", "Catat sebagai tamu")}
    needs_event = True

    @classmethod
    def events(cls, user):
        held = TrainingEvent.objects.allowed_to(user, cls.may).exclude(status="batal")
        held = held.filter(starts_on__lte=timezone.localdate()).order_by("-starts_on", "title")[:RECENT]
        return [(event.pk, f"{show_date(event.starts_on)}: {event.title}") for event in held]

    @classmethod
    def confirm_key(cls, written):
        return name_key(written)

    @classmethod
    def template_columns(cls, event):
        """One column for each day of the event; a single day needs none."""
        days = len(event.days) if event else 1
        extra = DAY_COLUMNS if 1 < days <= COLUMN_DAYS else {}
        named = {name: column for name, column in cls.columns.items() if name not in DAY_COLUMNS}
        if days == 1 or extra:
            del named["on"]
        if extra:
            del named["here"]
        return named | dict(list(extra.items())[:days])

    @classmethod
    def template_rows(cls, user, region, event):
        """Those on the event's list already, to be ticked."""
        if event is None:
            return []
        people = event.participants.visible_to(user).filter(is_dropped=False)
        people = people.select_related("region__parent", "group", "member").order_by("region_id", "name")
        return [_cells_of(person, cls.template_columns(event)) for person in people]

    @classmethod
    def find_event(cls, user, pk):
        return TrainingEvent.objects.allowed_to(user, cls.may).filter(pk=pk).first() if pk else None

    def check(self, outcome):
        event = self.find_event(self.user, self.event)
        today = timezone.localdate()
        if event is None:
            outcome.refuse(
                "Kegiatan ini tidak ada, atau bukan kegiatan wilayah tugas Anda. Pilih kegiatannya."
            )
            return
        if event.status == "batal" or event.starts_on > today:
            outcome.refuse("Kegiatan ini belum berlangsung atau dibatalkan, jadi belum ada daftar hadirnya.")
            return
        self.held = event
        self.days = [one for one in event.days if one <= today]
        rows = [row for row in outcome.rows if self._has_name(row)]
        self._load(rows)
        ticks = self._ticks(outcome)
        for row in rows:
            if attendee := self._attendee(row):
                self._judge(row, attendee, ticks[row.sheet])

    def _has_name(self, row):
        if "name" not in row.values and not row.problems:
            message = "Baris ini berisi data, tetapi namanya kosong. Isi namanya, atau hapus barisnya."
            row.problems.append(problem_at(row, "stray_row", "name", message))
        return "name" in row.values

    # -- days

    def _ticks(self, outcome):
        """{sheet: names of its tick columns}; none where every cell is empty, as on a signed list."""
        ticks = defaultdict(set)
        for table in outcome.tables:
            ticks[table.sheet.name] = set()
        for row in outcome.rows:
            ticks[row.sheet] |= {"here", *DAY_COLUMNS} & set(row.values)
        for sheet, names in ticks.items():
            if not names and len(self.days) > 1 and not any(
                "on" in row.values for row in outcome.rows if row.sheet == sheet
            ):  # fmt: skip
                message = (
                    f"Lembar “{sheet}” tidak menyebut harinya. Yang tertulis dicatat hadir pada "
                    f"{len(self.days)} hari kegiatan."
                )
                outcome.warn("days_assumed", message, sheet)
        return ticks

    def _days_of(self, row, ticks):
        """The dates that the row says; None with a problem noted."""
        values = row.values
        numbered = {name for name in ticks if name in DAY_COLUMNS}
        if numbered:
            wanted = {int(name[4:]) for name in numbered if values.get(name)}
            beyond = [number for number in sorted(wanted) if number > len(self.days)]
            if beyond:
                message = (
                    f"Kegiatan ini berlangsung {len(self.days)} hari, jadi tidak ada hari ke-{beyond[0]}."
                )
                row.problems.append(problem_at(row, "date_out_of_range", f"day_{beyond[0]}", message))
                return None
            return {self.days[number - 1] for number in wanted}
        if "here" in ticks and not values.get("here"):
            return set()
        if "on" not in values:
            return set(self.days)
        if values["on"] not in self.days:
            held = " sampai ".join(dict.fromkeys(map(show_date, (self.days[0], self.days[-1]))))
            message = f"Kegiatan ini berlangsung {held}. Betulkan tanggal hadirnya."
            row.problems.append(problem_at(row, "date_out_of_range", "on", message))
            return None
        return {values["on"]}

    # -- people

    def _load(self, rows):
        """Members whom the rows may mean, and everybody on the list already."""
        mine = Member.objects.allowed_to(self.user, self.may).kept()
        self.people = People(mine, self.held.region_id[:5], rows)
        self.here = mine.in_region(self.held.region).filter(is_active=True)
        self.attendees = {}
        listed = self.held.participants.select_related("member").prefetch_related("attendances")
        for person in listed:
            identity = person.member_id or (name_key(person.name), person.region_id)
            days = set() if person.is_dropped else {row.day for row in person.attendances.all()}
            self.attendees[identity] = Attendee(
                person.name, person.region_id, person.capacity, person.member, person, days,
                not person.is_dropped,
            )  # fmt: skip

    def _attendee(self, row):
        """Who the row means, the same object for every row about her; None with a problem noted."""
        values = row.values
        capacity = values.get("capacity")
        if capacity in (None, "", "anggota"):
            member = self._member(row, is_certain=capacity == "anggota")
            if row.problems:
                return None
            if member:
                if not self._lies_in_event(row, member.group.region_id):
                    return None
                values |= {"group": member.group.name, "region": member.group.region.name}
                known = self.attendees.get(member.pk)
                return known or self.attendees.setdefault(
                    member.pk, Attendee(member.name, member.group.region_id, member=member)
                )
            capacity = "tamu"
        place = self.held.region_id
        if "region" in values:
            found = find_place(row, self.places)
            if found is None or not self._lies_in_event(row, found.code):
                return None
            place, values["region"] = found.code, found.name
        guest = Attendee(values["name"], place, capacity)
        guest.position, guest.institution = values.get("position", ""), values.get("institution", "")
        return self.attendees.setdefault((name_key(values["name"]), place), guest)

    def _lies_in_event(self, row, code):
        held = self.held.region_id
        if code == held or code.startswith(f"{held}."):
            return True
        message = (
            f"Ia bukan dari {self.held.region.title}, wilayah kegiatan ini. Periksa, atau hapus barisnya."
        )
        row.problems.append(problem_at(row, "region_forbidden", "region", message))
        return False

    def _member(self, row, is_certain):
        """The one member whom the row means; None for a confirmed guest, or with a problem noted."""
        values = row.values
        member = self.people.find(row)
        if member or row.problems:
            return member
        if not is_certain and name_key(values["name"]) in self.decisions.answers.get("guests", ()):
            return None
        message = (
            f"{values['name']} tidak ada di daftar anggota. Pilih nama yang benar, catat sebagai tamu, "
            "atau daftarkan dulu sebagai anggota."
        )
        names = similar_names(values["name"], self._names())
        row.problems.append(problem_at(row, "member_unknown", "name", message, names))
        return None

    def _names(self):
        """{name key: name} of the active members of the event's region, read when first needed."""
        if not hasattr(self, "_all_names"):
            self._all_names = dict(self.here.values_list("name_key", "name"))
        return self._all_names

    def _judge(self, row, attendee, ticks):
        days = self._days_of(row, ticks)
        if days is None:
            return
        row.target = attendee
        added = days - attendee.days
        if added:
            shown = ", ".join(f"{one:%d/%m/%Y}" for one in sorted(added))
            row.changes = {"here": ("", shown)}
        if not attendee.is_listed:
            row.action = "new"
        else:
            row.action = "changed" if added else "same"
        attendee.is_listed = True
        attendee.days |= added
        attendee.new_days |= added

    # -- writing

    def write(self, outcome, reason):
        note = {"default_user": self.user, "default_change_reason": reason}
        TrainingEvent.objects.select_for_update().get(pk=self.held.pk)
        targets = {id(row.target): row.target for row in outcome.rows if row.action in ("new", "changed")}
        new, back = [], []
        for attendee in targets.values():
            if attendee.participant is None:
                member = attendee.member
                attendee.participant = Participant(
                    event=self.held,
                    capacity=attendee.capacity,
                    member=member,
                    group=member.group if member else None,
                    region_id=attendee.region_id,
                    name=attendee.name,
                    position=attendee.position,
                    institution=attendee.institution,
                )
                new.append(attendee.participant)
            elif attendee.participant.is_dropped:
                come_back(attendee.participant, self.held, attendee.member)
                back.append(attendee.participant)
        bulk_create_with_history(new, Participant, BATCH, **note)
        fields = ["is_dropped", "name", "group", "region", "version"]
        bulk_update_with_history(back, Participant, fields, BATCH, **note)
        came = [
            Attendance(participant_id=attendee.participant.pk, day=one, recorded_by=self.user)
            for attendee in targets.values()
            for one in sorted(attendee.new_days)
        ]
        bulk_create_with_history(came, Attendance, BATCH, **note)
        return [
            ("bimtek.Participant", "new", [person.pk for person in new]),
            ("bimtek.Participant", "changed", [person.pk for person in back]),
            ("bimtek.Attendance", "new", [row.pk for row in came]),
        ]

    def canonical(self, row):
        values, member = row.values, row.target.member
        birth_on = member.birth_on if member else None
        return {
            "row": row.number,
            "nama": values["name"],
            "nik": values.get("nik", ""),
            "jk": member.sex if member else "",
            "tgl_lahir": birth_on.isoformat() if birth_on else "",
            "kelurahan": values.get("region", ""),
            "hp": values.get("phone", ""),
            "kelompok": values.get("group", ""),
        }


def _cells_of(person, columns):
    """A participant as the cells of the event's template; nobody is ticked."""
    ticks = {"here", "on", *DAY_COLUMNS}
    texts = {
        "nik": person.member.nik_masked if person.member else "",
        "phone": person.member.phone_local if person.member else "",
        "capacity": person.get_capacity_display(),
        "region": person.region.name if person.region.level == "kelurahan" else "",
        "district": person.region.parent.name if person.region.level == "kelurahan" else "",
    }
    return [
        "" if name in ticks else texts[name] if name in texts else column.export(person)
        for name, column in columns.items()
    ]
