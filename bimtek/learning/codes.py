"""Who answers: the participant whose code was typed, the one on her badge (bimtek.codes)."""

from bimtek import codes
from bimtek.models import Participant


def code_of(participant_pk: int) -> str:
    """``ABCD-EFGH``."""
    return codes.shown(codes.code_of(participant_pk))


def participant_with(code: str, event) -> Participant | None:
    """Who on the event's list has ``code``, however it was typed; None for a code of another event too."""
    typed = codes.bare(code)
    if len(typed) != codes.LENGTH:
        return None
    people = Participant.objects.filter(event=event, is_dropped=False)
    found = next((pk for pk in people.values_list("pk", flat=True) if codes.code_of(pk) == typed), None)
    return people.filter(pk=found).first() if found else None
