"""Printed pages: a typst template of ours, filled with data that is never read as markup."""

import io
import json
from pathlib import Path

import segno
import typst
from django.conf import settings

TEMPLATES = Path(settings.BASE_DIR) / "templates" / "typst"


def render_pdf(template: str, data) -> bytes:
    """The PDF of ``templates/typst/<template>.typ`` with ``data`` (what JSON can say) as ``sys.inputs.data``.

    Only the fonts inside typst are used, so that a page looks the same on every machine.
    """
    return _compiled(template, data)


def render_png(template: str, data) -> bytes:
    """The same as a picture of its only page."""
    return _compiled(template, data, format="png", ppi=192)


# Over the page of a practice instance, so that nobody takes it for a paper of the real one.
PRACTICE = """#let mark = text(size: 44pt, weight: "bold", fill: luma(0%, 22%))[LATIHAN]
#set page(foreground: rotate(-35deg, mark))
#include "/{}.typ"
"""


def _compiled(template, data, **output) -> bytes:
    page = TEMPLATES / f"{template}.typ"
    return typst.compile(
        PRACTICE.format(template).encode() if settings.PRACTICE else page,
        root=TEMPLATES,
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data)},
        **output,
    )


def qr_svg(text: str, *, scales: bool = False) -> str:
    """``text`` as a QR code, an SVG without a border: leave white around it. ``scales``: has no size."""
    out = io.BytesIO()
    code = segno.make(text, error="m", micro=False)
    code.save(out, kind="svg", border=0, xmldecl=False, omitsize=scales)
    return out.getvalue().decode()
