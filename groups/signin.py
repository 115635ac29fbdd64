"""Signing in by username or phone, with the same answer and time for unknown people."""

import contextlib

from django.apps import apps
from django.contrib.auth.backends import ModelBackend
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q

from groups.models import User
from groups.values import parse_phone


class UsernameOrPhoneBackend(ModelBackend):
    """Django's own, but the name may be a phone number in any usual writing."""

    def authenticate(self, request, username=None, password=None, **kwargs):
        if username is None or password is None:
            return None
        names = Q(username__iexact=username)
        with contextlib.suppress(ValidationError):
            names |= Q(phone=parse_phone(username))
        found = User.objects.filter(names)[:2]
        if len(found) != 1:
            User().set_password(password)  # takes as long as a check would
            return None
        user = found[0]
        if user.check_password(password) and self.user_can_authenticate(user):
            return user
        return None

    def get_user(self, user_id):
        """With ``has_drafts``: a page with a form asks for them only when there are any (groups.drafts)."""
        drafts = apps.get_model("drafts", "Draft").objects.waiting().filter(user=OuterRef("pk"))
        user = User.objects.annotate(has_drafts=Exists(drafts)).filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None
