"""What a participant sees of the door herself: the page behind the poster, and the card with her code."""

import base64

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.utils.decorators import method_decorator
from django.views.generic import FormView

from bimtek import codes
from bimtek.door import actions, forms
from bimtek.door.posters import places_of, poster_with
from bimtek.models import Participant
from bimtek.views import ParticipantMixin, runs
from groups.pdf import qr_svg
from groups.scoping.views import ScopedDetail
from groups.values import show_date
from groups.visits import MOST, limited
from groups.whatsapp import wa_link

MOST["poster"] = 300  # a whole room behind one connection


@method_decorator([login_not_required, limited("poster")], name="dispatch")
class Myself(FormView):
    """Behind the poster: she says who she is; the page names nobody."""

    template_name = "bimtek/door/myself.html"
    form_class = forms.MyselfForm

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.poster = poster_with(kwargs["code"])

    def dispatch(self, request, *args, **kwargs):
        if self.poster is None:
            raise Http404("poster")
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"places": places_of(self.poster.event)}

    def form_valid(self, form):
        said = form.cleaned_data
        result = actions.check_in_myself(
            poster=self.poster, code=said["code"], name=said["name"], region_id=said["region"]
        )
        if result.status == actions.REFUSED:
            form.add_error(None, result.text)
            return self.form_invalid(form)
        # No redirect: sending it again is the same check-in.
        return self.render_to_response(self.get_context_data(form=form, done=result.status))

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "title": "Daftar hadir",
            "poster": self.poster,
        }


class Card(ParticipantMixin, ScopedDetail):
    """A participant's code to show at the desk: on the kader's phone, to send on or to write down."""

    may = "view"
    model = Participant
    template_name = "bimtek/door/card.html"

    def get_queryset(self):
        rows = Participant.objects.visible_to(self.request.user).filter(is_dropped=False)
        return rows.select_related("event", "region", "group", "member")

    def get_context_data(self, **kwargs):
        person, event = self.object, self.object.event
        code = codes.shown(codes.code_of(person.pk))
        picture = qr_svg(codes.qr_text(event.pk, person.pk))
        text = (
            f"{person.name}, kode hadir Anda untuk {event.title} ({show_date(event.starts_on)}): {code}. "
            "Tunjukkan di meja pendaftaran."
        )
        phone = person.member.phone if person.member else ""
        may_send = self.request.user.may_in("edit", person.region_id) or runs(self.request.user, event)
        return super().get_context_data(**kwargs) | {
            "title": "Kartu peserta",
            "back_url": event.get_absolute_url(),
            "code": code,
            "picture": base64.b64encode(picture.encode()).decode(),
            "link": wa_link(phone, text) if phone and may_send else "",
        }
