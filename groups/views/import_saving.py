"""Pages that write an import, take it back, close it, or start it again."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect
from django.urls import reverse

from groups import tasks
from groups.actions import imports as actions
from groups.forms.groups import ConfirmForm
from groups.scoping.views import FormPage
from groups.views.imports import BatchMixin, is_large, look_again


class ImportCommit(BatchMixin, FormPage):
    """Write it: everything, or the good rows."""

    form_class = ConfirmForm
    template_name = "groups/import_commit.html"
    title = "Impor sekarang"
    submit_label = "Impor"

    def get_target_queryset(self):
        return super().get_target_queryset().filter(report__isnull=False)

    def perform(self, form):
        batch, by = self.target, self.request.user
        seen, skip_bad = self.request.POST.get("seen", ""), "sebagian" in self.request.POST
        if is_large(batch):
            actions.start(batch=batch, by=by)
            transaction.on_commit(lambda: tasks.write_import.enqueue(batch.pk, by.pk, skip_bad, seen))
        else:
            actions.commit(batch=batch, by=by, skip_bad=skip_bad, seen=seen)
        return batch.get_absolute_url()

    def form_invalid(self, form):
        """What stands in the way is mended on the import's page, with the file examined anew."""
        if not form.cleaned_data.get("submission"):
            return super().form_invalid(form)
        self.target.refresh_from_db()
        if self.target.state in actions.OPEN:
            look_again(self.target)
        for text in form.non_field_errors():
            messages.warning(self.request, text)
        return redirect(self.target)

    def tell(self, form):
        if not is_large(self.target):
            messages.success(self.request, "Impor selesai.")

    def get_context_data(self, **kwargs):
        counts = self.target.report["counts"]
        return super().get_context_data(**kwargs) | {
            "batch": self.target,
            "report": self.target.report,
            "counts": counts,
            "good": counts["new"] + counts["changed"],
        }


class ImportUndo(BatchMixin, FormPage):
    form_class = ConfirmForm
    title = "Batalkan impor"
    submit_label = "Batalkan impor ini"
    lead = (
        "Semua yang ditulis impor ini dikembalikan seperti semula. Yang sudah diubah orang sesudahnya tetap, "
        "dan disebutkan."
    )

    def perform(self, form):
        self.kept = actions.undo(batch=self.target, by=self.request.user)
        return self.target.get_absolute_url()

    def tell(self, form):
        messages.success(self.request, "Impor dibatalkan.")
        for text in getattr(self, "kept", [])[:20]:
            messages.warning(self.request, text)


class ImportClose(BatchMixin, FormPage):
    form_class = ConfirmForm
    title = "Tutup impor"
    submit_label = "Tutup"
    lead = "Baris yang belum diimpor dibiarkan. Yang sudah diimpor tetap tersimpan."
    done_text = "Impor ditutup."

    def perform(self, form):
        actions.close(batch=self.target, by=self.request.user)
        return reverse("import-list")


class ImportRetry(BatchMixin, FormPage):
    """The worker has not been heard of: start the work again. Twice does no harm."""

    form_class = ConfirmForm
    title = "Mulai lagi"
    submit_label = "Mulai lagi"
    lead = "Pekerjaan yang terhenti tidak meninggalkan data setengah jadi, jadi aman dimulai lagi."
    done_text = "Dimulai lagi."

    def perform(self, form):
        actions.restart(batch=self.target, by=self.request.user)
        look_again(self.target)
        return self.target.get_absolute_url()
