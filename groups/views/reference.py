"""Pages of the lists that the admin edits, whatever app they belong to; entries are never deleted."""

from django.db.models import Count, Value
from django.http import Http404
from django.urls import reverse
from django.views.generic import TemplateView

from groups.account_lists import EntryFilter, EntryTable, with_use
from groups.forms.reference import entry_form
from groups.models.reference import reference_lists
from groups.scoping.views import Doorkeeper, EditPage, FormPage, ScopedList


class ReferenceIndex(Doorkeeper, TemplateView):
    may = "manage"
    template_name = "groups/reference_index.html"

    def get_context_data(self, **kwargs):
        lists = reference_lists()
        first, *others = (self._number(slug, model) for slug, model in lists.items())
        numbers = dict(first.union(*others, all=True))
        rows = [(model._meta.verbose_name, slug, numbers.get(slug, 0)) for slug, model in lists.items()]
        return super().get_context_data(**kwargs) | {"title": "Daftar pilihan", "rows": rows}

    def _number(self, slug, model):
        """(slug, how many entries may be chosen today): the counts of all lists are one query."""
        entries = with_use(self.scoped(model)).filter(in_use=True).order_by()
        return entries.values(slug=Value(slug)).annotate(number=Count("pk")).values_list("slug", "number")


class OneList:
    """Pages about the list that the address names, or 404."""

    may = "manage"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.slug = kwargs["kind"]
        self.model = reference_lists().get(self.slug)
        if self.model is None:
            raise Http404("no such list")
        self.label = str(self.model._meta.verbose_name)

    def list_address(self):
        return reverse("reference-list", args=[self.slug])


class ReferenceList(OneList, ScopedList):
    table_class = EntryTable
    filterset_class = EntryFilter
    count_label = "pilihan"
    per_page = 100
    create_label = "Tambah pilihan"
    create_may = "manage"
    empty_text = "Belum ada pilihan yang sesuai. Hapus saringannya, atau tambah pilihan baru."
    lead = (
        "Pilihan tidak dihapus, supaya data lama tetap terbaca. Isi “berlaku sampai” bila tidak dipakai lagi."
    )

    def get_queryset(self):
        return with_use(self.scoped(self.model)).order_by("position", "name")

    def get_create_url(self):
        return reverse("reference-create", args=[self.slug])

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "title": self.label.capitalize(),
            "back_url": reverse("reference-index"),
        }


class EntryPage(OneList):
    def get_form_class(self):
        return entry_form(self.model, is_new=self.target is None)

    def perform(self, form):
        form.save()
        return self.list_address()

    def get_back_url(self):
        return self.list_address()


class ReferenceCreate(EntryPage, FormPage):
    done_text = "Pilihan tersimpan dan langsung dapat dipakai sejak tanggal berlakunya."

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": self.model()}

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"title": f"Tambah {self.label}"}


class ReferenceUpdate(EntryPage, EditPage):
    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.target_model = self.model

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"title": f"Ubah {self.label}"}
