"""Pages of channels, and of what was sold through them."""

from django.urls import reverse
from django.utils import timezone

from groups.market import actions, forms
from groups.market.lists import CHANNEL_SHEET, ChannelFilter, ChannelTable
from groups.market.models import Channel, ChannelSales
from groups.market.views.base import GroupPart, MarketList, OpenMixin, PartClose, PartUpdate
from groups.scoping.views import FormPage, ScopedDetail
from groups.values import MONTHS


class ChannelList(MarketList):
    model = Channel
    table_class = ChannelTable
    filterset_class = ChannelFilter
    resource = CHANNEL_SHEET
    title = "Saluran pemasaran"
    count_label = "saluran"
    empty_text = (
        "Di sini tampil tempat kelompok berjualan, langsung dan lewat internet. "
        "Belum ada yang sesuai; tambahkan dari halaman kelompok."
    )

    def get_queryset(self):
        return super().get_queryset().open().order_by("group__name", "kind__position", "pk")


class ChannelDetail(ScopedDetail):
    model = Channel
    template_name = "market/channel.html"

    def get_queryset(self):
        return super().get_queryset().select_related("group__region", "kind")

    def get_context_data(self, **kwargs):
        channel, user = self.object, self.request.user
        sales = ChannelSales.objects.visible_to(user).filter(channel=channel)
        return super().get_context_data(**kwargs) | {
            "title": channel.name,
            "back_url": reverse("group-market", args=[channel.group_id]),
            "sales": [(f"{MONTHS[row.month.month]} {row.month.year}", row.amount) for row in sales[:60]],
            "can_edit": user.may_in("edit", channel.group.region_id)
            and not (channel.closed_on or channel.group.archived_at),
        }


class ChannelCreate(GroupPart):
    part_model = Channel
    form_class = forms.ChannelForm
    title = "Saluran baru"
    done_text = "Saluran pemasaran tersimpan."

    def perform(self, form):
        actions.save_channel(channel=form.instance, by=self.request.user)
        return self.get_back_url()


class ChannelUpdate(PartUpdate):
    target_model = Channel
    form_class = forms.ChannelForm
    title = "Ubah saluran"

    def perform(self, form):
        return actions.save_channel(channel=form.instance, by=self.request.user)


class ChannelClose(PartClose):
    target_model = Channel
    title = "Saluran tidak dipakai lagi"


class SalesRecord(OpenMixin, FormPage):
    target_model = Channel
    form_class = forms.SalesForm
    title = "Catat penjualan"
    lead = "Boleh dilewati. Bulan yang sudah dicatat diganti dengan isian baru."
    done_text = "Penjualan tersimpan."

    def get_initial(self):
        return {"month": f"{timezone.localdate():%Y-%m}"}

    def perform(self, form):
        fields = {name: form.cleaned_data[name] for name in ("month", "amount")}
        actions.record_sales(channel=self.target, by=self.request.user, **fields)
        return self.target
