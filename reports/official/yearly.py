"""Writing down the yearly inputs of a kelurahan: what cannot be, what is doubtful, and saving it."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from groups.actions import require
from groups.lists import count_of
from groups.models.people import SEXES
from groups.values import show_number
from reports.models import MOST, YearlyFigure, YearlyInput
from reports.official.definitions import all_codes, inputs, main_codes
from reports.official.years import span_of
from reports.periods import EARLIEST

FAR = 5  # so many times last year's number, or a part of it, is worth a second look
FEW = 20  # differences below this are not


def years_to_fill(today) -> list[int]:
    """The years offered, the newest first: a kelurahan may still write down what it missed."""
    return list(range(today.year, max(EARLIEST.year, today.year - 5) - 1, -1))


def kelurahan_with_filled(regions, user, year):
    """Kelurahan of the scoped ``regions`` that were in the list then, with ``filled``: boxes filled in."""
    last = span_of(year).last
    figures = YearlyFigure.objects.visible_to(user).filter(
        sheet__year=year, value__isnull=False, code__in=main_codes()
    )
    listed = regions.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=last), level="kelurahan")
    return listed.annotate(filled=count_of(figures, "sheet__region")).order_by("pk")


def contradictions(values: dict) -> dict[str, str]:
    """By input: why its number cannot be. ``values``: int or None by code, None where not filled in."""
    wrong = {}
    for one in inputs().values():
        for code in (one.code, *one.parts):
            if values.get(code) is not None and not 0 <= values[code] <= MOST:
                wrong[code] = f"Isi angka dari 0 sampai {show_number(MOST)}."
        parts = [values.get(code) for code in one.parts]
        if not parts or None in parts or wrong.keys() & {one.code, *one.parts}:
            continue
        total = values.get(one.code)
        if total is None:
            wrong[one.code] = f"Isi jumlahnya juga: {show_number(sum(parts))} menurut rincian L dan P."
        elif total != sum(parts):
            wrong[one.parts[0]] = (
                f"L dan P bersama-sama {show_number(sum(parts))}, tetapi jumlahnya {show_number(total)}. "
                "Betulkan salah satu."
            )
    return wrong


def doubts(values: dict, before: dict) -> list[str]:
    """Sentences about numbers that may well be right but deserve a second look."""
    notes = []
    for one in inputs().values():
        value, earlier = values.get(one.code), before.get(one.code)
        if value and one.groups and values.get(one.groups) == 0:
            notes.append(
                f"{one.label} {show_number(value)}, padahal {inputs()[one.groups].label} 0. Sudah benar?"
            )
        for code, (_, sex) in zip(one.parts, SEXES, strict=False):
            if value is not None and (values.get(code) or 0) > value:
                notes.append(f"{one.label}: {sex.lower()} lebih banyak daripada jumlahnya. Sudah benar?")
        if None in (value, earlier) or abs(value - earlier) < FEW:
            continue
        if value > FAR * earlier or value * FAR < earlier:
            change = f"{show_number(earlier)} menjadi {show_number(value)}"
            notes.append(f"{one.label} berubah dari {change} dalam setahun. Sudah benar?")
    return notes


def values_of(sheet: YearlyInput | None) -> dict[str, int]:
    """What is filled in of a yearly input, by code."""
    if sheet is None or not sheet.pk:
        return {}
    return dict(sheet.figures.filter(value__isnull=False).values_list("code", "value"))


@transaction.atomic
def save_yearly(*, sheet, values: dict, by):
    """Save ``sheet`` (new or edited) with its numbers; None takes one back to "belum diisi".

    Raises PermissionDenied, or ValidationError by input for numbers that contradict each other.
    """
    require(by, "edit", sheet.region_id)
    if not EARLIEST.year <= sheet.year <= timezone.localdate().year:
        raise ValidationError("Tahun itu belum dapat diisi.")
    wrong = contradictions(values)
    if wrong:
        raise ValidationError(wrong)
    if sheet.pk:
        sheet.version += 1
    sheet.save()
    figures = {figure.code: figure for figure in sheet.figures.all()}
    for code in all_codes():
        if code not in values:
            continue
        figure = figures.get(code) or sheet.figures.model(sheet=sheet, code=code)
        if figure.value != values[code]:
            figure.value = values[code]
            figure.save()
    return sheet
