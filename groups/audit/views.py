"""The trail, for admins of the region; and of one person concerned."""

from django.urls import reverse

from groups.audit.lists import AuditFilter, AuditTable
from groups.audit.models import AuditEntry
from groups.models import Member
from groups.scoping.views import ScopedList

LEAD = (
    "Yang baru saja terjadi muncul paling lambat lima menit kemudian. Jejak tidak dapat diubah atau dihapus."
)


class AuditList(ScopedList):
    model = AuditEntry
    table_class = AuditTable
    filterset_class = AuditFilter
    may = "manage"
    title = "Jejak"
    lead = f"Siapa melakukan apa, kapan, dari mana, dan untuk apa. {LEAD}"
    count_label = "catatan"
    empty_text = "Belum ada jejak yang sesuai. Ubah saringannya."

    def get_queryset(self):
        return self.scoped(AuditEntry).select_related("user").order_by("-at", "-number")

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"back_url": reverse("user-list")}


class MemberTrail(AuditList):
    """Everything done with the data of one member, by whomever."""

    def dispatch(self, request, *args, **kwargs):
        if request.user.may(self.may):
            self.member = self.find(self.scoped(Member), kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    @property
    def title(self):
        return f"Jejak data {self.member.name}"

    def get_queryset(self):
        concerned = AuditEntry.objects.of(self.member)
        return concerned.select_related("user").order_by("-at", "-number")

    def get_context_data(self, **kwargs):
        back = reverse("member-detail", args=[self.member.pk])
        return super().get_context_data(**kwargs) | {"back_url": back, "lead": LEAD}
