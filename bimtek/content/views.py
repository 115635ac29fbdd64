"""Pages of an event's agenda, materials, photos, minutes and expenses."""

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.text import slugify

from bimtek.content import actions, forms
from bimtek.content.files import TYPES
from bimtek.content.models import AgendaItem, EventMinutes, EventPhoto, Expense, Material
from bimtek.content.queries import content_of
from bimtek.forms import ConfirmForm
from bimtek.models import TrainingEvent
from groups.pictures import picture_response
from groups.scoping.views import EditPage, FormPage, ScopedDetail


class EventContent(ScopedDetail):
    model = TrainingEvent
    template_name = "content/event.html"

    def get_queryset(self):
        return super().get_queryset().select_related("region", "organiser")

    def get_context_data(self, **kwargs):
        event, user = self.object, self.request.user
        return super().get_context_data(**kwargs) | {
            "title": "Isi kegiatan",
            "back_url": event.get_absolute_url(),
            "content": content_of(user=user, event=event),
            "can_run": user.may_in("train", event.organiser_id),
        }


class OfEvent:
    """Forms that add something to an event, for those who run it."""

    may = "train"
    target_model = TrainingEvent

    def get_back_url(self):
        return reverse("event-content", args=[self.target.pk])

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"lead": self.target.title}


class OfRow:
    """Forms about one row of an event's content."""

    may = "train"

    def get_target_queryset(self):
        rows = super().get_target_queryset().select_related("event")
        return rows.kept() if hasattr(rows, "kept") else rows


class AgendaPage:
    form_class = forms.AgendaForm
    template_name = "content/agenda_form.html"

    def perform(self, form):
        return actions.save_agenda_item(item=form.instance, by=self.request.user)

    def get_context_data(self, **kwargs):
        event = self.target if isinstance(self.target, TrainingEvent) else self.target.event
        return super().get_context_data(**kwargs) | {"speakers": event.speakers.all()}


class AgendaCreate(AgendaPage, OfEvent, FormPage):
    title = "Tambah acara"
    done_text = "Acara tersimpan."

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": AgendaItem(event=self.target)}

    def landing(self, item):
        return self.request.path if "lagi" in self.request.POST else item.get_absolute_url()

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"again_label": "Simpan, lalu tambah lagi"}


class AgendaUpdate(AgendaPage, OfRow, EditPage):
    target_model = AgendaItem
    title = "Ubah acara"


class AgendaRemove(OfRow, FormPage):
    target_model = AgendaItem
    form_class = ConfirmForm
    title = "Hapus acara"
    submit_label = "Hapus"
    done_text = "Acara dihapus."

    def perform(self, form):
        actions.remove_agenda_item(item=self.target, by=self.request.user)
        return self.target.get_absolute_url()

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"lead": self.target.title}


class MaterialCreate(OfEvent, FormPage):
    form_class = forms.MaterialForm
    takes_files = True
    title = "Tambah berkas materi"
    done_text = "Berkas tersimpan. Dapat diunduh siapa pun yang dapat melihat kegiatan ini."

    def perform(self, form):
        data = form.cleaned_data
        return actions.add_material(
            event=self.target, title=data["title"], file=data["file"], by=self.request.user
        )


class MaterialFile(ScopedDetail):
    """The file as it was sent, only ever to be saved and not opened here."""

    model = Material

    def get_queryset(self):
        return super().get_queryset().kept()

    def render_to_response(self, context, **kwargs):
        material = self.object
        try:
            with material.file.open("rb") as file:
                content = file.read()
        except FileNotFoundError as error:
            raise Http404("material") from error
        response = HttpResponse(content, content_type=TYPES[material.kind])
        name = f"{slugify(material.title) or 'materi'}.{material.kind}"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        response["Cache-Control"] = "no-store"
        response["X-Content-Type-Options"] = "nosniff"
        return response


class PhotoCreate(OfEvent, FormPage):
    form_class = forms.PhotoForm
    takes_files = True
    title = "Tambah foto"
    submit_label = "Simpan foto"
    done_text = "Foto tersimpan."

    def perform(self, form):
        data = form.cleaned_data
        return actions.add_photo(
            event=self.target, caption=data["caption"], picture=data["picture"], by=self.request.user
        )


class PhotoPicture(ScopedDetail):
    model = EventPhoto

    def get_queryset(self):
        return super().get_queryset().kept()

    def render_to_response(self, context, **kwargs):
        return picture_response(self.object, small="kecil" in self.request.GET)


class MinutesEdit(OfEvent, FormPage):
    form_class = forms.MinutesForm
    title = "Notulen"
    done_text = "Notulen tersimpan."

    def get_form_kwargs(self):
        minutes = EventMinutes.objects.allowed_to(self.request.user, self.may).filter(event=self.target)
        return super().get_form_kwargs() | {"instance": minutes.first() or EventMinutes(event=self.target)}

    def perform(self, form):
        return actions.save_minutes(minutes=form.instance, by=self.request.user)


class ExpenseCreate(OfEvent, FormPage):
    form_class = forms.ExpenseForm
    title = "Tambah biaya"
    done_text = "Biaya tersimpan."

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": Expense(event=self.target)}

    def perform(self, form):
        return actions.save_expense(expense=form.instance, by=self.request.user)

    def landing(self, expense):
        return self.request.path if "lagi" in self.request.POST else expense.get_absolute_url()

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"again_label": "Simpan, lalu tambah lagi"}


class ExpenseUpdate(OfRow, EditPage):
    target_model = Expense
    form_class = forms.ExpenseForm
    title = "Ubah biaya"

    def perform(self, form):
        return actions.save_expense(expense=form.instance, by=self.request.user)


class TakeAway(OfRow, FormPage):
    """Takes a material, photo or expense away, with the reason."""

    form_class = forms.ReasonForm
    submit_label = "Hapus"
    done_text = "Terhapus dari kegiatan ini."

    def perform(self, form):
        reason = form.cleaned_data["reason"]
        return actions.take_away(row=self.target, reason=reason, by=self.request.user)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"lead": str(self.target)}


class MaterialRemove(TakeAway):
    target_model = Material
    title = "Hapus berkas materi"


class PhotoRemove(TakeAway):
    target_model = EventPhoto
    title = "Hapus foto"


class ExpenseRemove(TakeAway):
    target_model = Expense
    title = "Hapus biaya"
