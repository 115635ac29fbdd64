"""Photos made in the test, so that no binary file lies in the repository."""

import io
import os

from PIL import Image


def photo(size=(640, 480), *, mode="RGB", kind="JPEG", noisy=False, **saved) -> bytes:
    """A picture of one colour, transparent where its mode can be, or of noise."""
    if noisy:
        picture = Image.frombytes("RGB", size, os.urandom(size[0] * size[1] * 3))
    else:
        colours = {"RGB": (30, 120, 90), "RGBA": (30, 120, 90, 0), "LA": (90, 0), "CMYK": (10, 20, 30, 0)}
        picture = Image.new(mode, size, colours.get(mode, 1))
    out = io.BytesIO()
    picture.save(out, kind, **saved)
    return out.getvalue()
