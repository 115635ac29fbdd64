"""The menu as data: templates draw it, a test opens every entry of it for every role."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse


@dataclass(frozen=True)
class Entry:
    """``may``: what one must be allowed to do; ``on_phone``: in the bottom bar, not under Lainnya;

    ``setting``: not there where this setting is empty.
    """

    label: str
    url_name: str
    icon: str
    may: str = "view"
    on_phone: bool = False
    setting: str = ""


MENU = (
    Entry("Beranda", "home", "house", on_phone=True),
    Entry("Kelompok", "group-list", "people", on_phone=True),
    Entry("Buku", "book-list", "journal-text", on_phone=True),
    Entry("Anggota", "member-list", "person"),
    Entry("Produk", "product-list", "shop"),
    Entry("Bimtek", "event-list", "mortarboard", on_phone=True),
    Entry("Laporan", "report-list", "card-text"),
    Entry("Tertib administrasi", "score-list", "check-circle"),
    Entry("Tinjauan kategori", "level-review", "award", may="decide"),
    Entry("Pantauan", "dashboard", "map"),
    Entry("Rekap", "summary", "bar-chart"),
    Entry("Laporan resmi", "official-list", "card-text"),
    Entry("Isian tahunan", "yearly-list", "pencil"),
    Entry("Tercatat dua kali?", "duplicate-list", "question-circle", may="edit"),
    Entry("Wilayah", "region-list", "geo-alt"),
    Entry("Impor", "import-list", "upload"),
    Entry("Latihan", "practice", "mortarboard", setting="PRACTICE_URL"),
    Entry("Pengguna", "user-list", "person-gear", may="manage"),
    Entry("Daftar pilihan", "reference-index", "gear", may="manage"),
)


def entries_for(user):
    there = [entry for entry in MENU if not entry.setting or getattr(settings, entry.setting)]
    return [entry for entry in there if user.may(entry.may)]


def menu(request):
    """Context processor: ``menu`` holds (entry, address, is this page in it)."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"menu": []}
    rows = []
    for entry in entries_for(user):
        address = reverse(entry.url_name)
        inside = request.path == address or (address != "/" and request.path.startswith(address))
        rows.append((entry, address, inside))
    return {"menu": rows}
