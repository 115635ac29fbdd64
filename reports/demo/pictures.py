"""Photos of the demo city's batik: jlamprang, Pekalongan's own pattern of circles and squares, drawn here."""

import io

from PIL import Image, ImageDraw

SIDE, TILE = 640, 80
CLOTHS = (
    ("#7b1e3a", "#f3e2c0", "#d9a441", "#2d5d62"),
    ("#123c4a", "#f1e7d0", "#c8553d", "#7fb3a6"),
    ("#3d2b56", "#f6ead2", "#c98a1b", "#6d9f71"),
    ("#0f5c4d", "#fbf0d9", "#b5432f", "#e0b04c"),
)


def batik(dice) -> bytes:
    """A JPEG of a cloth; ``dice`` chooses its colours."""
    ground, light, warm, cool = dice.choice(CLOTHS)
    picture = Image.new("RGB", (SIDE, SIDE), ground)
    draw = ImageDraw.Draw(picture)
    for x in range(0, SIDE, TILE):
        for y in range(0, SIDE, TILE):
            middle, half = (x + TILE / 2, y + TILE / 2), TILE / 2
            for radius, colour in ((half - 4, light), (half - 10, warm), (half - 20, ground)):
                draw.ellipse(_around(middle, radius), fill=colour)
            draw.regular_polygon((*middle, half - 22), 4, rotation=45, fill=light)
            draw.ellipse(_around(middle, 7), fill=cool)
            for corner in ((x, y), (x + TILE, y), (x, y + TILE), (x + TILE, y + TILE)):
                draw.ellipse(_around(corner, 12), fill=cool)
                draw.ellipse(_around(corner, 5), fill=light)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=80)
    return out.getvalue()


def _around(middle, radius):
    return [middle[0] - radius, middle[1] - radius, middle[0] + radius, middle[1] + radius]
