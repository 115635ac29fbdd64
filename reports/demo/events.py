"""The demo city's six events, among them the bimtek of 17 March 2022, with invented participants."""

from datetime import date

from bimtek.models import Attendance, EventKind, Participant, Speaker, TrainingEvent
from groups.models import Membership
from reports.demo import names

BIMTEK_2022 = "Bimtek Tata Kelola UP2K PKK"

# title, kind, organiser, region, venue, first day, last day, status, members invited, more
EVENTS = (
    (BIMTEK_2022, "bimtek", "33.75", "33.75", "Aula Kantor PKK Kota Pekalongan", date(2022, 3, 17),
     date(2022, 3, 17), "terlaksana", 50, {"letter_no": "005/012/PKK-Pokja II/III/2022",
     "topics": "Pengadministrasian kelompok yang lebih tertata dan lebih tertib"}),
    ("Bimtek UP2K PKK: usaha berkelanjutan", "bimtek", "33.75", "33.75", "Aula Kantor PKK Kota Pekalongan",
     date(2023, 6, 8), date(2023, 6, 9), "terlaksana", 60, {"letter_no": "005/031/PKK-Pokja II/V/2023",
     "topics": "P-IRT, halal, kemasan, masa kedaluwarsa"}),
    ("LP3 PKK bagi kader Pokja II", "lp3", "33.75", "33.75", "Aula Kecamatan Pekalongan Timur",
     date(2024, 9, 11), date(2024, 9, 11), "terlaksana", 30, {"letter_no": "005/044/PKK/VIII/2024"}),
    ("Pelatihan boga bagi kader PKK", "pelatihan", "33.75", "33.75.01", "Balai Latihan Kerja", date(2025, 5, 5),
     date(2025, 5, 7), "terlaksana", 40, {"partner": "Dinperinaker Kota Pekalongan", "fund": "dbhcht"}),
    ("Pembinaan administrasi kelompok UP2K", "pembinaan", "33.75.03", "33.75.03",
     "Aula Kecamatan Pekalongan Utara", date(2026, 2, 12), date(2026, 2, 12), "terlaksana", 35, {}),
    ("Bimtek pembukuan kelompok UP2K", "bimtek", "33.75", "33.75", "Aula Kantor PKK Kota Pekalongan",
     date(2026, 12, 10), date(2026, 12, 10), "rencana", 0, {"letter_no": "005/052/PKK-Pokja II/XI/2026"}),
)  # fmt: skip


def make_events(dice, *, sources, by, save):
    """Save the events through ``save(model, instances)``; attending members were members that day."""
    kinds = {kind.code: kind for kind in EventKind.objects.all()}
    events, speakers, people, attendances = [], [], [], []
    for title, kind, organiser, region, venue, first, last, status, invited, more in EVENTS:
        more = dict(more)
        event = TrainingEvent(
            title=title,
            kind=kinds[kind],
            organiser_id=organiser,
            region_id=region,
            venue=venue,
            starts_on=first,
            ends_on=last,
            status=status,
            fund_source=sources[more.pop("fund", "apbd")],
            **more,
        )
        events.append(event)
        for name, institution, topic in dice.sample(names.SPEAKERS, 2):
            speakers.append(Speaker(event=event, name=name, institution=institution, topic=topic))
        rows = _members(dice, event, invited) + _others(event)
        people += rows
        if status == "terlaksana":
            for row in rows:
                for day in event.days:
                    if dice.random() < 0.88:
                        attendances.append(Attendance(participant=row, day=day, recorded_by=by))
    for model, rows in (
        (TrainingEvent, events),
        (Speaker, speakers),
        (Participant, people),
        (Attendance, attendances),
    ):
        save(model, rows)


def _members(dice, event, number):
    spells = Membership.objects.as_of(event.starts_on).in_region(event.region)
    spells = list(spells.select_related("member", "group").order_by("member__name_key", "pk"))
    return [
        Participant(
            event=event,
            capacity="anggota",
            member=spell.member,
            group=spell.group,
            region_id=spell.group.region_id,
            name=spell.member.name,
        )
        for spell in dice.sample(spells, min(number, len(spells)))
    ]


def _others(event):
    rows = []
    if event.organiser_id == "33.75" and event.status == "terlaksana":
        for name, position in names.OFFICIALS:
            rows.append(
                Participant(
                    event=event,
                    capacity="pejabat",
                    name=name,
                    position=position,
                    institution="TP PKK Kota Pekalongan",
                    region_id=event.region_id,
                )
            )
        rows.append(
            Participant(event=event, capacity="kader", name="Sekar Ayuningtyas", position="Kader kelurahan",
                        region_id=event.region_id)
        )  # fmt: skip
    return rows
