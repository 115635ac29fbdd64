"""What waits for a person in the registry: the kind of line that every app gives to Beranda."""

from dataclasses import dataclass

from django.db.models import Count, Q, Window
from django.urls import reverse

from groups.lists import groups_today
from groups.models import BusinessGroup, ImportBatch
from groups.models.people import OFFICES
from groups.values import show_number

SHOWN = 6


@dataclass(frozen=True)
class Todo:
    """One line of "Yang menunggu": what it is, where it is done, and a word behind it.

    ``needs``: the person herself must act; else it is only to be known. ``icon``: see static/icons.
    """

    text: str
    address: str
    note: str = ""
    icon: str = "exclamation-triangle"
    needs: bool = True


def todos(user) -> list[Todo]:
    return [*_imports(user), *_incomplete_groups(user)]


def _imports(user):
    """Files that wait for her: unread, or with rows left to mend."""
    batches = ImportBatch.objects.visible_to(user).filter(owner=user).unfinished()
    for batch in batches.without_contents().order_by("-created_at")[:SHOWN]:
        if batch.state in ("memeriksa", "menulis"):
            state = batch.get_state_display().lower()
        elif batch.rows_wrong:
            state = f"{show_number(batch.rows_wrong)} baris perlu diperbaiki"
        else:
            state = "siap diimpor"
        yield Todo(f"Impor {batch.filename}: {state}", batch.get_absolute_url(), icon="upload")


def _incomplete_groups(user):
    """Active groups that lack members or officers, the emptiest first, and how many more there are."""
    groups = groups_today(BusinessGroup.objects.visible_to(user)).filter(status="aktif")
    lacking = Q(member_count=0) | Q(officer_count__lt=len(OFFICES))
    lacking = groups.filter(lacking).order_by("officer_count", "member_count", "name")
    total = 0
    for group in lacking.annotate(total=Window(Count("pk")))[:SHOWN]:
        total = group.total
        reason = f"pengurus belum lengkap, {group.officer_count} dari {len(OFFICES)}"
        if not group.member_count:
            reason = "belum ada anggota"
        note = "" if group.region_id == user.home_region.pk else group.region.name
        yield Todo(f"{group.name}: {reason}", group.get_absolute_url(), note=note)
    if total > SHOWN:
        text = f"Semua {show_number(total)} kelompok yang perlu dilengkapi"
        yield Todo(text, reverse("group-list"), icon="people", needs=False)
