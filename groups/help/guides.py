"""The guides of docs/panduan, cut into sections: the one home of every word that helps.

Above a heading may stand, as comments that no reader sees::

    <!-- halaman: group-list member-* -->     the section is the help of these pages (names of addresses)
    <!-- tur -->                              its sub-sections are the steps of the first tour

and above a picture who sees it where, for ``make panduan``::

    <!-- gambar: kader.krapyak 360x740 /kelompok/ -->
    ![Daftar kelompok](gambar/kader-kelompok.png)
"""

import re
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.text import slugify
from PIL import Image

FOLDER = Path(settings.BASE_DIR) / "docs" / "panduan"
# The guide of each task, and what stands on its cover. Whoever has no task reads the last one.
GUIDES = {
    "kader": "Kader kelurahan",
    "pokja": "Pokja II kecamatan dan kota",
    "admin": "Admin",
    "umum": "Peserta bimtek dan umum",
}
OF_ROLE = {"kader": "kader", "pokja_kecamatan": "pokja", "pokja_kota": "pokja", "admin": "admin"}

_NOTE = re.compile(r"\s*<!-- (halaman|gambar|tur)(?:: (.+?))? -->")
_HEADING = re.compile(r"(#{1,3}) (.+)")
_PICTURE = re.compile(r"\s*!\[(.+)\]\(gambar/([a-z0-9-]+\.png)\)")


@dataclass(frozen=True)
class Picture:
    """``shot``: who sees it, on what size, where, and perhaps a selector of the part that is shown."""

    name: str
    alt: str
    shot: str

    @property
    def path(self):
        return FOLDER / "gambar" / self.name

    @property
    def size(self):
        return _size(self.path)


@dataclass
class Section:
    """Heading, and the Markdown up to the next one. ``pages``: patterns of names of addresses."""

    guide: str
    level: int
    title: str
    pages: list[str]
    is_tour: bool = False
    text: str = ""
    pictures: list[Picture] = field(default_factory=list)

    @property
    def slug(self):
        return slugify(self.title)


@dataclass(frozen=True)
class Guide:
    slug: str
    title: str
    sections: list[Section]  # the first: what the guide begins with

    @property
    def reader(self):
        return GUIDES[self.slug]

    @property
    def tour(self):
        """The steps of the first tour; none in a guide without one."""
        numbers = [number for number, section in enumerate(self.sections) if section.is_tour]
        if not numbers:
            return []
        steps = []
        for section in self.sections[numbers[0] + 1 :]:
            if section.level <= self.sections[numbers[0]].level:
                break
            steps.append(section)
        return steps


@lru_cache
def _size(path):
    with Image.open(path) as picture:
        return picture.size


@lru_cache
def guide(slug) -> Guide:
    """The guide ``slug`` of GUIDES; read once by each process."""
    sections, told = [], {}
    for line in (FOLDER / f"{slug}.md").read_text().splitlines():
        if note := _NOTE.fullmatch(line):
            told[note[1]] = note[2] or ""
        elif heading := _HEADING.fullmatch(line):
            pages = told.pop("halaman", "").split()
            is_tour = told.pop("tur", None) is not None
            sections.append(Section(slug, len(heading[1]), heading[2], pages, is_tour))
        else:
            if picture := _PICTURE.fullmatch(line):
                shot = told.pop("gambar", "")
                sections[-1].pictures.append(Picture(picture[2], picture[1], shot))
            sections[-1].text += f"{line}\n"
    return Guide(slug, sections[0].title, sections)


def guides_of(user) -> list[Guide]:
    """All guides, those of her tasks first: a Pokja II and an admin help kader, and everybody guests."""
    roles = [role.role for role in getattr(user, "current_roles", ())]
    own = [OF_ROLE[role] for role in roles] or ["umum"]
    return [guide(slug) for slug in dict.fromkeys([*own, *GUIDES])]


def section_for(page, guides) -> Section | None:
    """The help of the page whose address has the name ``page``: from the first guide that has any.

    Within a guide the most particular pattern wins: "member-nik" before "member-*".
    """
    for one in guides:
        found = [
            (len(pattern), -number)
            for number, section in enumerate(one.sections)
            for pattern in section.pages
            if fnmatchcase(page, pattern)
        ]
        if found:
            return one.sections[-max(found)[1]]
    return None
