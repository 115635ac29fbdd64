"""What the city's communication office is told about a bimtek: a text from its records and the recap.

Only counts, and the names of speakers, who speak in public; no participant is named.
"""

from bimtek.models import Participant
from groups.values import show_date, show_number
from reports.periods import parse_period
from reports.queries import LEVEL_CODES, summary

AIM = (
    "Lewat kegiatan ini pengadministrasian kelompok diharapkan lebih tertata dan lebih tertib, sehingga "
    "pendapatan keluarga dan lapangan kerja bertambah."
)


def headline(event) -> str:
    verb = "akan mengadakan" if event.status == "rencana" else "mengadakan"
    return f"TP PKK {event.organiser.title} {verb} {event.title}"


def story(event, user) -> str:
    """Paragraphs with an empty line between them; ``event`` comes through the door of ``user``."""
    paragraphs = [_what_and_who(event, user), _content(event), _where_the_programme_stands(event, user), AIM]
    return "\n\n".join(filter(None, paragraphs))


def _what_and_who(event, user):
    days = f"pada {show_date(event.starts_on)}"
    if event.ends_on != event.starts_on:
        days = f"pada {show_date(event.starts_on)} sampai {show_date(event.ends_on)}"
    verb = "akan mengadakan" if event.status == "rencana" else "mengadakan"
    partner = f" bersama {event.partner}" if event.partner else ""
    text = f"PEKALONGAN – Pokja II TP PKK {event.organiser.title}{partner} {verb} {event.title} {days}"
    text += f" di {event.venue}."
    people = Participant.objects.visible_to(user).filter(event=event, is_dropped=False).with_presence()
    if event.status != "rencana":
        people = people.filter(came=True)
    rows = list(people.values_list("capacity", "region__level", "region_id"))
    if not rows:
        return text
    places = len({region for _, level, region in rows if level == "kelurahan"})
    members = sum(capacity == "anggota" for capacity, *_ in rows)
    invited = "Yang diundang" if event.status == "rencana" else "Yang hadir"
    text += f" {invited} {show_number(len(rows))} orang"
    text += f" dari {show_number(places)} kelurahan" if places else ""
    text += f", {show_number(members)} di antaranya anggota kelompok UP2K" if members else ""
    return f"{text}."


def _content(event):
    parts = []
    if topics := " ".join(event.topics.split()):
        parts.append(f"Materi yang dibahas: {topics.rstrip('.')}.")
    speakers = []
    for speaker in event.speakers.all():
        words = f"{speaker.name} ({speaker.institution})" if speaker.institution else speaker.name
        speakers.append(f"{words} tentang {speaker.topic}" if speaker.topic else words)
    if speakers:
        parts.append(f"Narasumbernya {'; '.join(speakers)}.")
    return " ".join(parts)


def _where_the_programme_stands(event, user):
    period = parse_period({})
    total = summary(user=user, region=event.organiser, period=period).total
    if not total.all_groups:
        return ""
    levels = [f"{show_number(total.groups[code])} {code}" for code in LEVEL_CODES if total.groups[code]]
    if total.cooperatives:
        levels.append(f"{show_number(total.cooperatives)} koperasi berbadan hukum")
    text = (
        f"Sampai {show_date(period.last)}, di {event.organiser.title} tercatat "
        f"{show_number(total.all_groups)} kelompok UP2K aktif ({', '.join(levels)}) dengan "
        f"{show_number(total.all_members)} anggota di {total.covered} dari {total.kelurahan} kelurahan."
    )
    if total.reached:
        text += f" Sejak {show_date(period.first)}, {show_number(total.reached)} anggota ikut bimtek."
    return text
