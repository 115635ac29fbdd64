"""The boxes of a report: what each is called, where it stands and where its value comes from.

Form, checks, pages and print read this list, so that a box has the same name everywhere. The columns
follow DOMAIN 1.6; there is no official form, so everything shows FORMAT_NOTE. No query here.
"""

from dataclasses import dataclass

from groups.values import show_number, show_rupiah

FORMAT_NOTE = "Format internal"

PEOPLE, MONEY, COUNT, TEXT, ANSWER, LEVEL = "orang", "rupiah", "buah", "teks", "ya/tidak", "kategori"


@dataclass(frozen=True)
class Box:
    """``source``: ``anggota``, ``buku`` or ``catatan`` (permits, books' rhythm; see ``facts``) where the app
    fills it in, else the kader is asked.

    ``is_required``: to be sent.
    """

    name: str
    label: str
    kind: str
    section: str
    source: str = ""
    is_required: bool = True

    @property
    def is_number(self) -> bool:
        return self.kind in (PEOPLE, MONEY, COUNT)


MEMBERS, FUND, BUSINESS, MARKETING, WORDS = (
    "Anggota dan kategori",
    "Modal, pinjaman, simpanan",
    "Usaha dan tenaga kerja",
    "Izin, pemasaran, mitra",
    "Buku, masalah, rencana",
)

BOXES = (
    Box("level_before", "Kategori lalu", LEVEL, MEMBERS, "anggota", is_required=False),
    Box("level", "Kategori kini", LEVEL, MEMBERS, "anggota"),
    Box("members_p", "Anggota perempuan", PEOPLE, MEMBERS, "anggota"),
    Box("members_l", "Anggota laki-laki", PEOPLE, MEMBERS, "anggota"),
    Box("capital_before", "Modal sampai periode lalu", MONEY, FUND, "buku", is_required=False),
    Box("capital", "Modal kini", MONEY, FUND, "buku"),
    Box("lent", "Pinjaman disalurkan", MONEY, FUND, "buku"),
    Box("principal", "Angsuran pokok diterima", MONEY, FUND, "buku"),
    Box("jasa", "Jasa diterima", MONEY, FUND, "buku"),
    Box("remaining", "Sisa pinjaman beredar", MONEY, FUND, "buku"),
    Box("arrears", "Tunggakan", MONEY, FUND, "buku"),
    Box("savings", "Simpanan anggota", MONEY, FUND, "buku"),
    Box("cash", "Uang kas", MONEY, FUND, "buku"),
    Box("turnover", "Omzet", MONEY, BUSINESS),
    Box("profit", "Laba", MONEY, BUSINESS),
    Box("workers_p", "Tenaga kerja perempuan", PEOPLE, BUSINESS),
    Box("workers_l", "Tenaga kerja laki-laki", PEOPLE, BUSINESS),
    Box("production", "Hasil produksi", TEXT, BUSINESS, is_required=False),
    Box("nib", "NIB yang berlaku", COUNT, MARKETING, "catatan", is_required=False),
    Box("pirt", "P-IRT yang berlaku", COUNT, MARKETING, "catatan", is_required=False),
    Box("halal", "Sertifikat halal yang berlaku", COUNT, MARKETING, "catatan", is_required=False),
    Box("sells_offline", "Berjualan langsung (luring)", ANSWER, MARKETING),
    Box("offline_where", "Berjualan langsung di mana", TEXT, MARKETING, is_required=False),
    Box("sells_online", "Berjualan lewat internet (daring)", ANSWER, MARKETING),
    Box("online_where", "Berjualan lewat internet di mana", TEXT, MARKETING, is_required=False),
    Box("partners", "Mitra", TEXT, MARKETING, is_required=False),
    Box("books_kept", "Kelengkapan buku", TEXT, WORDS, "catatan", is_required=False),
    Box("problems", "Masalah", TEXT, WORDS, is_required=False),
    Box("needs", "Kebutuhan", TEXT, WORDS, is_required=False),
    Box("plan", "Rencana", TEXT, WORDS, is_required=False),
)
BOX = {box.name: box for box in BOXES}
GROWTH = "Perkembangan modal (%)"  # computed of two boxes; stands after the capital
SECTIONS = (MEMBERS, FUND, BUSINESS, MARKETING, WORDS)
NUMBERS = tuple(box.name for box in BOXES if box.is_number)


def named(source: str) -> list[str]:
    """The boxes of a source; of the empty one those that the kader is asked."""
    return [box.name for box in BOXES if box.source == source]


def shown(box: Box, value) -> str:
    """A value as people read it; nothing for what is not filled in."""
    if value is None or value == "":
        return ""
    if box.kind == MONEY:
        return show_rupiah(value) if value >= 0 else f"rugi {show_rupiah(-value)}"
    if box.kind in (PEOPLE, COUNT):
        return show_number(value)
    if box.kind == ANSWER:
        return "Ya" if value else "Tidak"
    return str(value)
