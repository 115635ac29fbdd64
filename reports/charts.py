"""Charts as SVG, drawn on the server: no script, no inline style, so that they print and pass the CSP.

A chart never stands alone: its figures stand in the table beside it. Colours are attributes, which the
stylesheet overrides in the dark; the classes are ``c0`` to ``c4``. Widths and heights are in the units of the
drawing, which is as wide as a phone, so that 12 units of type are never smaller than 12 pixels.
"""

from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from groups.pdf import render_png
from groups.values import show_number

WIDTH = 328
COLOURS = ("#0b5a5e", "#7ab8b0", "#c98a1b", "#7a4b8c", "#5b6770")  # told apart in grey as well
INK, FAINT = "#18242a", "#55646a"
ON = ("#ffffff", "#18242a", "#18242a", "#ffffff", "#ffffff")  # a number on each colour
DIGIT = 7.5  # the width of one at 13 units of type
FONT = "Libertinus Serif"  # inside typst, for a PNG that looks the same on every machine


@dataclass(frozen=True)
class Chart:
    """``body``: the drawing's inside, safe; ``text``: in one sentence what it shows."""

    title: str
    text: str
    height: float
    body: str
    width: float = WIDTH

    @property
    def svg(self):
        """With its own title and description, for the page."""
        return self._wrapped(
            format_html("<title>{}</title><desc>{}</desc>{}", self.title, self.text, self.body)
        )

    @property
    def png(self) -> bytes:
        """The chart under its title, to put into a letter."""
        font = format_html(' font-family="{}" xmlns="http://www.w3.org/2000/svg"', FONT)
        return render_png(
            "chart", {"title": self.title, "text": self.text, "svg": self._wrapped(self.body, font)}
        )

    def _wrapped(self, inside, more=""):
        return format_html(
            '<svg class="chart" role="img" viewBox="0 0 {} {}" width="{}" height="{}"{}>{}</svg>',
            *(_n(self.width), _n(self.height), _n(self.width), _n(self.height), more, inside),
        )


def _n(number) -> str:
    """``12``, ``12.5``: a coordinate without needless digits."""
    return f"{number:.1f}".removesuffix(".0")


def _text(x, y, words, *, anchor="start", size=13, fill=INK, css="ink"):
    return format_html(
        '<text x="{}" y="{}" font-size="{}" text-anchor="{}" fill="{}" class="{}">{}</text>',
        *(_n(x), _n(y), size, anchor, fill, css, words),
    )


def _rect(x, y, width, height, place):
    return format_html(
        '<rect x="{}" y="{}" width="{}" height="{}" fill="{}" class="c{}"/>',
        *(_n(x), _n(y), _n(width), _n(height), COLOURS[place], place),
    )


def _joined(parts):
    return format_html_join("", "{}", ((part,) for part in parts))


def stacked_bars(title: str, names, series, rows, colours) -> Chart:
    """A bar for each of ``names``, one under the other: ``rows`` has a number for each of ``series``.

    ``colours``: the place of each series among COLOURS. Parts wide enough carry their number; the sum
    stands above the bar's end.
    """
    parts, y = [], 0
    x = 0
    for place, label in zip(colours, series, strict=True):
        wide = 18 + len(label) * DIGIT + 10
        if x + wide > WIDTH and x:
            x, y = 0, y + 20
        parts += [_rect(x, y, 12, 12, place), _text(x + 18, y + 11, label)]
        x += wide
    y += 30
    most = max([sum(row) for row in rows], default=0) or 1
    for name, row in zip(names, rows, strict=True):
        parts += [_text(0, y + 11, name), _text(WIDTH, y + 11, show_number(sum(row)), anchor="end")]
        x = 0
        for place, number in zip(colours, row, strict=True):
            wide = WIDTH * number / most
            if number:
                parts.append(_rect(x, y + 17, wide, 22, place))
            shown = show_number(number)
            if wide > len(shown) * DIGIT + 6:
                middle = {"anchor": "middle", "fill": ON[place], "css": f"on{place}"}
                parts.append(_text(x + wide / 2, y + 33, shown, **middle))
            x += wide
        y += 50
    sums = "; ".join(f"{name} {show_number(sum(row))}" for name, row in zip(names, rows, strict=True))
    return Chart(title, f"{title}. {sums}.", max(y, 20), _joined(parts))


def trend(title: str, labels: list[str], values: list[int]) -> Chart:
    """A line over the quarters, from zero, with the number at each point."""
    height, top, bottom = 145, 24, 105
    step = WIDTH / max(len(values), 1)
    most = max(values, default=0) or 1
    points = [(step * (at + 0.5), bottom - (bottom - top) * value / most) for at, value in enumerate(values)]
    line = " ".join(f"{_n(x)},{_n(y)}" for x, y in points)
    parts = [
        mark_safe(f'<path d="M0 {bottom}H{WIDTH}" stroke="{FAINT}" class="axis"/>'),  # noqa: S308
        format_html(
            '<polyline points="{}" fill="none" stroke="{}" stroke-width="2" class="l0"/>', line, COLOURS[0]
        ),
    ]
    for (x, y), label, value in zip(points, labels, values, strict=True):
        parts.append(format_html(
            '<circle cx="{}" cy="{}" r="3.5" fill="{}" class="c0"/>', _n(x), _n(y), COLOURS[0]
        ))  # fmt: skip
        parts.append(_text(x, y - 8, show_number(value), anchor="middle", size=12))
        for line_number, word in enumerate(label.rsplit(maxsplit=1)):
            parts.append(
                _text(
                    x, bottom + 16 + 14 * line_number, word, anchor="middle", size=12, fill=FAINT, css="faint"
                )
            )
    first_to_last = ""
    if values:
        first_to_last = (
            f": dari {show_number(values[0])} ({labels[0]}) menjadi {show_number(values[-1])} ({labels[-1]})"
        )
    return Chart(title, f"{title}{first_to_last}.", height, _joined(parts))


def sparkline(values: list[int]):
    """A small line without words, beside a number that says what it is; hidden from screen readers."""
    low, high = min(values), max(values)
    step = 60 / max(len(values) - 1, 1)
    line = " ".join(
        f"{_n(2 + step * at)},{_n(18 - 16 * (value - low) / ((high - low) or 1))}"
        for at, value in enumerate(values)
    )
    return format_html(
        '<svg class="spark" viewBox="0 0 64 20" width="64" height="20" aria-hidden="true" focusable="false">'
        '<polyline points="{}" fill="none" stroke="{}" stroke-width="2" class="l0"/></svg>',
        line,
        COLOURS[0],
    )
