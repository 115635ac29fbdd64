"""Pages of an import: the file, the columns, the problems, the preview, and taking it back."""

from datetime import timedelta

from django.contrib import messages
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.paginator import InvalidPage, Paginator
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views import View

from groups import tasks
from groups.actions import imports as actions
from groups.forms import imports as forms
from groups.importing.kinds import KINDS
from groups.importing.pipeline import label_of
from groups.models import ImportBatch
from groups.scoping.views import Doorkeeper, FormPage, ScopedDetail
from groups.values import mask_niks

AT_ONCE = 400_000  # bytes: a larger file is examined and written by the worker
PER_PAGE = 50
NAMED = 5  # rows of each group of problems
SLOW = timedelta(minutes=2)  # without news: perhaps the worker was stopped
VIEWS = {"new": "Baru", "changed": "Berubah", "same": "Sama", "wrong": "Perlu diperbaiki"}


def is_large(batch) -> bool:
    return len(batch.content or b"") > AT_ONCE


def place_of(key: str, report) -> str:
    """``7``, or ``7 (Krapyak)`` where the file has several sheets."""
    sheet, _, number = key.rpartition("!")
    return f"{number} ({sheet})" if len(report["tables"]) > 1 else number


def look_again(batch):
    """Examine the file now, or have the worker do it when that takes long."""
    if is_large(batch):
        actions.wait_for_look(batch=batch)
        tasks.look_at_import.enqueue(batch.pk)
    else:
        actions.look(batch)


class ImportList(Doorkeeper, View):
    """Her imports and those of her region, and the way to a new one."""

    def get(self, request):
        batches = self.scoped_batches(request.user)
        page = _page(batches, request.GET.get("page"), 25)
        mine = [kind for kind in KINDS.values() if request.user.may(kind.may)]
        context = {
            "title": "Impor",
            "page": page,
            "kinds": mine,
            "can_import": bool(mine),
            "labels": {name: kind.label for name, kind in KINDS.items()},
        }
        return TemplateResponse(request, "groups/import_list.html", context)

    @staticmethod
    def scoped_batches(user):
        batches = ImportBatch.objects.visible_to(user).select_related("owner", "region")
        return batches.without_contents()


class ImportCreate(FormPage):
    """Upload a file; it is examined at once, and nothing is written."""

    may = "view"
    takes_files = True
    form_class = forms.UploadForm
    template_name = "groups/import_form.html"
    title = "Unggah berkas"
    submit_label = "Unggah dan periksa"
    lead = "Belum ada yang disimpan ke daftar sebelum Anda memeriksa hasilnya dan menekan Impor."

    def get_initial(self):
        asked = self.request.GET
        return {
            name: asked[key]
            for key, name in (("jenis", "kind"), ("kegiatan", "event"), ("kelompok", "group"))
            if key in asked
        }

    def perform(self, form):
        file, fields = form.cleaned_data["file"], form.cleaned_data
        batch = actions.take_in(
            kind=fields["kind"],
            content=file.read(),
            filename=file.name,
            by=self.request.user,
            event=fields.get("event"),
            group=fields.get("group"),
        )
        look_again(batch)
        return batch

    def check_saved(self, batch):
        pass  # take_in has checked that she may write such data

    def tell(self, form):
        pass  # the page that follows says what was found

    def get_back_url(self):
        return reverse("import-list")


class BatchMixin:
    """The batch ``pk`` among those she sees."""

    may = "view"
    model = target_model = ImportBatch

    def get_target_queryset(self):
        return ImportBatch.objects.visible_to(self.request.user).select_related("owner", "region")

    get_queryset = get_target_queryset


class ImportDetail(BatchMixin, ScopedDetail):
    """Where the import stands, what is to be decided, and every row with what it would do."""

    template_name = "groups/import_detail.html"

    def get_context_data(self, **kwargs):
        batch, report = self.object, self.object.report
        kind = KINDS[batch.kind]
        context = super().get_context_data(**kwargs) | {
            "title": batch.filename,
            "back_url": reverse("import-list"),
            "batch": batch,
            "kind": kind,
            "is_open": batch.state in actions.OPEN and self.request.user.may(kind.may),
            "works": batch.state in ("memeriksa", "menulis"),
            "can_undo": batch.state in ("selesai", "sebagian")
            and bool(batch.written)
            and batch.last_day >= timezone.localdate(),
            "again": self.twin(batch),
            "event": kind.find_event(self.request.user, batch.event),
        }
        if context["works"]:
            text, percent = cache.get(f"import:{batch.pk}") or ["Menunggu giliran", 0]
            since = batch.started_at or batch.created_at
            context |= {"doing": text, "percent": percent, "is_slow": timezone.now() - since > SLOW}
        if report:
            context |= self.preview(report, kind)
        return context

    def twin(self, batch):
        """An earlier import of the very same file."""
        earlier = self.get_queryset().filter(
            digest=batch.digest, kind=batch.kind, event=batch.event, pk__lt=batch.pk
        )
        return earlier.filter(state__in=["selesai", "sebagian"]).order_by("-pk").first()

    def preview(self, report, kind):
        asked = self.request.GET
        chosen = asked.get("lihat")
        if chosen not in VIEWS:
            chosen = "wrong" if report["counts"]["wrong"] else "new"
            if not report["counts"][chosen]:
                chosen = max(VIEWS, key=lambda name: report["counts"][name])
        code = asked.get("masalah", "")
        rows = [row for row in report["rows"] if row[1] == chosen]
        if code:
            rows = [row for row in rows if any(problem[0] == code for problem in row[4])]
        page = _page(rows, asked.get("page"), PER_PAGE)
        columns = dict(report["columns"])
        for row in page.object_list:  # what a combined column changes has a column of its own
            columns |= {name: label_of(kind, name) for name in row[3] if name not in columns}
        shown = []
        for key, action, texts, changes, problems in page.object_list:
            wrong = {column for _, column, _ in problems}
            shown.append(
                {
                    "key": key,
                    "place": place_of(key, report),
                    "action": action,
                    "cells": [
                        (
                            label,
                            texts.get(name, "") if name in wrong else mask_niks(texts.get(name, "")),
                            changes.get(name),
                            name in wrong,
                        )
                        for name, label in columns.items()
                    ],
                    "problems": list(dict.fromkeys(message for _, _, message in problems)),
                }
            )
        counts = [(name, label, report["counts"][name]) for name, label in VIEWS.items()]
        problems = [
            problem
            | {
                "more": problem["count"] - NAMED,
                "rows": [(key, place_of(key, report), *told) for key, *told in problem["rows"][:NAMED]],
            }
            for problem in report["problems"]
        ]
        return {
            "report": report,
            "counts": counts,
            "chosen": chosen,
            "masalah": code,
            "page": page,
            "rows": shown,
            "labels": list(columns.values()),
            "problems": problems,
            "needs_answer": report["verdict"] == "ask_mapping",
            "good": report["counts"]["new"] + report["counts"]["changed"],
        }


class ImportMapping(BatchMixin, FormPage):
    """Which column is what, side by side with what stands in it."""

    form_class = forms.MappingForm
    template_name = "groups/import_mapping.html"
    title = "Kolom berkas ini"
    submit_label = "Simpan dan periksa lagi"
    lead = (
        "Cocokkan setiap kolom berkas dengan data di aplikasi. Pilihan Anda diingat untuk berkas dengan "
        "susunan kolom yang sama."
    )

    def get_target_queryset(self):
        return super().get_target_queryset().filter(report__isnull=False)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"batch": self.target}

    def perform(self, form):
        batch = actions.decide(batch=self.target, by=self.request.user, mapping=form.mapping())
        look_again(batch)
        return batch.get_absolute_url()

    def tell(self, form):
        messages.success(self.request, "Kolomnya tersimpan dan berkas diperiksa lagi.")


class ImportDecision(BatchMixin, FormPage):
    """One decision that holds for every row: what a text means, an answer, a new group."""

    form_class = forms.FixForm
    template_name = "groups/import_fix.html"
    title = "Perbaiki untuk semua baris"

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs() | {"kind": KINDS[self.target.kind]}
        asked = self.request.GET
        if "kolom" in asked:
            kwargs["initial"] = {"column": asked["kolom"], "written": asked.get("isi", "")}
        return kwargs

    def get_initial(self):
        return {}

    def perform(self, form):
        fields = form.cleaned_data
        column, written = fields["column"], fields["written"]
        kind = KINDS[self.target.kind]
        if column not in kind.columns and not column.startswith("money:"):
            raise ValidationError("Kolom ini tidak ada di berkas.")
        if column.startswith("money:"):
            if fields["meant"] not in ("rupiah", "ribu"):
                raise ValidationError({"meant": "Pilih salah satu."})
            decision = {"answer": (column, fields["meant"])}
        elif fields["question"]:
            if fields["question"] not in dict(kind.confirms.values()):
                raise ValidationError("Pertanyaan ini tidak ada. Muat ulang halaman.")
            decision = {"answer": (fields["question"], written)}
        else:
            decision = {"fix": (column, written, fields["meant"])}
        batch = actions.decide(batch=self.target, by=self.request.user, **decision)
        look_again(batch)
        return batch.get_absolute_url()

    def tell(self, form):
        messages.success(self.request, "Diperbaiki untuk semua baris yang sama.")

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"batch": self.target}


class ImportRow(BatchMixin, FormPage):
    """One row of the file, to be mended or left out; the file itself stays as it is."""

    form_class = forms.RowForm
    template_name = "groups/import_row.html"
    title = "Perbaiki satu baris"
    submit_label = "Simpan dan periksa lagi"

    def get_form_kwargs(self):
        if not self.target.report:
            raise Http404
        key = self.request.GET.get("baris", "")
        return super().get_form_kwargs() | {"batch": self.target, "key": key}

    def get_form(self, form_class=None):
        form = super().get_form(form_class)
        if form.row is None:
            raise Http404
        return form

    def perform(self, form):
        key = form.row[0]
        decision = {"skip": [key]} if "lewati" in self.request.POST else {"edit": (key, form.changed_texts())}
        batch = actions.decide(batch=self.target, by=self.request.user, **decision)
        look_again(batch)
        return batch.get_absolute_url()

    def tell(self, form):
        left_out = "lewati" in self.request.POST
        messages.success(
            self.request, "Baris itu dilewati." if left_out else "Baris itu tersimpan dan diperiksa lagi."
        )

    def get_context_data(self, **kwargs):
        form = kwargs.get("form") or self.get_form()
        sheet, _, number = form.row[0].rpartition("!")
        lead = f"Lembar {sheet}, baris {number}. Berkas aslinya tidak berubah."
        return super().get_context_data(**{**kwargs, "form": form}) | {"lead": lead}


def _page(rows, number, size):
    try:
        return Paginator(rows, size).page(number or 1)
    except InvalidPage as error:
        raise Http404("page") from error
