"""Generic views behind the one door: every row comes from the user's scope, outside it is a 404.

Imports no model; ``submit_once`` finds Submission through the app registry.
"""

from html import unescape
from itertools import chain

from django.apps import apps
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import InvalidPage
from django.db import IntegrityError, transaction
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.text import slugify
from django.views.generic import DetailView, FormView
from django_filters.views import FilterView
from django_tables2 import SingleTableMixin

from groups.spreadsheets import TYPES, to_csv, to_xlsx
from groups.values import receipt_number

MAX_ID = 2**63 - 1
MOST_ROWS = 100_000  # of a list as a file
TOO_LONG = (
    "Satu berkas memuat paling banyak 100.000 baris. Saring dulu daftarnya, misalnya menurut wilayah, lalu "
    "unduh lagi."
)
SAME_DATA = (
    "Data yang sama baru saja disimpan dari tempat lain. Periksa daftarnya, lalu simpan lagi bila memang "
    "belum ada."
)


def as_file(content: bytes, kind: str, title: str) -> HttpResponse:
    """A download named after its ``title`` and today; kept by no cache, since it may hold personal data."""
    response = HttpResponse(content, content_type=TYPES[kind])
    name = f"{slugify(title)}-{timezone.localdate():%Y%m%d}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


class Doorkeeper:
    """Refuses whoever may not do ``may`` anywhere (403), before any row is looked for."""

    may = "view"

    def dispatch(self, request, *args, **kwargs):
        if not request.user.may(self.may):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def scoped(self, model, may=None):
        return model.objects.allowed_to(self.request.user, may or self.may)

    def find(self, queryset, pk):
        """The row ``pk`` of a scoped queryset, or 404 (an id too large for the database as well)."""
        if isinstance(pk, int) and pk > MAX_ID:
            raise Http404
        return get_object_or_404(queryset, pk=pk)


class ScopedList(Doorkeeper, SingleTableMixin, FilterView):
    """A list: filters on top, cards on a phone, a table on a laptop.

    ``title``, ``lead``, ``empty_text`` and ``create_url`` (with ``create_label``) fill list.html.
    Searches for personal data go by POST, so that they reach no address and no log.
    """

    template_name = "list.html"
    results_template = "_partials/list_results.html"
    strict = False
    per_page = 25
    title = lead = empty_text = create_label = ""
    count_label = "baris"
    filter_method = "get"
    create_may = "edit"
    resource = None

    def get(self, request, *args, **kwargs):
        """The page, or with ``unduh`` the whole list as it is filtered, as a file."""
        response = super().get(request, *args, **kwargs)
        kind = self.asked.get("unduh")
        if kind not in ("xlsx", "csv"):
            return response
        if self.object_list.count() > MOST_ROWS:
            context = {"title": "Daftar ini terlalu panjang untuk satu berkas", "text": TOO_LONG}
            return render(request, "error.html", context, status=400)
        return self.export(kind)

    def post(self, request, *args, **kwargs):
        return self.get(request, *args, **kwargs)

    def export(self, kind):
        """The list as xlsx or csv: the columns of ``resource``, or else those of the table."""
        if self.resource:
            found = self.object_list.iterator(chunk_size=2000)  # never all of them at once
            rows = chain([self.resource.headings()], map(self.resource.values, found))
            widths = [column.width for column in self.resource.fields.values()]
        else:
            table = self.get_table_class()(data=self.get_table_data(), request=self.request)
            rows = [[unescape(strip_tags(str(cell or ""))) for cell in row] for row in table.as_values()]
            widths = []
        content = to_csv(rows) if kind == "csv" else to_xlsx(self.title, rows, widths)
        return as_file(content, kind, self.title)

    @property
    def asked(self):
        return self.request.POST if self.request.method == "POST" else self.request.GET

    @property
    def asked_filters(self):
        """(name, value) of what narrows and orders the list, for a form that asks for the same rows."""
        mine = {"q", "sort", *self.get_filterset_class().base_filters}
        return [(name, self.asked[name]) for name in self.asked if name in mine]

    def get_queryset(self):
        return self.model.objects.visible_to(self.request.user)

    def get_filterset_kwargs(self, filterset_class):
        return super().get_filterset_kwargs(filterset_class) | {"data": self.asked or None}

    def get_table_kwargs(self):
        """The place column says nothing to whoever has one kelurahan."""
        places = self.request.user.region_codes()
        alone = len(places) == 1 and len(places[0]) == 13
        known = self.get_table_class().base_columns
        asked = self.asked.get("sort", "").split(",")
        return {
            "order_by": [name for name in asked if name.removeprefix("-") in known] or None,
            "exclude": ["region"] if alone else [],
        }

    def get_table(self, **kwargs):
        # Without the request, from which the library would read names of columns that nobody has.
        table = self.get_table_class()(data=self.get_table_data(), **self.get_table_kwargs())
        try:
            table.paginate(page=self.asked.get("page") or 1, per_page=self.per_page)
        except InvalidPage as error:
            raise Http404("page") from error
        return table

    def get_create_url(self):
        return None

    def get_template_names(self):
        return [self.results_template] if self.request.htmx else [self.template_name]

    def get_context_data(self, **kwargs):
        user = self.request.user
        return super().get_context_data(**kwargs) | {
            "title": self.title,
            "lead": self.lead,
            "empty_text": self.empty_text,
            "count_label": self.count_label,
            "results_template": self.results_template,
            "filter_method": self.filter_method,
            "asked_filters": self.asked_filters,
            "create_label": self.create_label,
            "create_url": self.get_create_url() if user.may(self.create_may) else None,
        }


class ScopedDetail(Doorkeeper, DetailView):
    """One row of the user's scope."""

    def get_queryset(self):
        return self.model.objects.visible_to(self.request.user)

    def get_object(self, queryset=None):
        return self.find(self.get_queryset(), self.kwargs["pk"])


def submit_once(submission_id, user, make):
    """Run ``make`` (which returns an address) unless this submission already did; the address of its result.

    A second sender waits on the primary key until the first has committed.
    """
    submissions = apps.get_model("groups", "Submission").objects
    with transaction.atomic():
        try:
            with transaction.atomic():
                submission = submissions.create(pk=submission_id, user=user, landed_at="")
        except IntegrityError:
            return submissions.get(pk=submission_id).landed_at
        submission.landed_at = make()
        submission.save(update_fields=["landed_at"])
    return submission.landed_at


def landed(submission_id):
    """Where this submission ended, or None."""
    submissions = apps.get_model("groups", "Submission").objects
    found = submissions.filter(pk=submission_id).first()
    return found.landed_at if found else None


class FormPage(Doorkeeper, FormView):
    """A form that makes something or does something to ``self.target``, once however often it is sent.

    ``target_model``: with it the URL's ``pk`` names a row inside the scope of ``may``. ``perform``
    calls the action and returns the object or address to land on. ``takes_files``: without it a
    request with a file is refused; with it files may be sent ahead (groups.uploads). ``keeps_draft``: what
    is typed waits until it is sent (groups.drafts). ``may_wait``: on a kader's phone without a connection it
    waits in the queue; where it ``is_nameless``, because ids are all that it sends of people, on every
    device (groups.phone). ``review_ask``: the button that shows all answers on one page before they are
    sent, there by ``review_name`` and ``_label``.
    """

    template_name = "form.html"
    may = "edit"
    takes_files = False
    keeps_draft = True
    may_wait = is_nameless = False
    review_ask = review_name = ""
    review_label = "Simpan"
    target_model = None
    title = lead = ""
    submit_label = "Simpan"
    done_text = "Tersimpan."

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.target = None

    def dispatch(self, request, *args, **kwargs):
        if request.user.may(self.may) and self.target_model:
            self.target = self.find(self.get_target_queryset(), kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_target_queryset(self):
        return self.scoped(self.target_model)

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs() | {"user": self.request.user}
        if self.takes_files and "files" in kwargs:
            parts = apps.get_model("uploads", "UploadPart").objects
            kwargs["files"] = parts.files_in(kwargs["data"], kwargs["files"], self.request.user)
        return kwargs

    def get_form(self, form_class=None):
        form = super().get_form(form_class)
        if draft := getattr(self.request, "draft", None):
            form.resume(draft.values)
        return form

    def post(self, request, *args, **kwargs):
        form = self.get_form()
        is_valid = form.is_valid()
        submission_id = form.cleaned_data.get("submission")
        # Looked up after the check: what the first sending made may be why this one is refused.
        earlier = submission_id and landed(submission_id)
        if earlier:
            return self.sent(submission_id, earlier)
        if "ubah" in request.POST:
            form.lead_to(request.POST["ubah"])
            return self.render_to_response(self.get_context_data(form=form))
        if not is_valid:
            return self.form_invalid(form)
        return self.review(form) if "periksa" in request.POST and self.review_ask else self.form_valid(form)

    def review(self, form):
        """All answers on one page, each with the way back to its box; nothing is saved yet.

        Tried out first, so that what the action would refuse is said here.
        """
        try:
            with transaction.atomic():
                self.perform(form)
                transaction.set_rollback(True)
        except (ValidationError, IntegrityError) as error:
            form.take_error(error) if isinstance(error, ValidationError) else form.add_error(None, SAME_DATA)
            return self.form_invalid(form)
        sent = [
            (name, text)
            for name, texts in self.request.POST.lists()
            if name not in ("csrfmiddlewaretoken", "periksa", "lagi")
            for text in texts
        ]
        context = self.get_context_data(form=form, rows=form.answers(), sent=sent)
        return TemplateResponse(self.request, "review.html", context)

    def form_valid(self, form):
        def make():
            result = self.perform(form)
            if isinstance(result, str):
                return result
            self.check_saved(result)
            return self.landing(result)

        try:
            address = submit_once(form.cleaned_data["submission"], self.request.user, make)
        except ValidationError as error:
            form.take_error(error)
            return self.form_invalid(form)
        except IntegrityError:
            form.add_error(None, SAME_DATA)
            return self.form_invalid(form)
        if self.by_script != "later":
            self.tell(form)
        return self.sent(form.cleaned_data["submission"], address)

    @property
    def by_script(self):
        """How a phone's queue sends (static/js/queue.js): ``now``, she waits, or ``later``; else None."""
        return self.request.headers.get("X-Up2k-Send")

    def sent(self, submission_id, address):
        """To the result; a phone's queue is told where it is, and the number under which it was received."""
        if self.by_script:
            return JsonResponse({"address": address, "number": receipt_number(submission_id)})
        return redirect(address)

    def tell(self, form):
        messages.success(self.request, self.done_text)
        for warning in form.warnings:
            messages.warning(self.request, warning)

    def check_saved(self, row):
        """The third gate: what was saved must lie inside the scope, or all of it is taken back."""
        if not self.scoped(type(row)).filter(pk=row.pk).exists():
            raise PermissionDenied("saved outside the scope")

    def landing(self, row):
        return row.get_absolute_url()

    def form_invalid(self, form):
        form.ask_again_for_files()
        if self.by_script:
            errors = [text if label in text else f"{label}: {text}" for _, label, text in form.error_summary]
            told = {"errors": errors}
            if conflicts := getattr(form, "conflicts", None):
                told |= {"conflicts": conflicts, "version": form.version}
            return JsonResponse(told, status=422)
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_back_url(self):
        return self.target.get_absolute_url() if self.target else None

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "title": self.title,
            "lead": self.lead,
            "submit_label": self.submit_label,
            "review_ask": self.review_ask,
            "review_name": self.review_name,
            "review_label": self.review_label,
            "back_url": self.get_back_url(),
            "target": self.target,
        }


class EditPage(FormPage):
    """An edit of ``self.target``, read again and locked so that its version is compared truly."""

    title = "Ubah"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": self.target}

    def post(self, request, *args, **kwargs):
        with transaction.atomic():
            locked = self.get_target_queryset().select_for_update(of=("self",))
            self.target = self.find(locked, kwargs["pk"])
            return super().post(request, *args, **kwargs)
