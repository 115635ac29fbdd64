"""The demo city's officials of TP PKK, the yearly inputs of most kelurahan, and kader at an LP3."""

from datetime import date

from bimtek.models import Attendance, EventKind, Participant, TrainingEvent
from groups.models import Official, Region
from reports.demo import names
from reports.models import YearlyFigure, YearlyInput
from reports.official.definitions import inputs, main_codes

YEARS = (2024, 2025)
BEHIND = 4  # kelurahan that have not written down the last year
MOST = {"kelompok": 4, "orang": 40, "set": 6, "tempat": 3}


def make_official(dice, *, city, empty, by, save):
    """Save them through ``save(model, instances)``; nothing where the city has officials already."""
    if Official.objects.filter(region=city).exists():
        return
    places = list(Region.objects.filter(code__startswith=city, closed_on=None).order_by("pk"))
    save(Official, list(_officials(dice, places)))
    kelurahan = [place for place in places if place.level == "kelurahan"]
    sheets, figures = _yearly(dice, kelurahan)
    save(YearlyInput, sheets)
    save(YearlyFigure, figures)
    event = TrainingEvent(
        title="LP3 PKK bagi kader kelurahan",
        kind=EventKind.objects.get(code="lp3"),
        organiser_id=city,
        region_id=city,
        venue="Aula Kantor PKK Kota Pekalongan",
        starts_on=date(2025, 10, 14),
        ends_on=date(2025, 10, 14),
        status="terlaksana",
        letter_no="005/051/PKK/IX/2025",
    )
    people = [
        Participant(
            event=event, capacity="kader", name=_woman(dice), position="Kader kelurahan", region=place
        )
        for place in kelurahan
        if place.pk not in empty
        for _ in range(dice.randint(0, 2))
    ]
    save(TrainingEvent, [event])
    save(Participant, people)
    save(Attendance, [Attendance(participant=one, day=event.starts_on, recorded_by=by) for one in people])


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
