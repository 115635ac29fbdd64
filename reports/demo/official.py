"""The demo city's officials of TP PKK, the yearly inputs of most kelurahan, and a determined form."""

from datetime import date

from django.urls import reverse

from groups.models import Official, Region
from reports.demo import names
from reports.models import FrozenForm, YearlyFigure, YearlyInput
from reports.official.definitions import forms, inputs, main_codes
from reports.official.freezing import freeze
from reports.official.years import span_of

YEARS = (2024, 2025, 2026)
BEHIND = 4  # kelurahan that have not written down the last year
DETERMINED = (2025, "12/PKK.II/I/2026", date(2026, 1, 12))  # year, number, day
MOST = {"kelompok": 4, "orang": 40, "set": 6, "tempat": 3}


def make_official(dice, *, city, save):
    """Save them through ``save(model, instances)``; nothing where the city has officials already."""
    if Official.objects.filter(region=city).exists():
        return
    places = list(Region.objects.filter(code__startswith=city, closed_on=None).order_by("pk"))
    save(Official, list(_officials(dice, places)))
    kelurahan = [place for place in places if place.level == "kelurahan"]
    sheets, figures = _yearly(dice, kelurahan)
    save(YearlyInput, sheets)
    save(YearlyFigure, figures)


def determine(*, city, by, address):
    """The city's form 4.22 of a year is determined, once; ``address`` of the program stands in its QR."""
    year, number, day = DETERMINED
    if FrozenForm.objects.filter(region=city, year=year).exists():
        return
    place = Region.objects.select_related("parent__parent__parent").get(pk=city)
    freeze(
        form=next(iter(forms().values())),
        region=place,
        span=span_of(year),
        number=number,
        decided_on=day,
        verify_at=address + reverse("verify"),
        by=by,
    )


def _woman(dice):
    return f"{dice.choice(names.WOMEN)} {dice.choice(names.WOMEN_LAST)}"


def _officials(dice, places):
    """Ketua TP PKK and ketua Pokja II of each place, the former changed once in most."""
    for place in places:
        changed = date(dice.randint(2022, 2025), dice.choice([2, 3, 7]), 1)
        for office in ("ketua", "pokja2"):
            title = dice.choice(("Ny. {}", "Ny. Hj. {}", "Ny. {}, S.Pd.", "Ny. {}, S.E."))
            first = date(2019, 3, 1)
            if office == "ketua" and dice.random() < 0.7:
                yield Official(
                    region=place, office=office, name=f"Ny. {_woman(dice)}", from_on=first, until_on=changed
                )
                first = changed
            yield Official(region=place, office=office, name=title.format(_woman(dice)), from_on=first)


def _yearly(dice, kelurahan):
    """Inputs and their numbers: of last year for most, of the year before for all."""
    sheets, figures = [], []
    behind = dice.sample(kelurahan, BEHIND)
    for place in kelurahan:
        usual = {code: _number(dice, inputs()[code]) for code in main_codes()}
        for year in YEARS:
            if year == YEARS[-1] and place in behind:
                continue
            note = dice.choice(("", "", "", "Taman bacaan sedang dipindahkan."))
            sheet = YearlyInput(region=place, year=year, note=note)
            sheets.append(sheet)
            for code, number in usual.items():
                if dice.random() < 0.96:
                    value = max(0, number + dice.choice((-1, 0, 0, 1)) * (number > 1))
                    figures.append(YearlyFigure(sheet=sheet, code=code, value=value))
    return sheets, figures


def _number(dice, one):
    if one.code.startswith("trained") or one.code == "cadres_cooperative":
        return dice.choice((0, 0, 1, 2))
    return dice.randint(0, MOST[one.unit])
