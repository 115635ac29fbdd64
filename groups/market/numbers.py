"""Numbers of permits: how they look, and what a P-IRT number says of itself. Doubts, never refusals.

Sources: NIB, 13 digits (OSS). P-IRT, Per-BPOM 22/2018: 13 digits and the two of the expiry year; digit 1
is the packaging, 4 to 7 are province and city; older ones have 12. Halal (BPJPH): "ID" and digits.
"""

import re
from datetime import date


def _bare(number: str) -> str:
    """Without what people write around it: ``P-IRT No. 2063375010123-28`` is ``206337501012328``."""
    text = re.sub(r"(?i)^\s*(spp)?-?\s*(p-?irt|nib)?\s*(no(mor)?\b)?[.:\s]*", "", number)
    return re.sub(r"[\s./-]", "", text).upper()


def pirt_year(number: str) -> int | None:
    """The year in which a P-IRT number of 15 digits says that it expires."""
    bare = _bare(number)
    return 2000 + int(bare[13:]) if re.fullmatch(r"[0-9]{15}", bare) else None


def doubts(code: str, number: str, valid_until: date | None, city: str) -> list[str]:
    """Sentences about a number of the permit kind ``code`` that looks odd; ``city``: ``33.75``."""
    check = _CHECKS.get(code)
    return check(_bare(number), valid_until, city.replace(".", "")) if check else []


def _nib(bare, valid_until, city):
    if re.fullmatch(r"[0-9]{13}", bare):
        return []
    return [f"NIB biasanya 13 angka; yang diisi {len(bare)} huruf atau angka. Periksa suratnya."]


def _pirt(bare, valid_until, city):
    if re.fullmatch(r"[0-9]{12}", bare):
        return []
    if not re.fullmatch(r"[0-9]{15}", bare):
        return [f"P-IRT biasanya 15 angka; yang diisi {len(bare)} huruf atau angka. Periksa sertifikatnya."]
    notes = []
    if bare[0] in "09":
        notes.append("Angka pertama P-IRT biasanya 1 sampai 8 (jenis kemasan). Periksa sertifikatnya.")
    if bare[3:7] != city:
        notes.append(f"Kode kota di nomor P-IRT ini {bare[3:7]}, bukan {city}. Periksa sertifikatnya.")
    year = 2000 + int(bare[13:])
    if valid_until is None:
        notes.append(f"Menurut nomornya, P-IRT ini habis tahun {year}. Isi tanggalnya dari sertifikat.")
    elif valid_until.year != year:
        notes.append(f"Menurut nomornya, P-IRT ini habis tahun {year}, bukan {valid_until.year}.")
    return notes


def _halal(bare, valid_until, city):
    if re.fullmatch(r"ID[0-9]{13,19}", bare):
        return []
    return ["Nomor sertifikat halal biasanya ID diikuti 13 sampai 19 angka. Periksa sertifikatnya."]


_CHECKS = {"nib": _nib, "pirt": _pirt, "halal": _halal}
