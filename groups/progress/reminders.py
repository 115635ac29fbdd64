"""Ready WhatsApp texts for the kelurahan that are behind. No names and no figures of people in them."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from groups.progress import queries
from groups.progress.periods import Period
from groups.values import show_date
from groups.whatsapp import kader_by_region, wa_link


@dataclass(frozen=True)
class Reminder:
    """``behind``: how many groups have not sent. ``kader``: (name, E.164 phone or nothing) of each there."""

    place: str
    behind: int
    text: str
    kader: tuple[tuple[str, str], ...]

    @property
    def links(self) -> list[tuple[str, str]]:
        """(name, address that opens WhatsApp with the text ready) of those with a known number."""
        return [(name, wa_link(phone, self.text)) for name, phone in self.kader if phone]


def reminders(user, period: Period, due_on: date) -> list[Reminder]:
    """For each kelurahan of her scope with groups that have not sent their report; two queries."""
    groups = queries.expected(user, period).filter(first_sent_on__isnull=True)
    behind = Counter((group.region_id, group.region.title) for group in groups)
    kader = kader_by_region(user)
    return [
        Reminder(title, number, _text(title, number, period, due_on), tuple(kader.get(code, ())))
        for (code, title), number in sorted(behind.items(), key=lambda row: (-row[1], row[0]))
    ]


def _text(place, number, period, due_on) -> str:
    passed = due_on < timezone.localdate()
    when = f"Batasnya sudah lewat pada {show_date(due_on)}" if passed else f"Batasnya {show_date(due_on)}"
    return (
        f"Assalamualaikum, Ibu kader {place}. Laporan UP2K {period.label} dari {number} kelompok belum kami "
        f"terima. {when}. Mohon diisi di aplikasi UP2K, menu Laporan. Terima kasih. Pokja II TP PKK"
    )
