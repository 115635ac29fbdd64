"""Signing in by username or phone, with the same answer and time for unknown people."""

import contextlib

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


class UsernameOrPhoneBackend(ModelBackend):
    """Django's own, but the name may be a phone number."""

    def get_user(self, user_id):
        """With her roles of today, ``has_drafts`` (groups.drafts) and ``has_toured`` (groups.help).

        Every page asks for the first two; one query for whoever has a role.
        """
        drafts = apps.get_model("drafts", "Draft").objects.waiting()
        roles = RegionRole.objects.in_force(timezone.localdate()).filter(user=user_id, user__is_active=True)
        tours = apps.get_model("help", "TourEnd").objects.filter(user=OuterRef("user"))
        roles = roles.annotate(
            has_drafts=Exists(drafts.filter(user=OuterRef("user"))), has_toured=Exists(tours)
        )
        roles = list(roles.select_related("user", "region").order_by("region_id"))
        if roles:
            user = roles[0].user
            user.current_roles = roles
            user.has_drafts, user.has_toured = roles[0].has_drafts, roles[0].has_toured
            return user
        user = User.objects.annotate(has_drafts=Exists(drafts.filter(user=OuterRef("pk"))))
        user = user.filter(pk=user_id).first()
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
