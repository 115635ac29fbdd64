"""Whose rules a page is about: the city of the person who looks at it."""

from django.http import Http404

from groups.models import Region


def city_code(user) -> str:
    """The city of her widest task; shorter than a city's code for a task in a whole province."""
    return user.home_region.pk[:5] if user.home_region else ""


def cities_of(user) -> set[str] | None:
    """Every city that her tasks reach into, or None for a task in a whole province."""
    codes = user.region_codes()
    return None if any(len(code) < 5 for code in codes) else {code[:5] for code in codes}


def managed_city(user) -> Region:
    """The first city whose admin she is, or 404."""
    city = Region.objects.allowed_to(user, "manage").filter(level="kota").order_by("code").first()
    if city is None:
        raise Http404("no city")
    return city
