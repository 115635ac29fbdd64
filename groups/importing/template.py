"""The sheet that a person fills in: empty, or with what is recorded in a region, to be corrected."""

from django.utils import timezone

from groups.lists import groups_today
from groups.models import BusinessGroup, BusinessKind, CapitalSource, Level, Member, Region
from groups.resources import GroupResource, MemberResource
from groups.spreadsheets import template


def export_groups(groups):
    """A scoped queryset of groups, as they are today, with what their columns show."""
    return groups_today(groups).select_related("region__parent", "business_kind", "capital_source")


def export_members(members):
    """A scoped queryset of members, with what their columns show."""
    return members.select_related("group__region__parent").with_office().with_joined()


def template_of(kind, user, region=None) -> bytes:
    """The template of ``kind``; with ``region`` filled with the rows of it that ``user`` sees."""
    today = timezone.localdate()
    groups = BusinessGroup.objects.allowed_to(user, kind.may).kept()
    places = Region.objects.allowed_to(user, kind.may).filter(level="kelurahan").open()
    if region is not None:
        groups, places = groups.in_region(region), places.in_region(region)
    lists = {"region": list(places.values_list("name", flat=True))[:2000]}
    parents = places.values_list("parent__name", flat=True).order_by("parent__name").distinct()
    lists["district"] = list(parents)[:2000]
    rows = []
    if kind.name == "groups":
        lists["business_kind"] = [entry.name for entry in BusinessKind.objects.valid_on(today)]
        lists["capital_source"] = [entry.name for entry in CapitalSource.objects.valid_on(today)]
        lists["level_name"] = [entry.name for entry in Level.objects.valid_on(today)]
        if region is not None:
            rows = [
                GroupResource.values(group) for group in export_groups(groups).order_by("region_id", "name")
            ]
    elif kind.name == "members":
        lists["group"] = list(groups.order_by("name").values_list("name", flat=True))[:2000]
        if region is not None:
            members = Member.objects.allowed_to(user, kind.may).filter(
                group__in=groups.values("pk"), is_active=True
            )
            members = export_members(members).order_by("group__region_id", "group__name", "name_key")
            rows = [MemberResource.values(member) for member in members]
    return template(kind.label, kind.columns, lists, rows)
