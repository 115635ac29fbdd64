"""A text about a bimtek for the city's communication office: filled in, mended by hand, taken along."""

import re

from django import forms
from django.utils import timezone

from bimtek.models import TrainingEvent
from groups.pdf import render_pdf
from groups.scoping.forms import ScopedForm
from groups.scoping.views import FormPage, as_file
from groups.values import show_date
from reports import narrative


class PressForm(ScopedForm):
    examples = {
        "headline": "PKK Pekalongan melatih 42 kader",
        "story": "Pekalongan: sebanyak 42 kader mengikuti bimtek",
        "contact": "Pokja II TP PKK Kota Pekalongan",
    }

    headline = forms.CharField(label="Judul", max_length=200)
    story = forms.CharField(
        label="Isi berita",
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 16}),
        help_text="Terisi dari catatan kegiatan dan rekap. Ubah seperlunya; catatannya tidak berubah.",
    )
    contact = forms.CharField(
        label="Dapat ditanyakan kepada",
        max_length=120,
        required=False,
        help_text="Nama atau jabatan. Boleh kosong.",
    )
    layout = ("headline", "story", "contact")


class PressText(FormPage):
    """Nothing is stored: what is sent comes back as a page of paper."""

    may = "train"
    target_model = TrainingEvent
    form_class = PressForm
    title = "Teks berita"
    submit_label = "Unduh PDF"

    def get_target_queryset(self):
        return super().get_target_queryset().select_related("organiser", "kind").exclude(status="batal")

    def get_initial(self):
        event, user = self.target, self.request.user
        contact = f"Pokja II TP PKK {event.organiser.title}"
        return {
            "headline": narrative.headline(event),
            "story": narrative.story(event, user),
            "contact": contact,
        }

    def form_valid(self, form):
        data = form.cleaned_data
        paragraphs = [" ".join(part.split()) for part in re.split(r"(?:\r?\n){2,}", data["story"])]
        page = {
            "organiser": f"TP PKK {self.target.organiser.title}",
            "headline": data["headline"],
            "paragraphs": [part for part in paragraphs if part],
            "contact": data["contact"],
            "made_on": show_date(timezone.localdate()),
        }
        return as_file(render_pdf("press", page), "pdf", f"berita {self.target.title}")

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"lead": self.target.title}
