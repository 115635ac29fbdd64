"""Whether somebody was shown around: asked by Beranda, answered by the tour's last step or by skipping it."""

from groups.help.guides import guides_of
from groups.help.models import TourEnd


def steps_for(user):
    """The steps that fit her task; none for whoever has no task."""
    return guides_of(user)[0].tour


def waits_for(user) -> bool:
    """``has_toured`` comes along with her roles (groups.signin), so that Beranda asks nothing more."""
    return bool(steps_for(user)) and not user.has_toured


def end(*, by):
    """She is through with it, or does not want it; twice is the same as once."""
    TourEnd.objects.get_or_create(user=by)
