"""What may be published of counts of groups and people: none under LEAST, and none that leads to one.

A count under LEAST might point to somebody. Leaving it out is not enough: the total minus its neighbours
tells it. ``hide`` therefore leaves out others as well, until for each small count there is another table with
the same published figures in which it is larger by LEAST: nobody can tell the two apart.
"""

from itertools import product

LEAST = 3


def joined(counts: dict) -> list[tuple]:
    """The keys of ``counts``, each with those after it whose counts are too small to stand alone.

    What joins a neighbour says more than two hidden figures would. The first ones join the one behind.
    """
    found = []
    for key, number in counts.items():
        if found and (number < LEAST or sum(counts[one] for one in found[-1]) < LEAST):
            found[-1] += (key,)
        else:
            found.append((key,))
    return found


def hide(values: dict, rows: list[tuple], columns: list[tuple], small=(), fixed=()) -> set:
    """The keys (row, column) of ``values`` that may not be published.

    ``rows`` and ``columns``: each leaf with what it is a part of, up to the total of all:
    ``("33.75.03.1002", "33.75.03", "33.75")``; what is below is added up in what is above. ``small``: keys
    to hide whatever their count. ``fixed``: keys of at least LEAST that stay, whatever else must go.
    """
    hidden = {key for key, number in values.items() if number < LEAST} | set(small)
    for key in sorted(hidden):
        # Among neighbours first: of hundreds of kelurahan, looking at all takes seconds.
        for near in (True, False):
            covers = [
                cover
                for cover in _covers(*key, rows, columns, near)
                if cover.keys().isdisjoint(fixed)
                and all(values[one] >= LEAST for one, sign in cover.items() if sign < 0)
            ]
            if covers:
                hidden |= min(covers, key=lambda cover: _cost(cover.keys() - hidden, values)).keys()
                break
        else:
            hidden |= values.keys() - set(fixed)
    return hidden


def _cost(newly, values):
    """Small figures go before large ones, few before many; always the same way."""
    return sum(values[key] for key in newly), len(newly), sorted(newly)


def _covers(row, column, rows, columns, near):
    """Changes of the table that add to (row, column) and leave every sum what it is: {key: +1 or -1}."""
    for across, along in product(_moves(row, rows, near), list(_moves(column, columns))):
        yield {(r, c): one * other for r, one in across.items() for c, other in along.items()}


def _moves(node, paths, near=False):
    """Ways to put more into a leaf of ``node``: taken from a leaf elsewhere, or added to the total.

    ``near``: only taken from a leaf beside it.
    """
    for into in (path for path in paths if node in path):
        if not near:
            yield dict.fromkeys(into, 1)
        for out_of in (path for path in paths if node not in path):
            if not near or out_of[1:] == into[1:]:
                yield {
                    **{one: 1 for one in into if one not in out_of},
                    **{one: -1 for one in out_of if one not in into},
                }
