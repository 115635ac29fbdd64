"""A participant's code for the tests: computed, not kept, so that nothing has to be made or lost.

It is the keyed hash of who she is, as 8 of 31 signs (39 bits); with the limit on public pages nobody guesses
one while a sheet is open.
"""

from bimtek.models import Participant
from groups.secrets import keyed_hash

SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # no 0 O, 1 I L
LENGTH = 8


def code_of(participant_pk: int) -> str:
    """``ABCD-EFGH``."""
    number = int(keyed_hash("answers", str(participant_pk)), 16)
    signs = ""
    for _ in range(LENGTH):
        number, place = divmod(number, len(SIGNS))
        signs += SIGNS[place]
    return f"{signs[:4]}-{signs[4:]}"


def participant_with(code: str, event) -> Participant | None:
    """Who on the event's list has ``code``, however it was typed; None for a code of another event too."""
    typed = "".join(sign for sign in code.upper() if sign in SIGNS)
    if len(typed) != LENGTH:
        return None
    people = Participant.objects.filter(event=event, is_dropped=False)
    wanted = f"{typed[:4]}-{typed[4:]}"
    found = next((pk for pk in people.values_list("pk", flat=True) if code_of(pk) == wanted), None)
    return people.filter(pk=found).first() if found else None
