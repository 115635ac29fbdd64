"""Filling in a report, correcting an accepted one, and asking for a closed period."""

from contextlib import suppress
from functools import cached_property

from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse

from groups.progress import actions, forms, queries
from groups.progress.boxes import BOX, BOXES, FORMAT_NOTE
from groups.progress.locks import ASK, lock_of
from groups.progress.models import WRITABLE, Opening
from groups.progress.views.base import OfGroupAndPeriod, ReportMixin
from groups.scoping.views import EditPage, FormPage


class ReportWrite(OfGroupAndPeriod, EditPage):
    """The report of a group and period: a draft is made or goes on; sent ones are only shown."""

    form_class = forms.ReportForm
    template_name = "progress/report_form.html"
    submit_label = "Simpan draf"
    error_title = ""
    review_ask, review_name, review_label = "Kirim", "kirim", "Kirim sekarang"

    @cached_property
    def found(self):
        return queries.current_and_before(self.target, self.period)

    @property
    def report(self):
        return self.found[0]

    @cached_property
    def prepared(self):
        return actions.prepare(self.target, self.period, self.rule, *self.found)

    @cached_property
    def notes(self):
        """What was pinned to the boxes when it was returned last."""
        if not self.report or self.report.state != "dikembalikan":
            return None
        steps = self.report.steps.visible_to(self.request.user).select_related("by")
        return steps.filter(to_state="dikembalikan").last()

    @property
    def sending(self):
        return bool({"kirim", "periksa"} & {*self.request.POST})

    def get(self, request, *args, **kwargs):
        if self.report and self.report.state not in WRITABLE:
            return redirect(self.report)
        lock = lock_of(self.target, self.period, self.rule, self.report)
        if not lock:
            return super().get(request, *args, **kwargs)
        asked = Opening.objects.visible_to(request.user).filter(group=self.target, period=self.period.code)
        context = {"title": "Laporan", "lock": lock, "target": self.target, "period": self.period}
        context["opening"] = asked.select_related("asked_by", "decided_by").first()
        return render(request, "progress/locked.html", context | {"back_url": self.get_back_url()})

    def get_form_kwargs(self):
        report, typed = self.prepared
        pinned = self.notes.field_notes if self.notes else {}
        return super().get_form_kwargs() | {"instance": report, "typed": typed, "notes": pinned}

    def perform(self, form):
        report = actions.write(report=form.instance, typed=form.typed, by=self.request.user)
        if self.sending:
            report = actions.send(report=report, by=self.request.user)
        elif number := len(form.questions()):
            form.warnings.append(f"Ada {number} angka yang perlu penjelasan sebelum dikirim.")
        return report

    def form_invalid(self, form):
        """What is sound stays on the server as well, although it could not be sent."""
        if self.sending and not form.conflicts:
            found = queries.current_and_before(self.target, self.period)
            report, typed = actions.prepare(self.target, self.period, self.rule, *found)
            said = {"answers": form.sound, "explanations": form.instance.explanations}
            with suppress(ValidationError):  # locked meanwhile, as the form already says
                form.goes_on(actions.keep_sound(report=report, typed=typed, **said, by=self.request.user))
                self.error_title = "Belum terkirim. Yang sudah benar tersimpan sebagai draf. Perbaiki dulu:"
        return super().form_invalid(form)

    @property
    def done_text(self):
        if self.sending:
            return "Laporan dikirim. Pokja II akan memeriksanya."
        return "Draf tersimpan. Kirim bila sudah lengkap."

    def get_back_url(self):
        if self.report:
            return self.report.get_absolute_url()
        return f"{reverse('report-list')}?periode={self.period.code}"

    def get_context_data(self, **kwargs):
        report, typed = self.prepared
        known = [box for box in BOXES if box.source and box.name not in typed]
        rows = [
            (box.label, report.shown(box.name), report.previous.shown(box.name) if report.previous else "")
            for box in known
        ]
        pinned = self.notes.field_notes if self.notes else {}
        return super().get_context_data(**kwargs) | {
            "title": "Isi laporan",
            "error_title": self.error_title,
            "report": report,
            "known": rows,
            "format_note": FORMAT_NOTE,
            "returned": self.notes,
            "pinned": [(name, BOX[name].label, text) for name, text in pinned.items()],
        }


class ReportRevise(ReportMixin, FormPage):
    form_class = forms.ReviseForm
    title = "Perbaiki laporan yang sudah diterima"
    lead = (
        "Dibuat revisi yang berjalan seperti laporan biasa: diisi, dikirim, diperiksa. Yang sudah diterima "
        "tetap terbaca dan tetap dihitung sampai revisinya diterima."
    )
    submit_label = "Buat revisi"
    done_text = "Revisi dibuat. Perbaiki isinya, lalu kirim."

    def get_target_queryset(self):
        return super().get_target_queryset().valid()

    def perform(self, form):
        report = actions.revise(report=self.target, reason=form.cleaned_data["reason"], by=self.request.user)
        return reverse("report-write", args=[report.group_id, report.period])


class OpeningAsk(OfGroupAndPeriod, FormPage):
    """Only of a period that is closed; else to its report, which says how it stands."""

    form_class = forms.AskForm
    template_name = "progress/opening_ask.html"
    title = "Minta buka"
    submit_label = "Kirim permintaan"
    done_text = "Permintaan dikirim. Jawabannya tampil di halaman ini; bila dibuka, laporannya dapat diisi."

    def get(self, request, *args, **kwargs):
        report = actions.current(self.target, self.period)
        lock = lock_of(self.target, self.period, self.rule, report)
        if not lock or lock.offer != ASK:
            return redirect(self.get_back_url())
        return super().get(request, *args, **kwargs)

    def perform(self, form):
        reason = form.cleaned_data["reason"]
        actions.ask_to_open(group=self.target, period=self.period, reason=reason, by=self.request.user)
        return self.get_back_url()

    def get_back_url(self):
        return reverse("report-write", args=[self.target.pk, self.period.code])
