"""The field's values: NIK, phones, rupiah, dates, names; parsing typed text and showing it again.

Nothing here knows a model or a request. Parsers raise ValidationError with a sentence that says what
to do, in plain Indonesian.
"""

import re
import uuid
from dataclasses import dataclass
from datetime import date

import phonenumbers
from django.core.exceptions import ValidationError

MONTHS = (
    "",
    *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
    *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
)

WEEKDAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")

# Titles before or after a name; dropped for comparing names, always kept for showing them.
_TITLES = {
    "h", "hj", "dr", "dra", "drs", "ir", "prof", "ny", "ibu", "bu", "bapak", "bp", "sdr", "sdri",
    "se", "sh", "spd", "sag", "ssn", "ssos", "skm", "skep", "sst", "sstp", "st", "skom", "si", "sip",
    "amd", "amdkeb", "mm", "msi", "mpd", "mh", "mkes", "mkom", "ma", "map", "ns",
}  # fmt: skip

_MOBILE = re.compile(r"0(8[1-35-9][0-9]{7,10})")  # what phonenumbers takes for an Indonesian mobile


@dataclass(frozen=True)
class NikFacts:
    """What a NIK says: 6-digit region of first registration, birth date (two-digit year), sex."""

    digits: str
    region6: str
    birth_day: int
    birth_month: int
    birth_year2: int
    sex: str  # "L" or "P"

    def doubts(self, *, birth_on: date | None, sex: str, city6: str = "") -> list[str]:
        """Warnings, never refusals: a NIK is lifelong while data about a person get corrected.

        Source: the structure of NIK, Dukcapil (region PPKKCC, DDMMYY with DD + 40 for women, serial).
        """
        notes = []
        if city6 and not self.region6.startswith(city6):
            notes.append(
                "NIK ini pertama kali terdaftar di luar kota ini. "
                "Tidak apa-apa bila pindahan; bila bukan, periksa KTP."
            )
        same = birth_on and (birth_on.day, birth_on.month, birth_on.year % 100) == (
            self.birth_day,
            self.birth_month,
            self.birth_year2,
        )
        if birth_on and not same:
            notes.append("Tanggal lahir tidak sama dengan yang tertulis di NIK. Periksa KTP.")
        if sex and sex != self.sex:
            notes.append("Jenis kelamin tidak sama dengan yang tertulis di NIK. Periksa KTP.")
        return notes


def parse_nik(text: str) -> NikFacts:
    """Read a typed NIK (spaces, dots and quotes allowed).

    Raises ValidationError when it cannot be one; its code is nik_not_digits, nik_length or nik_invalid.
    """
    digits = re.sub(r"[\s.'’`-]", "", text)
    if not (digits.isascii() and digits.isdigit()):
        raise ValidationError("NIK hanya berisi angka. Periksa KTP.", code="nik_not_digits")
    if len(digits) != 16:
        message = f"NIK harus 16 angka; yang diisi {len(digits)}. Periksa KTP."
        raise ValidationError(message, code="nik_length")
    day, month, year2 = int(digits[6:8]), int(digits[8:10]), int(digits[10:12])
    sex = "P" if day > 40 else "L"
    day -= 40 if sex == "P" else 0
    try:
        # 2000 is a leap year, as 1900 is not: 29 February passes for any two-digit year below.
        date(2000 + year2, month, day)
    except ValueError:
        born_1900s = month == 2 and day == 29 and year2 % 4 == 0
        if not born_1900s:
            raise ValidationError(
                "Angka ke-7 sampai ke-12 NIK harus tanggal lahir. Periksa KTP.", code="nik_invalid"
            ) from None
    if digits[12:] == "0000":
        raise ValidationError("Empat angka terakhir NIK tidak boleh 0000. Periksa KTP.", code="nik_invalid")
    return NikFacts(digits, digits[:6], day, month, year2, sex)


def mask_nik(digits: str) -> str:
    """``3375********0001``: enough to recognise, not enough to use."""
    return f"{digits[:4]}********{digits[-4:]}"


def mask_niks(text: str) -> str:
    """``text`` with every 16-digit number in it masked."""
    return re.sub(r"(?<!\d)\d{16}(?!\d)", lambda match: mask_nik(match[0]), text)


def parse_phone(text: str) -> str:
    """A typed Indonesian number as E.164 (``+6281234567890``); a lost leading 0 is put back."""
    if mobile := _MOBILE.fullmatch(re.sub(r"[\s.-]", "", text)):
        return f"+62{mobile[1]}"  # as nearly all are: the library takes much longer for the same
    try:
        number = phonenumbers.parse(text.strip(), "ID")
        if not phonenumbers.is_valid_number(number):
            raise ValueError
    except (phonenumbers.NumberParseException, ValueError):
        raise ValidationError("Nomor telepon tidak dikenal. Tulis seperti 0812-3456-7890.") from None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def show_phone(e164: str) -> str:
    """``0812-3456-7890`` for an Indonesian number, the international form for others."""
    if not e164:
        return ""
    number = phonenumbers.parse(e164)
    form = phonenumbers.PhoneNumberFormat
    local = number.country_code == 62
    return phonenumbers.format_number(number, form.NATIONAL if local else form.INTERNATIONAL)


def parse_rupiah(text: str) -> int:
    """Whole rupiah from ``1500000``, ``1.500.000``, ``Rp 1.500.000,-`` or ``Rp1.500.000,00``."""
    bare = re.sub(r"(?i)^\s*rp\.?\s*", "", text.strip())
    bare = re.sub(r",(-|0{1,2})?$", "", bare)
    if re.fullmatch(r"\d{1,3}(\.\d{3})+|\d+", bare):
        return int(bare.replace(".", ""))
    raise ValidationError("Tulis rupiah dengan angka saja, misalnya 1.500.000.")


def show_number(value: int | None) -> str:
    """``1.234``; nothing for None."""
    return "" if value is None else f"{value:,}".replace(",", ".")


def show_rupiah(value: int | None) -> str:
    """``Rp 1.500.000``; nothing for None."""
    return "" if value is None else f"Rp {show_number(value)}"


def show_date(day: date | None) -> str:
    """``17 Maret 2022``; nothing for None."""
    return f"{day.day} {MONTHS[day.month]} {day.year}" if day else ""


def show_weekday(day: date) -> str:
    """``Kamis, 17 Maret 2022``."""
    return f"{WEEKDAYS[day.weekday()]}, {show_date(day)}"


def show_share(part: int, whole: int) -> str:
    """``92,6 % · 25 dari 27``; ``–`` of nothing."""
    if not whole:
        return "–"
    return f"{100 * part / whole:.1f}".replace(".", ",") + (
        f" % · {show_number(part)} dari {show_number(whole)}"
    )


def show_average(total: int, number: int) -> str:
    """``4,3``: one decimal; ``–`` of nothing."""
    return f"{total / number:.1f}".replace(".", ",") if number else "–"


def letters_key(text: str) -> str:
    """Lower-case letters only: how place names are compared (``Kel. Pasir Kraton-Kramat``)."""
    return re.sub(r"[^a-z]", "", text.lower())


def name_key(name: str) -> str:
    """A person's name for comparing: lower case, without titles and punctuation."""
    words = re.sub(r"[.'’`]", "", name.lower())
    words = re.sub(r"[^\w\s]", " ", words).split()
    return " ".join([word for word in words if word not in _TITLES] or words)


def name_pattern(name: str) -> re.Pattern:
    """Finds ``name`` as whole words in a text, however it is written there."""
    words = r"\s+".join(re.escape(word) for word in name.split())
    return re.compile(rf"(?<!\w){words}(?!\w)", re.IGNORECASE)


def receipt_number(submission: uuid.UUID) -> str:
    """What a sender can quote: the first 32 bits of her submission's id, in ten digits."""
    digits = f"{submission.int >> 96:010d}"
    return f"{digits[:4]}-{digits[4:7]}-{digits[7:]}"


def submissions_of(number: str) -> tuple[uuid.UUID, uuid.UUID] | None:
    """The first and the last id that have that number, however it is written; None for what is none."""
    digits = re.sub(r"[\s.-]", "", number)
    if not re.fullmatch(r"[0-9]{10}", digits) or int(digits) >= 1 << 32:
        return None
    return uuid.UUID(int=int(digits) << 96), uuid.UUID(int=((int(digits) + 1) << 96) - 1)
