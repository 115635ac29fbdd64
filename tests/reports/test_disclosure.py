"""Small counts stay hidden from whoever can add and subtract."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from reports.disclosure import LEAST, hide, joined

ROWS = [("krapyak", "utara"), ("degayu", "utara")]
COLUMNS = [("pemula", "semua"), ("madya", "semua")]
LEAVES = list(product(ROWS, COLUMNS))


def table(numbers) -> dict:
    """All figures of a table by the numbers in its leaves."""
    values = {}
    for (rows, columns), number in zip(LEAVES, numbers, strict=True):
        for key in product(rows, columns):
            values[key] = values.get(key, 0) + number
    return values


# Every table with up to nine in a leaf.
ALL = [table(numbers) for numbers in product(range(10), repeat=4)]


@given(st.lists(st.integers(0, 6), min_size=4, max_size=4))
@settings(max_examples=40, deadline=None)
def test_no_small_count_can_be_told_from_what_is_published(numbers):
    """Whoever tries every table there is finds one with the same figures in which the count is not small."""
    values = table(numbers)
    hidden = hide(values, ROWS, COLUMNS)
    small = {key for key, number in values.items() if number < LEAST}
    assert small <= hidden
    shown = values.keys() - hidden
    possible = {key: set() for key in small}
    for other in ALL:
        if all(other[key] == values[key] for key in shown):
            for key in small:
                possible[key].add(other[key])
    assert all(max(found) >= LEAST for found in possible.values())


def test_nothing_is_hidden_where_nothing_is_small():
    assert hide(table([5, 4, 3, 8]), ROWS, COLUMNS) == set()


def test_one_small_count_hides_the_three_that_would_tell_it():
    hidden = hide(table([5, 2, 6, 7]), ROWS, COLUMNS)
    assert hidden == set(product(["krapyak", "degayu"], ["pemula", "madya"]))


def test_a_total_that_is_published_elsewhere_stays_and_nothing_tells_its_parts():
    values = {("kota", "p"): 9, ("kota", "l"): 1, ("kota", "x"): 5, ("kota", "jumlah"): 15}
    columns = [("p", "jumlah"), ("l", "jumlah"), ("x", "jumlah")]
    fixed = {("kota", "jumlah")}
    assert hide(values, [("kota",)], columns, fixed=fixed) == {("kota", "l"), ("kota", "x")}
    few = {("kota", "p"): 2, ("kota", "l"): 2, ("kota", "jumlah"): 4}
    assert hide(few, [("kota",)], columns[:2], fixed=fixed) == {("kota", "p"), ("kota", "l")}


def test_rare_ones_join_their_neighbour():
    assert joined({"pemula": 9, "madya": 4, "utama": 0, "koperasi": 2}) == [
        ("pemula",),
        ("madya", "utama", "koperasi"),
    ]
    assert joined({"pemula": 1, "madya": 4}) == [("pemula", "madya")]
    assert joined({"kuliner": 7, "batik": 3}) == [("kuliner",), ("batik",)]
