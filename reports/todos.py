"""Yearly inputs that wait, from October for the running year until June for the last one."""

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from groups.models import Region
from groups.todos import Todo
from groups.values import show_number
from reports.official.definitions import main_codes
from reports.official.yearly import kelurahan_with_filled
from reports.official.years import asked_year


def todos(user) -> list[Todo]:
    """A kader's own kelurahan, one line each; for everybody else how many are behind."""
    year = asked_year(timezone.localdate())
    if year is None or user.home_region is None:
        return []
    boxes = len(main_codes())
    places = Region.objects.visible_to(user)
    behind = kelurahan_with_filled(places, user, year).filter(Q(filled__lt=boxes))
    if user.home_region.level != "kelurahan":
        number = behind.count()
        if not number:
            return []
        text = f"Isian tahunan {year}: {show_number(number)} kelurahan belum lengkap"
        return [Todo(text, f"{reverse('yearly-list')}?tahun={year}", icon="pencil", needs=False)]
    return [
        Todo(
            f"Isian tahunan {year}: {place.filled} dari {boxes} terisi",
            reverse("yearly-input", args=[place.pk, year]),
            note="" if place == user.home_region else place.name,
            icon="pencil",
        )
        for place in behind[:3]
    ]
