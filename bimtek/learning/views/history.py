"""A person's trainings, on the screen and as form 4.14.3."""

from django.utils import timezone

from bimtek.learning.printing import training_book
from bimtek.learning.queries import trainings
from groups.books.layout import to_pdf
from groups.models import Member
from groups.scoping.views import ScopedDetail, as_file


class MemberTraining(ScopedDetail):
    model = Member
    template_name = "learning/member.html"

    def get_queryset(self):
        return super().get_queryset().select_related("group__region").with_office().with_joined()

    def get_context_data(self, **kwargs):
        member = self.object
        return super().get_context_data(**kwargs) | {
            "title": "Riwayat pelatihan",
            "back_url": member.get_absolute_url(),
            "member": member,
            "trainings": trainings(user=self.request.user, member=member),
        }


class MemberTrainingFile(MemberTraining):
    def render_to_response(self, context, **kwargs):
        book = training_book(context["member"], context["trainings"], timezone.localdate())
        return as_file(to_pdf([book]), "pdf", f"riwayat pelatihan {self.object.name}")
