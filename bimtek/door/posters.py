"""What the page behind a poster's QR needs, for whoever stands before it without sign-in."""

from bimtek.door.models import Poster
from groups.models import Region


def poster_with(code: str) -> Poster | None:
    posters = Poster.objects.with_code(code.upper()).exclude(event__status="batal")
    return posters.select_related("event__region", "opened_by").first()


def places_of(event) -> list[tuple[str, str]]:
    """The kelurahan of the event's region, by name: public knowledge, not who is invited."""
    places = Region.objects.in_region(event.region).filter(level="kelurahan").open()
    return list(places.order_by("name").values_list("code", "name"))
