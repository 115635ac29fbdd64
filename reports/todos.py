"""Yearly inputs that wait, from October for the running year until June for the last one."""

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from groups.models import Region
from groups.todos import Todo, Waiting, first_of
from groups.values import show_number
from reports.official.definitions import main_codes
from reports.official.yearly import kelurahan_with_filled
from reports.official.years import asked_year


def todos(user):
    """A kader's own kelurahan, one line each; for everybody else how many are behind."""
    year = asked_year(timezone.localdate())
    if year is None or user.home_region is None:
        return
    boxes = len(main_codes())
    behind = kelurahan_with_filled(Region.objects.visible_to(user), user, year).filter(Q(filled__lt=boxes))

    def say(rows):
        if user.home_region.level != "kelurahan":
            text = f"Isian tahunan {year}: {show_number(rows[0].total)} kelurahan belum lengkap"
            address = f"{reverse('yearly-list')}?tahun={year}"
            kind = {"kind": f"kelurahan belum lengkap isian tahunan {year}", "number": rows[0].total}
            yield Todo(text, address, icon="pencil", needs=False, **kind)
            return
        for row in rows:
            text = f"Isian tahunan {year}: {row.number} dari {boxes} terisi"
            address = reverse("yearly-input", args=[row.code, year])
            note = "" if row.code == user.home_region.pk else row.name
            yield Todo(text, address, note=note, icon="pencil", kind=f"isian tahunan {year} belum lengkap")

    yield Waiting(first_of(behind, "pk", most=3, code="pk", name="name", number="filled"), say)
