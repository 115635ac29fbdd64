"""Whatever stands in a sheet, examining it ends in an outcome that can be shown, kept and printed."""

import json
from datetime import date, datetime, time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from groups.importing.kinds import KINDS
from groups.importing.outcome import Decisions
from groups.importing.pipeline import examine
from groups.importing.reader import CellError, Sheet, Workbook
from groups.importing.report import answer_of, report_of
from groups.resources import NOT_NEEDED, GroupResource, MemberResource
from tests import factories as f

pytestmark = pytest.mark.django_db

HEADINGS = sorted(
    {word for source in (GroupResource, MemberResource) for column in source.fields.values()
     for word in (column.column_name, *column.synonyms)} | {*NOT_NEEDED, "L", "P", "RT/RW", "TTL", "Warna"}
)  # fmt: skip
WORDS = [
    "Krapyak", "Kel. Degayu", "KELURAHAN KRAPYAK", "Kelurahan :", "Kelompok : Anggrek", "Anggrek", "Melati",
    "-", "1", "2", "3", "II", "A.", "Jumlah", "Mengetahui", "Ketua", "Siti", "Tarwiyah", "v", "L", "P",
    "17/03/1980", "1.500", "Rp 2.000", "3375034101759011", "Pekalongan, 17 Maret 1980", "02/05", "²", "()",
    "=", ":", "'", "%s {0} \\", "😀",
]  # fmt: skip
odd = st.one_of(
    st.none(),
    st.sampled_from(WORDS),
    st.sampled_from(HEADINGS),
    st.sampled_from([0, 1, 2, 1.5, 10**15, 3375034101759011, -1, True, date(1980, 3, 17), time(8, 30)]),
    st.sampled_from([datetime(2022, 3, 17, 8, 30), CellError("#REF!"), 10**300]),  # noqa: DTZ001
    st.text(max_size=12),
)
heads = st.lists(st.none() | st.sampled_from(HEADINGS), max_size=7)
lines = st.lists(odd, max_size=8)
small = st.integers(1, 8)


@st.composite
def sheets(draw, name="Sheet1"):
    rows = draw(st.lists(lines, max_size=3))
    for _ in range(draw(st.integers(0, 2))):
        rows = [*rows, *draw(st.lists(heads, min_size=1, max_size=2)), *draw(st.lists(lines, max_size=6))]
    areas = draw(st.lists(st.tuples(small, small, small, small), max_size=3))
    merges = [(min(a, c), min(b, d), max(a, c), max(b, d)) for a, b, c, d in areas]
    places = draw(st.sets(st.tuples(small, small), max_size=3))
    return Sheet(name, draw(st.booleans()), rows, draw(st.sets(small, max_size=2)), merges, places)


@pytest.mark.parametrize("kind", ["groups", "members"])
@given(data=st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_sheet_has_an_outcome(kind, data, regions, django_user_model):
    user = django_user_model.objects.filter(username="kader").first() or f.kader(username="kader")
    names = data.draw(
        st.lists(st.sampled_from(["Sheet1", "Krapyak", "Degayu 2", "petunjuk"]), min_size=1, unique=True)
    )
    book = Workbook([data.draw(sheets(name)) for name in names], data.draw(st.sampled_from(["xlsx", "csv"])))
    found = KINDS[kind](user, Decisions())
    outcome = examine(kind=found, content=b"", filename="daftar", book=book)
    assert outcome.verdict in ("accept", "row_errors", "ask_mapping", "reject_file")
    assert (outcome.verdict == "accept") <= (not any(outcome.errors()) and not outcome.questions)
    assert len(outcome.rows) == len({row.key for row in outcome.rows})
    json.dumps([answer_of(found, outcome), report_of(found, outcome)])
