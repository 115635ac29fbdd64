"""Signing in by username or phone, with the same answer and time for unknown people."""

import contextlib
from functools import lru_cache

from django.apps import apps
from django.contrib.auth.backends import ModelBackend
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from groups.models import RegionRole, User
from groups.values import parse_phone


def named(name):
    """The accounts that this name means; it may be a phone number in any usual writing."""
    names = Q(username__iexact=name)
    with contextlib.suppress(ValidationError):
        names |= Q(phone=parse_phone(name))
    return User.objects.filter(names)


def _drafts():
    return apps.get_model("drafts", "Draft").objects.waiting()


@lru_cache(maxsize=1)
def _roles_of(day):
    """Everybody's roles in force on ``day``, never read whole: to put it together takes as long as a page's
    other three queries, and every page asks.
    """
    tours = apps.get_model("help", "TourEnd").objects.filter(user=OuterRef("user"))
    roles = (
        RegionRole.objects.in_force(day)
        .filter(user__is_active=True)
        .annotate(has_drafts=Exists(_drafts().filter(user=OuterRef("user"))), has_toured=Exists(tours))
    )
    return roles.select_related("user", "region").order_by("region_id")


class UsernameOrPhoneBackend(ModelBackend):
    """Django's own, but the name may be a phone number."""

    def get_user(self, user_id):
        """With her roles of today, ``has_drafts`` (groups.drafts) and ``has_toured`` (groups.help).

        Every page asks for the first two; one query for whoever has a role.
        """
        roles = list(_roles_of(timezone.localdate()).filter(user=user_id))
        if roles:
            user = roles[0].user
            user.current_roles = roles
            user.has_drafts, user.has_toured = roles[0].has_drafts, roles[0].has_toured
            return user
        drafts = _drafts().filter(user=OuterRef("pk"))
        user = User.objects.annotate(has_drafts=Exists(drafts)).filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None

    def authenticate(self, request, username=None, password=None, **kwargs):
        if username is None or password is None:
            return None
        found = named(username)[:2]
        if len(found) != 1:
            User().set_password(password)  # takes as long as a check would
            return None
        user = found[0]
        if user.check_password(password) and self.user_can_authenticate(user):
            return user
        return None
