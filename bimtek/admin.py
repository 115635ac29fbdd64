"""Kinds of events in Django's admin, beside the other lists."""

from django.contrib import admin

from bimtek.models import EventKind
from groups.admin import ReferenceAdmin


@admin.register(EventKind)
class EventKindAdmin(ReferenceAdmin):
    list_display = ["name", "code", "form_column", "position", "valid_from", "valid_until"]
