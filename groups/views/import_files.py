"""Files of an import: the rows with problems, the file itself, and an empty one to fill in."""

from django.http import Http404, HttpResponse
from django.views import View

from groups.importing.kinds import KINDS
from groups.importing.pipeline import open_book
from groups.importing.template import template_of
from groups.importing.wrong_rows import wrong_rows
from groups.models import Region
from groups.scoping.views import Doorkeeper, ScopedDetail, as_file
from groups.spreadsheets import to_workbook
from groups.views.imports import BatchMixin


class ImportWrongRows(BatchMixin, ScopedDetail):
    """The file's rows that cannot be imported yet, with a last column that says why."""

    def render_to_response(self, context, **kwargs):
        batch = self.object
        if not batch.report or batch.content is None:
            raise Http404
        sheets = wrong_rows(batch.report, open_book(batch.get_content(), batch.filename))
        return as_file(to_workbook(sheets or {"Data": []}), "xlsx", "baris bermasalah")


class ImportFile(BatchMixin, ScopedDetail):
    """The file as it was uploaded, while it is kept."""

    def render_to_response(self, context, **kwargs):
        batch = self.object
        if batch.content is None:
            raise Http404
        response = HttpResponse(batch.get_content(), content_type="application/octet-stream")
        suffix = batch.filename.rpartition(".")[2].lower()
        suffix = suffix if suffix in ("xlsx", "xls", "ods", "csv", "txt") else "bin"
        response["Content-Disposition"] = f'attachment; filename="impor-{batch.pk}.{suffix}"'
        response["Cache-Control"] = "no-store"
        return response


class ImportTemplate(Doorkeeper, View):
    """An empty sheet for a kind; with ``wilayah`` filled with what is recorded there."""

    def setup(self, request, kind):
        super().setup(request, kind=kind)
        if kind not in KINDS:
            raise Http404
        self.may = KINDS[kind].may

    def get(self, request, kind):
        kind, region, event = KINDS[kind], None, None
        if code := request.GET.get("wilayah"):
            region = self.find(Region.objects.allowed_to(request.user, kind.may), code)
        if number := request.GET.get("kegiatan"):
            event = kind.find_event(request.user, int(number) if number.isdecimal() else None)
            if event is None:
                raise Http404
        title = f"{kind.label} {region.name if region else event or 'kosong'}"
        return as_file(template_of(kind, request.user, region, event), "xlsx", title)
