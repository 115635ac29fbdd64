"""A participant's own code, on her badge and on the kader's phone, and what was scanned or typed.

The code follows from her row and the server's key: nothing is stored, it is the same whenever it is
printed, and nobody can guess one. The QR names the event too, so that another event's is known as such.
"""

import re

from groups.secrets import SIGNS, keyed_hash

LENGTH = 8
MOST_DIGITS = 4  # of a number on the printed list
_QR = re.compile(r"UP2K-(\d{1,18})-([2-9A-HJ-NP-Z]{8})")


def code_of(participant_pk: int) -> str:
    digits = int(keyed_hash("badge", str(participant_pk))[:10], 16)
    letters = []
    for _ in range(LENGTH):
        digits, place = divmod(digits, len(SIGNS))
        letters.append(SIGNS[place])
    return "".join(letters)


def shown(code: str) -> str:
    """``7KQ2-9FXM``: as it is printed and typed."""
    return f"{code[:4]}-{code[4:]}"


def qr_text(event_pk: int, participant_pk: int) -> str:
    return f"UP2K-{event_pk}-{code_of(participant_pk)}"


def of_other_event(text: str, event_pk: int) -> bool:
    """A QR of ours, of an event that is not this one."""
    found = _QR.fullmatch(text.strip().upper())
    return bool(found) and int(found[1]) != event_pk


def bare(text: str) -> str:
    """The code or number in what was scanned or typed."""
    found = _QR.fullmatch(text.strip().upper())
    return found[2] if found else re.sub(r"[\s.-]", "", text).upper()


def is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS
