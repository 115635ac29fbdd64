"""Every report in one list: what it answers, its columns with their meaning and source, and where it is.

The page "Laporan resmi", its links and the tests read this; a form's data file brings its own entry.
"""

from dataclasses import dataclass

from django.urls import reverse

from reports.official.definitions import Form, forms
from reports.tables import COLUMNS, HEAD, NOTES, Table


@dataclass(frozen=True)
class Explained:
    """A column: its number or nothing, its headings, what it means, where it comes from."""

    number: str
    title: str
    means: str
    source: str


@dataclass(frozen=True)
class Report:
    """``kinds``: the files it can be taken along as."""

    code: str
    title: str
    answers: str
    columns: tuple
    kinds: tuple
    page_name: str
    file_name: str
    arguments: tuple = ()

    def path(self, region_code: str) -> str:
        return reverse(self.page_name, args=[*self.arguments, region_code])

    def file(self, region_code: str, kind: str) -> str:
        return reverse(self.file_name, args=[*self.arguments, region_code, kind])


def _official(form: Form) -> Report:
    return Report(
        code=form.code,
        title=form.full_name,
        answers=form.answers,
        columns=tuple(
            Explained(str(column.no), column.title, column.means, column.source) for column in form.columns
        ),
        kinds=("pdf", "xlsx", "csv"),
        page_name="official-form",
        file_name="official-download",
        arguments=(form.code,),
    )


def _recap() -> Report:
    numbers = ("", "", *(number for number, *_ in COLUMNS))
    heads = Table("", (), HEAD, numbers, (), (), (), "").flat_head
    means = {"kelompok": NOTES[1], "anggota": NOTES[2], "cakupan": NOTES[4], "bimtek": NOTES[5]}
    sources = {
        "kelompok": "Data kelompok.",
        "anggota": "Data anggota.",
        "cakupan": "Data kelompok dan wilayah.",
        "bimtek": "Kehadiran bimtek.",
    }
    columns = [
        Explained(number, title, means[what], sources[what])
        for title, (number, _, what, _) in zip(heads[2:], COLUMNS, strict=True)
    ]
    return Report(
        code="rekap",
        title="Rekap kelompok UP2K",
        answers="Berapa kelompok dan anggota tiap kategori pada suatu tanggal, dan siapa yang ikut bimtek?",
        columns=tuple(columns),
        kinds=("pdf", "xlsx", "csv"),
        page_name="summary-region",
        file_name="summary-download",
    )


def reports() -> list[Report]:
    """All of them, in the order of the page."""
    return [*map(_official, forms().values()), _recap()]
