"""What the pages of products, permits, channels and support share."""

from django.db.models import Prefetch
from django.urls import reverse

from groups.market import actions
from groups.market.forms import CloseForm
from groups.market.models import Channel, Permit
from groups.models import BusinessGroup
from groups.scoping.views import EditPage, FormPage, ScopedList
from groups.views.groups import KeptGroupMixin

# The lists, as tabs over each of them.
TABS = (
    ("Produk", "product-list"),
    ("Izin", "permit-list"),
    ("Saluran", "channel-list"),
    ("Dukungan", "support-list"),
)


class MarketList(ScopedList):
    """One of the lists; what is added stands on a group's own page."""

    template_name = "market/list.html"

    def get_queryset(self):
        return super().get_queryset().kept().select_related("kind", "group__region__parent")

    def get_context_data(self, **kwargs):
        tabs = [(label, reverse(name)) for label, name in TABS]
        return super().get_context_data(**kwargs) | {"tabs": tabs}


def with_permits(rows, user, day):
    """``rows`` of groups with ``group.open_permits`` and their state on ``day``."""
    permits = Permit.objects.visible_to(user).open().with_state(day).select_related("kind", "product")
    return rows.prefetch_related(Prefetch("group__permits", permits, to_attr="open_permits"))


def with_channels(rows, user):
    """``rows`` of groups with ``group.open_channels``."""
    channels = Channel.objects.visible_to(user).open().select_related("kind")
    return rows.prefetch_related(Prefetch("group__channels", channels, to_attr="open_channels"))


class GroupPart(KeptGroupMixin, FormPage):
    """A page that adds a row of ``part_model`` to the group that the address names."""

    target_model = BusinessGroup
    part_model = None

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": self.part_model(group=self.target)}

    def get_back_url(self):
        return reverse("group-market", args=[self.target.pk])

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"lead": self.lead or self.target.name}


class OpenMixin:
    """Pages about one open row of a group that goes on."""

    def get_target_queryset(self):
        return super().get_target_queryset().open().select_related("group")


class PartUpdate(OpenMixin, EditPage):
    """The edit of an open row."""


class PartClose(OpenMixin, EditPage):
    """The end of an open row."""

    form_class = CloseForm
    submit_label = "Simpan"
    done_text = "Tercatat berhenti. Riwayatnya tetap disimpan."

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs()
        del kwargs["instance"]
        return kwargs

    def perform(self, form):
        fields = {name: form.cleaned_data[name] for name in ("on", "reason")}
        actions.close(row=self.target, by=self.request.user, **fields)
        return reverse("group-market", args=[self.target.group_id])
