"""What an orderly administration consists of: each criterion, how far it is met, where it is mended.

Plain Python on the facts that ``measuring`` fetched; no query here. A criterion's weight and rhythm are data
(``ScoreWeight``), and none of it is official: no wording of the criteria is known (DOMAIN 1.3, 1.7, 8).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from django.urls import reverse

from groups.books.loans import add_months
from groups.models.people import OFFICES
from groups.values import MONTHS, show_date, show_number

CLOSED_BACK = 12  # months: closing is looked at for a year


@dataclass(frozen=True)
class Rhythm:
    """How often something is due: ``every`` days or months (``unit``)."""

    every: int
    unit: str

    def after(self, day: date, times: int = 1) -> date:
        """The last day on which what was done on ``day`` is still fresh, ``times`` rhythms later."""
        if self.unit == "bulan":
            return add_months(day, self.every * times)
        return day + timedelta(days=self.every * times)

    def __str__(self):
        if (self.every, self.unit) == (12, "bulan"):
            return "tiap tahun"
        return f"tiap {self.unit}" if self.every == 1 else f"tiap {show_number(self.every)} {self.unit}"


@dataclass(frozen=True)
class Mark:
    """How far a group meets one criterion: ``done`` of ``due`` parts; of nothing due, it does not apply."""

    code: str
    name: str
    weight: int
    done: int
    due: int
    words: str

    @property
    def applies(self) -> bool:
        return self.due > 0

    @property
    def share(self) -> Fraction:
        return Fraction(self.done, self.due) if self.due else Fraction(0)

    @property
    def percent(self) -> int:
        return int(100 * self.share)

    @property
    def is_full(self) -> bool:
        return self.done == self.due


Judgement = tuple[int, int, str]  # parts done, parts due, in words


@dataclass(frozen=True)
class Criterion:
    """``judge(facts, day, rhythm)``: facts are a group as ``measuring.facts`` annotates it.

    ``task``: what to do, as said to a kader. ``see`` and ``mend``: addresses for whoever may only look, and
    for whoever may write. ``has_rhythm``: whether the admin may say how often it is due.
    """

    code: str
    name: str
    measured: str
    task: str
    judge: Callable[..., Judgement]
    see: Callable
    mend: Callable
    has_rhythm: bool = False
    in_books: bool = False

    @property
    def is_book(self) -> bool:
        """Whether it asks for entries in a book; closing months has a rhythm, but is no book."""
        return self.has_rhythm and self.code != "tutup"


# -- how each is judged


def _officers(facts, day, rhythm):
    return facts.officers, len(OFFICES), f"{facts.officers} dari {len(OFFICES)} pengurus menjabat"


def _members(facts, day, rhythm):
    if not facts.people:
        return 0, 1, "belum ada anggota"
    said = f"{show_number(facts.people_complete)} dari {show_number(facts.people)} anggota lengkap datanya"
    return facts.people_complete, facts.people, said


def _decree(facts, day, rhythm):
    if facts.decree_on and facts.decree_on > day:
        return 0, 2, "belum ber-SK pada hari itu"
    missing = [
        what for what, there in (("nomor", facts.decree_no), ("tanggal", facts.decree_on)) if not there
    ]
    if missing:
        return 2 - len(missing), 2, f"{' dan '.join(missing)} SK belum diisi"
    return 2, 2, f"SK {facts.decree_no}, {show_date(facts.decree_on)}"


def freshness(last: date | None, day: date, rhythm: Rhythm) -> Judgement:
    """In rhythm: all of it; at most one rhythm late: half; else nothing."""
    if last is None:
        return 0, 2, f"belum ada catatan, seharusnya {rhythm}"
    said = f"terakhir {show_date(last)}"
    if rhythm.after(last) >= day:
        return 2, 2, f"{said}, {rhythm}"
    return int(rhythm.after(last, 2) >= day), 2, f"{said}, seharusnya {rhythm}"


def _book(field):
    return lambda facts, day, rhythm: freshness(getattr(facts, field), day, rhythm)


def _loans(facts, day, rhythm):
    if facts.lent <= facts.paid_back:
        return 0, 0, "tidak ada pinjaman yang berjalan"
    return freshness(max(filter(None, (facts.last_loan, facts.last_instalment))), day, rhythm)


def month_number(day: date) -> int:
    """Months counted through, so that they can be subtracted."""
    return day.year * 12 + day.month - 1


def last_due_month(day: date, rhythm: Rhythm) -> int:
    """The number of the newest month that should be closed by ``day``: over for a rhythm."""
    at = month_number(day) - 1
    while rhythm.after(_end_of(at)) >= day:
        at -= 1
    return at


def _end_of(number: int) -> date:
    return date((number + 1) // 12, (number + 1) % 12 + 1, 1) - timedelta(days=1)


def _closing(facts, day, rhythm):
    if facts.books_since is None or facts.books_since > day:
        return 0, 1, "buku belum dimulai"
    newest = last_due_month(day, rhythm)
    due = newest - max(month_number(facts.books_since), newest - CLOSED_BACK + 1) + 1
    if due < 1:
        return 0, 0, "belum ada bulan yang harus ditutup"
    year, month = divmod(newest, 12)
    said = f"{facts.closed} dari {due} bulan sampai {MONTHS[month + 1]} {year} ditutup"
    return facts.closed, due, said


def _agreement(facts, day, rhythm):
    if facts.books is None:
        return 0, 0, "buku belum dimulai"
    return (0, 1, "ada buku yang tidak cocok") if facts.disagrees else (1, 1, "semua buku cocok")


def _report(facts, day, rhythm):
    if facts.report_period is None:
        return 0, 0, "belum ada laporan yang harus dikirim"
    period, sent, due = facts.report_period, facts.report_sent, facts.report_due
    if sent is None:
        return 0, 2, f"laporan {period} belum dikirim, batasnya {show_date(due)}"
    if sent > due:
        return 1, 2, f"laporan {period} dikirim {show_date(sent)}, batasnya {show_date(due)}"
    return 2, 2, f"laporan {period} dikirim {show_date(sent)}"


# -- where each is seen and mended


def _group(facts):
    return reverse("group-detail", args=[facts.pk])


def _in_group(anchor):
    return lambda facts: f"{_group(facts)}#{anchor}"


def _of_group(name):
    return lambda facts: reverse(name, args=[facts.pk])


def _of_books(name):
    """A page of the books; while there are none, the page that begins them (or the group's, to look)."""

    def address(facts):
        if facts.books is None:
            return reverse("ledger-begin" if name in WRITING else "group-detail", args=[facts.pk])
        return reverse(name, args=[facts.books])

    return address


def _of_register(name, code):
    return lambda facts: reverse(name, args=[facts.pk, code])


WRITING = {"cash-in", "meeting-create", "month-close"}


FRESH = (
    "Catatan terakhir tidak lebih lama dari jadwalnya; terlambat sampai dua kali jadwalnya dihitung separuh."
)


def _own_book(code, name, field, see, mend, task):
    return Criterion(code, name, FRESH, task, _book(field), _of_books(see), _of_books(mend),
                     has_rhythm=True, in_books=True)  # fmt: skip


def _register(code, name, field, task):
    return Criterion(code, name, FRESH, task, _book(field), _of_register("register", code),
                     _of_register("register-create", code), has_rhythm=True)  # fmt: skip


CRITERIA = {
    criterion.code: criterion
    for criterion in (
        Criterion(
            "pengurus", "Pengurus", "Ketua, sekretaris, dan bendahara sedang menjabat.",
            "Tetapkan pengurus yang belum ada", _officers, _in_group("pengurus"), _of_group("group-appoint"),
        ),
        Criterion(
            "anggota", "Data anggota",
            "Jenis kelamin, tanggal lahir, RT, RW, dan tanggal masuk anggota terisi; NIK tidak dituntut.",
            "Lengkapi tanggal lahir, RT, dan RW anggota", _members,
            _in_group("anggota"), _in_group("anggota"),
        ),
        Criterion(
            "sk", "SK pembentukan", "Nomor dan tanggal SK terisi; masing-masing separuh.",
            "Isi nomor dan tanggal SK", _decree, _group, _of_group("group-update"),
        ),
        _own_book("kas", "Buku kas", "last_cash", "cash-book", "cash-in", "Catat uang masuk atau keluar"),
        _own_book("simpanan", "Buku simpanan", "last_savings", "savings-book", "meeting-create",
                  "Catat simpanan anggota"),
        _own_book("notulen", "Notulen", "last_minutes", "meeting-list", "meeting-create",
                  "Tulis acara dan keputusan pertemuan"),
        _own_book("hadir", "Daftar hadir", "last_attendance", "meeting-list", "meeting-create",
                  "Catat siapa yang hadir di pertemuan"),
        Criterion(
            "pinjaman", "Buku pinjaman",
            "Selama ada pinjaman yang belum lunas: catatan terakhirnya tidak lebih lama dari jadwalnya.",
            "Catat angsuran pinjaman", _loans, _of_books("loan-list"), _of_books("loan-list"),
            has_rhythm=True, in_books=True,
        ),
        Criterion(
            "tutup", "Tutup bulan",
            "Bulan yang sudah lewat lebih lama dari jadwalnya ditutup; dilihat dua belas bulan ke belakang.",
            "Tutup bulan yang sudah lewat", _closing, _of_books("ledger"), _of_books("month-close"),
            has_rhythm=True, in_books=True,
        ),
        Criterion(
            "cocok", "Buku cocok", "Kas, simpanan, iuran, dan pinjaman saling cocok.",
            "Minta admin memeriksa buku yang tidak cocok", _agreement, _of_books("ledger"),
            _of_books("ledger"), in_books=True,
        ),
        Criterion(
            "laporan", "Laporan perkembangan",
            "Laporan periode terakhir dikirim sampai batasnya; yang terlambat dihitung separuh.",
            "Kirim laporan perkembangan", _report, _of_group("group-reports"), _of_group("group-reports"),
        ),
        _register("inventaris", "Buku inventaris", "last_goods", "Catat barang atau periksa kondisinya"),
        _register("tamu", "Buku tamu", "last_guest", "Catat tamu yang datang"),
        _register("kegiatan", "Buku kegiatan", "last_activity", "Catat kegiatan kelompok"),
        _register("surat", "Agenda surat", "last_letter", "Catat surat masuk atau keluar"),
    )
}  # fmt: skip
