"""Pages of the packages of reports: asking for one, how far it is, taking it along."""

from datetime import timedelta

from django.http import FileResponse, Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify

from groups.forms.groups import ConfirmForm
from groups.scoping.views import FormPage, ScopedDetail
from reports.official.definitions import forms
from reports.packages import actions, tasks
from reports.packages.forms import PackageForm
from reports.packages.models import Package

SLOW = timedelta(minutes=2)  # without news: perhaps the worker was stopped
SHOWN = 10  # of her earlier ones


class PackageCreate(FormPage):
    """Ask for a package; below the form are those that she asked for before."""

    may = "view"
    form_class = PackageForm
    template_name = "reports/package_form.html"
    title = "Unduh paket laporan"
    lead = (
        "Semua laporan setahun dalam satu berkas: formulir 4.22 dan rekap tiap wilayah, PDF dan XLSX. "
        "Paketnya dibuat di belakang layar; Anda boleh menutup halamannya."
    )
    submit_label = "Buat paket"

    def perform(self, form):
        asked = {name: form.cleaned_data[name] for name in ("region", "form", "year", "paper")}
        package = actions.ask(by=self.request.user, **asked)
        tasks.make_package.enqueue(package.pk, package.attempt)
        return package

    def tell(self, form):
        pass  # the page that follows says how far it is

    def get_back_url(self):
        return reverse("official-list")

    def get_context_data(self, **kwargs):
        packages = self.scoped(Package).select_related("region")[:SHOWN]
        return super().get_context_data(**kwargs) | {"packages": packages}


class PackageDetail(ScopedDetail):
    model = Package
    template_name = "reports/package.html"

    def get_queryset(self):
        return super().get_queryset().select_related("region")

    def get_context_data(self, **kwargs):
        package = self.object
        form = forms().get(package.form)
        return super().get_context_data(**kwargs) | {
            "title": str(package),
            "back_url": reverse("package-create"),
            "package": package,
            "variant": form.variant if form else package.form,
            "percent": 100 * package.done // package.total,
            "is_slow": package.works and timezone.now() - package.heard_at > SLOW,
        }


class PackageFile(ScopedDetail):
    """The file, for its owner, while the region is hers."""

    model = Package

    def get_queryset(self):
        return super().get_queryset().filter(state="siap").select_related("region")

    def render_to_response(self, context, **kwargs):
        package = self.object
        try:
            file = package.file.open("rb")
        except FileNotFoundError as error:
            raise Http404("file") from error
        response = FileResponse(file, as_attachment=True, filename=f"{slugify(str(package))}.zip")
        response["Cache-Control"] = "no-store"
        return response


class PackageRetry(FormPage):
    """Start the work again: it failed, or nothing is heard of it."""

    may = "view"
    target_model = Package
    form_class = ConfirmForm
    title = "Buat paket lagi"
    lead = "Paketnya dibuat lagi dari awal, dengan data hari ini."
    submit_label = "Mulai lagi"
    done_text = "Paketnya dibuat lagi."

    def get_target_queryset(self):
        return super().get_target_queryset().select_related("region")

    def perform(self, form):
        package = actions.start_again(package=self.target, by=self.request.user)
        tasks.make_package.enqueue(package.pk, package.attempt)
        return package
