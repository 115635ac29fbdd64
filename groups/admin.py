"""Django's admin knows no scope: it has places, accounts and lists only, for the technical admin."""

from django.contrib import admin
from simple_history.admin import SimpleHistoryAdmin

from groups.models import BusinessKind, CapitalSource, Level, Region, RegionAlias, RegionRole, User


@admin.register(BusinessKind, CapitalSource, Level)
class ReferenceAdmin(SimpleHistoryAdmin):
    list_display = ["name", "code", "position", "valid_from", "valid_until"]


@admin.register(Region)
class RegionAdmin(SimpleHistoryAdmin):
    list_display = ["code", "level", "name", "pkk_chair", "postcode"]
    search_fields = ["code", "name"]
    list_filter = ["level"]
    raw_id_fields = ["parent"]


@admin.register(RegionAlias)
class RegionAliasAdmin(SimpleHistoryAdmin):
    list_display = ["name", "region", "note"]
    search_fields = ["name"]
    raw_id_fields = ["region"]


class RoleInline(admin.TabularInline):
    model = RegionRole
    raw_id_fields = ["region"]
    extra = 0


@admin.register(User)
class UserAdmin(SimpleHistoryAdmin):
    list_display = ["username", "name", "is_active", "is_staff"]
    search_fields = ["username", "name"]
    fields = ["username", "name", "is_active", "is_staff", "is_superuser", "must_change_password"]
    inlines = [RoleInline]
