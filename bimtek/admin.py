"""Kinds of events in Django's admin, beside the other lists."""

from django.contrib import admin
from simple_history.admin import SimpleHistoryAdmin

from bimtek.models import EventKind


@admin.register(EventKind)
class EventKindAdmin(SimpleHistoryAdmin):
    list_display = ["name", "code", "form_column", "position", "valid_from", "valid_until"]
