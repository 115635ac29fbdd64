"""Django's admin knows no scope: it has places, accounts and lists only, for the technical admin."""

import tablib
from django.contrib import admin
from import_export.admin import ImportExportMixin
from import_export.formats.base_formats import Format
from import_export.resources import ModelResource, modelresource_factory
from simple_history.admin import SimpleHistoryAdmin

from groups.importing.cells import shown
from groups.importing.reader import FileError, read
from groups.models import BusinessKind, CapitalSource, Level, Region, RegionAlias, RegionRole, User
from groups.spreadsheets import TYPES, to_csv, to_xlsx


class SheetFormat(Format):
    """Files as everywhere else in the program: read in a child process, text written as text."""

    extension = "xlsx"

    def __init__(self, encoding=None):
        """``encoding`` is what the admin would decode a text file with; the reader finds it itself."""

    def create_dataset(self, in_stream):
        try:
            rows = read(in_stream, f"daftar.{self.extension}").sheets[0].rows
        except FileError as error:
            raise ValueError(str(error)) from None
        rows = [[shown(cell) for cell in row] for row in rows if row]
        width = len(rows[0]) if rows else 0
        return tablib.Dataset(
            *[(row + [""] * width)[:width] for row in rows[1:]], headers=rows[0] if rows else []
        )

    def export_data(self, dataset, **kwargs):
        rows = [dataset.headers, *dataset]
        return to_csv(rows) if self.extension == "csv" else to_xlsx("Daftar", rows)

    def get_title(self):
        return self.extension

    def get_extension(self):
        return self.extension

    def get_content_type(self):
        return TYPES[self.extension]

    def can_import(self):
        return True

    def can_export(self):
        return True


class CsvFormat(SheetFormat):
    extension = "csv"


class ReferenceResource(ModelResource):
    """An entry is known by its code: a file adds entries and corrects them, and deletes none."""

    class Meta:
        import_id_fields = ["code"]
        exclude = ["id"]
        skip_unchanged = True
        report_skipped = True
        clean_model_instances = True


class AliasResource(ModelResource):
    class Meta:
        model = RegionAlias
        import_id_fields = ["region", "name"]
        fields = ["region", "name", "note"]
        skip_unchanged = True
        report_skipped = True
        clean_model_instances = True


class SheetAdmin(ImportExportMixin, SimpleHistoryAdmin):
    """A list that also comes and goes as a spreadsheet."""

    formats = [SheetFormat, CsvFormat]
    import_formats = export_formats = formats

    def import_action(self, request, *args, **kwargs):
        return super().import_action(request, *args, **kwargs)

    import_action.takes_files = True


@admin.register(BusinessKind, CapitalSource, Level)
class ReferenceAdmin(SheetAdmin):
    list_display = ["name", "code", "position", "valid_from", "valid_until"]

    def get_resource_classes(self, request):
        return [modelresource_factory(self.model, ReferenceResource)]


@admin.register(Region)
class RegionAdmin(SimpleHistoryAdmin):
    list_display = ["code", "level", "name", "postcode"]
    search_fields = ["code", "name"]
    list_filter = ["level"]
    raw_id_fields = ["parent"]


@admin.register(RegionAlias)
class RegionAliasAdmin(SheetAdmin):
    list_display = ["name", "region", "note"]
    search_fields = ["name"]
    raw_id_fields = ["region"]
    resource_classes = [AliasResource]


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
