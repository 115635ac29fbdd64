"""What a spreadsheet's cell means: dates, rupiah, NIK, phones and words, however people write them.

Every function takes a cell as the reader gives it (None, str, int, float, bool, date, datetime, time,
CellError) and returns the value, or None for an empty cell. It raises ValidationError with an Indonesian
sentence that says what to do, and as ``code`` the class of the problem. Nothing is guessed.
"""

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.utils import timezone

from groups.importing.reader import CellError
from groups.values import MONTHS, parse_nik, parse_phone, show_date, show_number

BLANKS = {"", "-", "--", "---", "–", "—", ".", "..", "...", "n/a", "na", "nihil", "tidak ada", "tdk ada",
          "belum ada", "blm ada", "kosong", "null", "none", "?"}  # fmt: skip
TICKS = {"v", "√", "✓", "✔", "☑", "x", "1", "ya", "y", "ada", "*", "p", "l", "hadir", "true", "h"}
NO_TICKS = {"0", "tidak", "tdk", "t", "absen", "alpa", "alpha", "a", "izin", "ijin", "sakit", "false"}
LARGEST = 10**12  # rupiah
FIRST_BIRTH, FIRST_YEAR = 1900, 1985  # nobody older is a member; the programme began
YOUNGEST = 10  # years; decides the century of a birth year written with two digits

_MONTH_WORDS = {
    **{name.lower(): number for number, name in enumerate(MONTHS) if name},
    **{name.lower()[:3]: number for number, name in enumerate(MONTHS) if name},
    "pebruari": 2, "peb": 2, "mrt": 3, "maret": 3, "jun": 6, "jul": 7, "agt": 8, "ags": 8, "agst": 8,
    "agus": 8, "sept": 9, "nopember": 11, "nop": 11, "aug": 8, "oct": 10, "dec": 12, "may": 5, "march": 3,
    "january": 1, "february": 2, "june": 6, "july": 7, "august": 8, "october": 10, "december": 12,
}  # fmt: skip
_SEXES = {
    **dict.fromkeys(
        ["l", "lk", "laki", "laki2", "lakilaki", "laki-laki", "lelaki", "pria", "cowok", "male", "m"], "L"
    ),
    **dict.fromkeys(
        ["p", "pr", "perempuan", "prempuan", "perempuwan", "wanita", "wnt", "w", "female", "f"], "P"
    ),
}
# Behind a date: 17/3/1980/42 th
_AGE = re.compile(r"(?<=[-/. ]\d{4})\s*[/(,]\s*\d{1,3}\s*(th|thn|tahun)?\.?\s*\)?$", re.IGNORECASE)
_UNITS = {
    "rb": 10**3, "rbu": 10**3, "ribu": 10**3, "k": 10**3, "jt": 10**6, "juta": 10**6, "jta": 10**6,
    "m": 10**9, "milyar": 10**9, "miliar": 10**9,
}  # fmt: skip

# As nearly all are written; looked at first, which is all that makes a long list quick.
_PLAIN_NIK = re.compile(r"[1-9][0-9]{15}")
_PLAIN_DAY = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")


def bad(code: str, message: str) -> ValidationError:
    return ValidationError(message, code=code)


def text_of(cell) -> str:
    """The cell as a person sees it, one space between words; nothing for an empty cell."""
    if isinstance(cell, str):  # first: nearly all are
        text = " ".join(cell.split())
        if text == cell:
            text = cell  # one string for the cell and its value
        return text[1:].strip() if text.startswith("'") else text
    if cell is None:
        return ""
    if isinstance(cell, CellError):
        raise bad(
            "cell_error", f"Sel ini berisi {cell.text}: rumusnya salah. Ketik isinya, lalu unggah lagi."
        )
    if isinstance(cell, bool):
        return "ya" if cell else "tidak"
    if isinstance(cell, datetime):
        return f"{cell:%d/%m/%Y %H:%M}"
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, time):
        return f"{cell:%H:%M}"
    return str(cell)


def shown(cell) -> str:
    """``text_of`` that never raises: for showing a cell again."""
    return cell.text if isinstance(cell, CellError) else text_of(cell)


def is_blank(cell) -> bool:
    return cell is None or (isinstance(cell, str) and _says_nothing(cell))


@lru_cache(10_000)
def _says_nothing(text: str) -> bool:
    return text_of(text).lower() in BLANKS


def read_text(cell, longest: int, label: str) -> str | None:
    """A text of at most ``longest`` characters."""
    if is_blank(cell):
        return None
    text = text_of(cell)
    if len(text) > longest:
        raise bad("too_long", f"{label} paling panjang {longest} huruf; ini {len(text)}. Persingkat.")
    return text


def read_nik(cell) -> str | None:
    """16 digits. A NIK that a spreadsheet kept as a number may have lost its last digits: never guessed.

    Excel keeps 15 digits of a number and writes 0 for the rest, or shows it as 3,37503E+15.
    """
    if isinstance(cell, str) and _PLAIN_NIK.fullmatch(cell):
        return _checked_nik(cell)
    if is_blank(cell) or cell == 0:
        return None
    retype = "Ubah kolom NIK menjadi Teks, lalu ketik ulang dari KTP."
    text = text_of(cell)
    if re.fullmatch(r"\d{4}\*{8}\d{4}", text):
        return None  # as our own lists show it: it says nothing new
    if re.fullmatch(r"[\d.,]+\s*[eE]\s*\+?\s*\d+", text):
        raise bad(
            "nik_scientific", f"NIK ini tersimpan sebagai angka singkat ({text}); angkanya hilang. {retype}"
        )
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        if cell < 0 or not isinstance(cell, int):
            raise bad("nik_not_digits", f"“{text}” bukan NIK. {retype}")
        if len(str(cell)) == 16 and isinstance(cell, int) and cell % 10 == 0:
            raise bad(
                "nik_precision",
                f"NIK ini tersimpan sebagai angka dan berakhir 0; angka terakhirnya mungkin hilang. {retype}",
            )
        text = str(cell)
    if re.fullmatch(r"0+", text):
        return None
    return _checked_nik(text)


def _checked_nik(text):
    try:
        return parse_nik(text).digits
    except ValidationError as error:
        raise bad(error.code or "nik_invalid", error.messages[0]) from None


def read_phone(cell) -> str | None:
    """E.164; a leading 0 that a spreadsheet dropped is put back. Of two numbers in a cell, the first."""
    if is_blank(cell) or cell == 0:
        return None
    text = text_of(cell)
    if isinstance(cell, float):  # one that lost digits, or never was a phone
        raise bad("number_invalid", f"“{text}” bukan nomor telepon. Tulis seperti 0812-3456-7890.")
    first = re.split(r"\s*(?:/|;|,| atau | dan )\s*", text)[0]
    try:
        return parse_phone(first)
    except ValidationError as error:
        raise bad("number_invalid", error.messages[0]) from None


def read_sex(cell) -> str | None:
    """``L`` or ``P``."""
    if is_blank(cell):
        return None
    text = re.sub(r"[.\s_]", "", text_of(cell).lower())
    if text not in _SEXES:
        raise bad("jk_invalid", f"Jenis kelamin “{text_of(cell)}” tidak dikenal. Tulis L atau P.")
    return _SEXES[text]


def is_ticked(cell) -> bool:
    """A tick, a cross, a 1 or a word for yes. ValidationError for what is neither that nor no."""
    if is_blank(cell):
        return False
    word = text_of(cell).lower().rstrip(".")
    if word in TICKS:
        return True
    if word in NO_TICKS:
        return False
    raise bad(
        "number_invalid", f"Isi dengan v bila ya, kosongkan bila tidak; “{text_of(cell)}” tidak dikenal."
    )


def read_day(cell, *, first: int = FIRST_YEAR, whole: bool = True, birth: bool = False) -> date | None:
    """A date, always day first, from the year ``first`` until today.

    Excel's own dates and their serial numbers, ``17/03/2022``, ``17-3-22``, ``17 Maret 2022``, ISO.
    A year of two digits is of this century up to this year (for a ``birth``: up to YOUNGEST years ago),
    else of the last. With ``whole`` False a month or a year alone stands for its first day.
    """
    if is_blank(cell):
        return None
    day = _day(cell, whole, birth)
    if day > timezone.localdate():
        raise bad("date_future", f"Tanggal {show_date(day)} belum terjadi. Periksa tahunnya.")
    if day.year < first:
        raise bad(
            "date_out_of_range",
            f"Tahun {day.year} terlalu lama berlalu (paling awal {first}). Periksa tahunnya.",
        )
    return day


def _day(cell, whole, birth):
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = text_of(cell)
    if match := _PLAIN_DAY.fullmatch(text):
        day, month, year = map(int, match.groups())
        return _made(year, month, day, text)
    if isinstance(cell, bool | time):
        raise _no_date(text)
    if isinstance(cell, int | float) or re.fullmatch(r"\d{4,5}", text):
        return _from_number(float(text), text, whole)
    words = re.sub(
        r"(?i)^(senin|selasa|rabu|kamis|jum.?at|sabtu|minggu|ahad|tgl\.?|tanggal)[\s,:]+", "", text
    )
    words = _AGE.sub("", words)
    words = re.sub(r"[T\s]+\d{1,2}[:.]\d{2}([:.]\d{2})?(\.\d+)?Z?$", "", words)
    if match := re.fullmatch(r"(\d{4})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{1,2})", words):
        year, month, day = map(int, match.groups())
        return _made(year, month, day, text)
    if match := re.fullmatch(r"(\d{1,2})\s*[-/.\s]\s*(\d{1,2})\s*[-/.\s]\s*(\d{4}|\d{2})", words):
        day, month, year = (int(part) for part in match.groups())
        return _made(_full_year(year, match[3], birth), month, day, text)
    if match := re.fullmatch(r"(\d{1,2})[-/.\s]*([A-Za-z]+)[-/.\s,']*(\d{4}|\d{2})", words):
        month = _MONTH_WORDS.get(match[2].lower())
        if month:
            return _made(_full_year(int(match[3]), match[3], birth), month, int(match[1]), text)
    if match := re.fullmatch(r"([A-Za-z]+)[-/.\s]*(\d{4})", words):
        month = _MONTH_WORDS.get(match[1].lower())
        if month:
            if whole:
                raise bad(
                    "date_invalid", f"“{text}” belum menyebut tanggalnya. Tulis lengkap, misalnya 17/03/1980."
                )
            return _made(int(match[2]), month, 1, text)
    raise _no_date(text)


def _from_number(number, text, whole):
    """A year alone, or Excel's count of days since 30 December 1899."""
    if number == int(number) and FIRST_BIRTH <= number <= 2100:
        if whole:
            raise bad("date_invalid", f"“{text}” baru tahunnya. Tulis lengkap, misalnya 17/03/1980.")
        return date(int(number), 1, 1)
    if not 60 < number < 80_000:
        raise _no_date(text)
    return date(1899, 12, 30) + timedelta(days=int(number))


def _full_year(year, written, birth):
    if len(written) == 4:
        return year
    newest = timezone.localdate().year - (YOUNGEST if birth else 0)
    return 2000 + year if 2000 + year <= newest else 1900 + year


def _made(year, month, day, text):
    try:
        return date(year, month, day)
    except ValueError:
        raise bad(
            "date_invalid",
            f"Tanggal “{text}” tidak ada di kalender. Tulis hari dulu, lalu bulan, lalu tahun: 17/03/2022.",
        ) from None


def _no_date(text):
    return bad("date_invalid", f"“{text}” bukan tanggal. Tulis seperti 17/03/2022 atau 17 Maret 2022.")


class AmbiguousAmountError(ValidationError):
    """``1.500``: 1,500 rupiah, or 1.5 million in a sheet that counts in thousands? Asked, not guessed."""


def read_money(cell, *, thousands: bool | None = None) -> int | None:
    """Whole rupiah: ``Rp 1.500.000,-``, ``1,5 jt``, ``2 juta``, ``750 rb``, 1500000.

    ``thousands``: the person's answer for the column, when it holds amounts like ``1.500``: True when the
    sheet counts in thousands of rupiah, False when not, None when nobody has said: then AmbiguousAmountError.
    """
    if is_blank(cell):
        return None
    if isinstance(cell, bool | date | time):
        raise _no_money(text_of(cell))
    text = text_of(cell)
    if isinstance(cell, int | float):
        return _amount(Decimal(str(cell)) * (1000 if thousands else 1), text)
    is_rupiah = re.search(r"(?i)\b(rp|idr|rupiah)", text)
    bare = re.sub(r"(?i)(rp|idr)\s*\.?\s*|(rp|rupiah|idr)\.?$", "", text.lower()).strip()
    if re.fullmatch(r"\(.*\)", bare):
        bare = f"-{bare[1:-1].strip()}"
    is_negative = bare.startswith(("-", "−"))
    bare = re.sub(r"[,.]\s*[-–=]+$", "", bare.lstrip("-− ")).strip()
    match = re.fullmatch(r"([\d.,\s]*\d)\s*([a-z]*)\.?", bare)
    if not match or (match[2] and match[2] not in _UNITS):
        raise _no_money(text)
    digits, unit = match[1].replace(" ", ""), match[2]
    if unit:
        number = _decimal(digits.replace(",", "."), text) * _UNITS[unit]
    else:
        number = _plain_number(digits, text)
        if not is_rupiah:
            if thousands is None and re.fullmatch(r"[1-9][.,]\d{3}", digits):
                whole = show_number(int(number))
                raise AmbiguousAmountError(
                    f"“{text}”: {whole} rupiah, atau {whole} ribu rupiah?", code="money_invalid"
                )
            number *= 1000 if thousands else 1
    return _amount(-number if is_negative else number, text)


def read_signed(cell) -> int | None:
    """Whole rupiah that may be below zero."""
    if isinstance(cell, int | float) and not isinstance(cell, bool) and cell < 0:
        return -read_money(-cell)
    if isinstance(cell, str) and not is_blank(cell) and re.match(r"\s*(Rp\.?\s*)?[-−(]", cell):
        return -read_money(re.sub(r"[−()]|(?<!,)-", "", cell))
    return read_money(cell)


def _plain_number(digits, text):
    """Dots or commas as thousands marks, with at most two decimals behind the other one."""
    for mark, point in ((".", ","), (",", ".")):
        if re.fullmatch(rf"\d{{1,3}}(\{mark}\d{{3}})+(\{point}\d{{1,2}})?", digits):
            return _decimal(digits.replace(mark, "").replace(point, "."), text)
    if re.fullmatch(r"\d+([.,]\d{1,2})?", digits):
        return _decimal(digits.replace(",", "."), text)
    raise _no_money(text)


def _decimal(digits, text):
    try:
        return Decimal(digits)
    except InvalidOperation:
        raise _no_money(text) from None


def _amount(number, text):
    if not number.is_finite() or number != number.to_integral_value():
        raise _no_money(text)
    if number < 0:
        raise bad("money_negative", f"Jumlah “{text}” kurang dari nol. Tulis tanpa tanda kurang.")
    if number > LARGEST:
        raise bad("money_too_large", f"Jumlah “{text}” lebih dari satu triliun rupiah. Periksa angka nolnya.")
    return int(number)


def _no_money(text):
    return bad("money_invalid", f"“{text}” bukan jumlah rupiah yang utuh. Tulis seperti 1.500.000.")


def read_number(cell, *, least: int, most: int, label: str) -> int | None:
    """A whole number from ``least`` to ``most``."""
    if is_blank(cell):
        return None
    text = text_of(cell)
    match = re.fullmatch(r"(?:rt|rw)?[\s.:]*(\d+)(?:[.,]0+)?", text.lower())
    if not match or isinstance(cell, bool | date | time):
        raise bad("number_invalid", f"{label} ditulis dengan angka; “{text}” bukan angka.")
    number = int(match[1]) if len(match[1]) < 20 else most + 1  # int() refuses thousands of digits
    if not least <= number <= most:
        raise bad("number_out_of_range", f"{label} antara {least} dan {most}; ini {match[1][:20]}.")
    return number


def read_rt_rw(cell) -> tuple[str | None, str | None]:
    """(RT, RW) of ``02/05``, ``RT 02 RW 05`` or ``RT/RW 002/005``, each of at least two digits."""
    if is_blank(cell):
        return None, None
    text = re.sub(r"(?i)^rt\s*/\s*rw\s*[:.]?\s*", "", text_of(cell))
    match = re.fullmatch(r"(?i)(?:rt)?[\s.:]*(\d{1,4})\s*[/\-,;\s]+\s*(?:rw)?[\s.:]*(\d{1,4})", text)
    if not match or isinstance(cell, date):
        raise bad("number_invalid", f"“{shown(cell)}” bukan RT/RW. Tulis seperti 02/05.")
    rt, rw = (read_number(part, least=1, most=999, label="RT/RW") for part in match.groups())
    return f"{rt:02d}", f"{rw:02d}"


def split_birth(cell) -> tuple[str | None, object]:
    """(place, date cell) of ``Pekalongan, 17 Maret 1980``; an Excel date has no place."""
    if is_blank(cell) or not isinstance(cell, str):
        return None, cell
    text = text_of(cell)
    match = re.fullmatch(r"([^\d,/]*[^\d,/\s.])\s*[,./;\s]\s*(\d.*)", text)
    if match:
        return match[1].strip(" .,-/"), match[2]
    if not re.search(r"\d", text):
        return text.strip(" .,-/"), None
    return None, text
