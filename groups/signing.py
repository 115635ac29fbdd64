"""Kop surat of TP PKK, and the town in which its papers are signed."""

from groups.models import Region

TEAM = "TIM PENGGERAK PEMBERDAYAAN DAN KESEJAHTERAAN KELUARGA (TP PKK)"


def letterhead(region: Region) -> list[str]:
    """Kop surat: the team, its region, and of its address what is known."""
    chain = [place.title for place in above(region) if place.level != "provinsi" or region.level == "kota"]
    return [TEAM, region.title.upper(), " ".join(filter(None, (", ".join(chain), region.postcode)))]


def above(region: Region):
    place = region.parent
    while place is not None:
        yield place
        place = place.parent


def town_of(region: Region) -> str:
    """Where a paper of ``region`` is signed: ``Pekalongan``."""
    city = next((place for place in (region, *above(region)) if place.level == "kota"), region)
    return city.name.removeprefix("Kota ").removeprefix("Kabupaten ")
