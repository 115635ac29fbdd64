"""Follow-up tasks: their list, giving them, reporting them done, taking them back."""

from django.db.models import F
from django.urls import reverse

from bimtek.content.forms import ReasonForm
from bimtek.effect import actions, forms
from bimtek.effect.lists import FollowUpFilter, FollowUpTable
from bimtek.effect.models import FollowUp
from bimtek.models import TrainingEvent
from groups.scoping.views import FormPage, ScopedList
from groups.values import show_date


class FollowUpList(ScopedList):
    model = FollowUp
    template_name = "bimtek/event_list.html"
    table_class = FollowUpTable
    filterset_class = FollowUpFilter
    title = "Tindak lanjut bimtek"
    count_label = "tindak lanjut"
    empty_text = (
        "Di sini tampil rencana tindak lanjut (RTL) dari bimtek. Belum ada yang sesuai; ditambahkan "
        "Pokja II dari halaman kegiatannya."
    )

    def get_queryset(self):
        rows = super().get_queryset().kept().select_related("event", "region")
        return rows.order_by(F("done_on").desc(nulls_first=True), "due_on", "pk")


class FollowUpCreate(FormPage):
    may = "train"
    target_model = TrainingEvent
    form_class = forms.FollowUpForm
    title = "Tambah tindak lanjut"
    done_text = "Tindak lanjut tersimpan, dan menunggu di Beranda wilayahnya sampai selesai."

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"event": self.target}

    def get_initial(self):
        return {"within": "30"}

    def get_back_url(self):
        return reverse("event-effect", args=[self.target.pk])

    def perform(self, form):
        data = form.cleaned_data
        actions.add_follow_ups(
            event=self.target,
            task=data["task"],
            due_on=data["due_on"],
            participants=form.chosen,
            person=data["person"],
            by=self.request.user,
        )
        return self.request.path if "lagi" in self.request.POST else self.get_back_url()

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "lead": self.target.title,
            "again_label": "Simpan, lalu tambah lagi",
        }


class OfFollowUp:
    target_model = FollowUp

    def get_target_queryset(self):
        return super().get_target_queryset().kept().select_related("event", "region")

    def get_context_data(self, **kwargs):
        row = self.target
        lead = f"{row.task}. {row.person}, {row.region.title}, paling lambat {show_date(row.due_on)}."
        return super().get_context_data(**kwargs) | {"lead": lead}


class FollowUpFinish(OfFollowUp, FormPage):
    may = "view"
    form_class = forms.FinishForm
    title = "Tindak lanjut selesai"
    submit_label = "Catat selesai"
    done_text = "Tercatat selesai."

    def perform(self, form):
        data = form.cleaned_data
        done = {"done_on": data["done_on"], "result": data["result"]}
        return actions.finish(follow_up=self.target, by=self.request.user, **done)


class FollowUpVoid(OfFollowUp, FormPage):
    may = "train"
    form_class = ReasonForm
    title = "Hapus tindak lanjut"
    submit_label = "Hapus"
    done_text = "Tindak lanjut dihapus dari daftar."

    def perform(self, form):
        reason = form.cleaned_data["reason"]
        return actions.take_back(follow_up=self.target, reason=reason, by=self.request.user)
