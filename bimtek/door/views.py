"""Pages of the door: the event's days, the desk of a day, paper, posters, and the participant's own card."""

import json
from uuid import UUID

from django.core.exceptions import BadRequest, ValidationError
from django.db.models import Exists, OuterRef
from django.http import Http404, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.functional import cached_property
from django.views.generic import View

from bimtek.door import actions, forms, walkins
from bimtek.door.models import CheckIn, Poster, Session
from bimtek.door.printing import badges_pdf, list_pdf, poster_pdf
from bimtek.door.queries import presence
from bimtek.models import Participant, TrainingEvent
from bimtek.views import DayMixin, EventMixin, participants_of
from groups.scoping.views import Doorkeeper, FormPage, ScopedDetail, as_file
from groups.values import show_date, show_number

AT_ONCE = 100  # check-ins in one sending
FOUND = 12  # names of a search
CAMERA = "camera=(self), microphone=(), geolocation=()"


class Door(EventMixin, ScopedDetail):
    """The days of an event with how many came, and everything for the door."""

    model = TrainingEvent
    template_name = "bimtek/door/door.html"

    def get_queryset(self):
        return TrainingEvent.objects.allowed_to(self.request.user, self.may)

    def get_context_data(self, **kwargs):
        event, today = self.object, timezone.localdate()
        people = list(participants_of(event, self.request.user))
        days = [
            {
                "day": day,
                "text": day.isoformat(),
                "came": sum(any(row.day == day for row in person.attendances.all()) for person in people),
                "has_come": day <= today,
                "is_today": day == today,
            }
            for day in event.days
        ]
        return super().get_context_data(**kwargs) | {
            "title": "Daftar hadir",
            "back_url": event.get_absolute_url(),
            "event": event,
            "days": days,
            "listed": len(people),
            "sessions": event.sessions.all(),
        }


class OfDoor(EventMixin, FormPage):
    """A form of the door of an event; lands on the door."""

    def check_saved(self, row):
        pass  # the action asked for the organiser of this page's event

    def landing(self, row):
        return self.get_back_url()

    def get_back_url(self):
        return reverse("door", args=[self.target.pk])

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"event": self.target}


class SessionCreate(OfDoor):
    form_class = forms.SessionForm
    title = "Tambah sesi"
    lead = "Sesi hanya perlu bila kehadiran dicatat lebih dari satu kali sehari."

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": Session(event=self.target)}

    def perform(self, form):
        return actions.save_session(session=form.instance, by=self.request.user)


class SessionRemove(FormPage):
    may = "train"
    target_model = Session
    form_class = forms.PersonForm
    title = "Hapus sesi"
    submit_label = "Hapus"
    done_text = "Sesi dihapus."

    def perform(self, form):
        address = self.target.get_absolute_url()
        actions.remove_session(session=self.target, by=self.request.user)
        return address

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"lead": f"Sesi {self.target.name} tidak dipakai lagi."}


class PrintedThings(EventMixin, Doorkeeper, View):
    """Paper of an event, for whoever runs it."""

    def find_event(self, pk):
        rows = TrainingEvent.objects.allowed_to(self.request.user, self.may)
        return self.find(rows.select_related("organiser__parent__parent__parent"), pk)


class PrintList(PrintedThings):
    """By POST, because whoever has no number on the list yet gets one."""

    def post(self, request, pk):
        event = self.find_event(pk)
        people = actions.number_list(event=event, by=request.user)
        return as_file(list_pdf(event, people), "pdf", f"Daftar hadir {event.title}")


class PrintBadges(PrintedThings):
    def get(self, request, pk):
        event = self.find_event(pk)
        people = list(participants_of(event, request.user))
        if not people:
            raise Http404("nobody to print for")
        return as_file(badges_pdf(event, people), "pdf", f"Kartu peserta {event.title}")


class OneDay(DayMixin):
    """A day of an event and the session of it that was asked for; 404 for a day of no event."""

    def events(self):
        if self.day is None:
            raise Http404("day")
        held = TrainingEvent.objects.allowed_to(self.request.user, self.may).exclude(status="batal")
        return held.filter(starts_on__lte=self.day, ends_on__gte=self.day)

    def sessions_of(self, event, asked):
        """(all sessions of the day, the one with the id ``asked`` or else the first; None without any)."""
        sessions = list(event.sessions.filter(day=self.day))
        named = [one for one in sessions if str(one.pk) == asked]
        return sessions, (named or sessions[:1] or [None])[0]

    def desk_address(self, event, session):
        address = reverse("desk", args=[event.pk, self.day.isoformat()])
        return f"{address}?sesi={session.pk}" if session else address


class OfDesk(OneDay, EventMixin, FormPage):
    """A form at the desk of one day; it lands on the desk."""

    def get_target_queryset(self):
        return self.events()

    @cached_property
    def sessions(self):
        asked = self.request.POST.get("sesi") or self.request.GET.get("sesi")
        return self.sessions_of(self.target, asked)

    @property
    def session(self):
        return self.sessions[1]

    def get_back_url(self):
        return self.desk_address(self.target, self.session)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "event": self.target, "day": self.day, "session": self.session,
        }  # fmt: skip

    def show(self, form, results):
        """Say what became of ``results``: those of one kind in one sentence, the refused one by one."""
        new, known = (
            [one.text for one in results if one.status == status] for status in (actions.NEW, actions.KNOWN)
        )
        self.done_text = new[0] if len(new) == 1 else f"{show_number(len(new))} orang dicatat hadir."
        form.warnings += (
            known if len(known) < 3 else [f"{show_number(len(known))} orang sudah tercatat tadi."]
        )
        form.warnings += [one.text for one in results if one.status == actions.REFUSED]


class Desk(OfDesk):
    """Check-in by code, by name, or by the camera; and how many have come."""

    form_class = forms.CodeForm
    template_name = "bimtek/door/desk.html"
    title = "Meja pendaftaran"

    def dispatch(self, request, *args, **kwargs):
        response = super().dispatch(request, *args, **kwargs)
        response["Permissions-Policy"] = CAMERA
        return response

    def perform(self, form):
        said = form.cleaned_data
        entry = actions.Entry(said["submission"], said["code"], timezone.now())
        (result,) = actions.check_in_codes(
            event=self.target, day=self.day, session=self.session, entries=[entry], by=self.request.user
        )
        if result.status != actions.NEW:
            raise ValidationError({"code": result.text})
        self.done_text = result.text
        return self.get_back_url()

    def get_template_names(self):
        return ["bimtek/door/_found.html"] if self.request.htmx else [self.template_name]

    def get_context_data(self, **kwargs):
        event, session = self.target, self.session
        q = self.request.GET.get("q", "").strip()[:80]
        here = CheckIn.objects.visible_to(self.request.user).counted().filter(day=self.day, session=session)
        people = event.participants.visible_to(self.request.user).filter(is_dropped=False, name__icontains=q)
        people = people.annotate(is_here=Exists(here.filter(participant=OuterRef("pk"))))
        people = people.select_related("region", "group").order_by("name", "pk")
        return super().get_context_data(**kwargs) | {
            "back_url": reverse("door", args=[event.pk]),
            "title": f"Meja pendaftaran {show_date(self.day)}",
            "sessions": self.sessions[0],
            "is_today": self.day == timezone.localdate(),
            "poster": event.posters.filter(day=self.day, closed_at__isnull=True).first(),
            "q": q,
            "found": list(people[:FOUND]) if q else [],
            "presence": None if self.request.htmx else self.presence(session),
        }

    def presence(self, session):
        return presence(user=self.request.user, event=self.target, day=self.day, session=session)


class DeskCount(OneDay, EventMixin, Doorkeeper, View):
    """The live count, as a part of the desk's page."""

    def get(self, request, pk, day):
        event = self.find(self.events(), pk)
        _, session = self.sessions_of(event, request.GET.get("sesi"))
        state = presence(user=request.user, event=event, day=self.day, session=session)
        context = {"presence": state, "event": event, "day": self.day, "session": session}
        response = render(request, "bimtek/door/_polled.html", context)
        response["Cache-Control"] = "no-store"
        return response


class DeskSend(OneDay, EventMixin, Doorkeeper, View):
    """Check-ins that a device kept: JSON ``{"entries": [{"id", "code", "at"}]}``, each answered by its id."""

    def post(self, request, pk, day):
        event = self.find(self.events(), pk)
        if request.content_type != "application/json":
            raise BadRequest("not JSON")
        _, session = self.sessions_of(event, request.GET.get("sesi"))
        results = actions.check_in_codes(
            event=event, day=self.day, session=session, entries=_entries(request.body), by=request.user
        )
        answers = [{"id": str(one.submission), "status": one.status, "text": one.text} for one in results]
        return JsonResponse({"results": answers})


def _entries(body: bytes) -> list[actions.Entry]:
    """What a device sent, or BadRequest."""
    try:
        rows = json.loads(body)["entries"]
        if not isinstance(rows, list) or not 0 < len(rows) <= AT_ONCE:
            raise ValueError("number of entries")
        return [_entry(row) for row in rows]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadRequest("entries") from error


def _entry(row) -> actions.Entry:
    at = parse_datetime(row["at"])
    if at is None or timezone.is_naive(at):
        raise ValueError("time")
    return actions.Entry(UUID(row["id"]), row["code"][:40], at)


class DeskPerson(OfDesk):
    """The button beside a name."""

    form_class = forms.PersonForm
    title = "Catat hadir"
    submit_label = "Hadir"

    def get_person(self):
        rows = Participant.objects.allowed_to(self.request.user, self.may).filter(is_dropped=False)
        return self.find(rows.filter(event=self.target).select_related("event"), self.kwargs["person"])

    def perform(self, form):
        person = self.get_person()
        result = actions.check_in_person(
            participant=person, day=self.day, session=self.session, by=self.request.user
        )
        if result.status == actions.REFUSED:
            raise ValidationError(result.text)
        self.done_text = result.text
        return self.get_back_url()

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"lead": self.get_person().name}


class DeskNumbers(OfDesk):
    """The signed paper list, ticked back by number."""

    form_class = forms.NumbersForm
    title = "Centang menurut nomor"
    submit_label = "Catat hadir"

    def perform(self, form):
        results = actions.check_in_numbers(
            event=self.target, day=self.day, session=self.session,
            numbers=form.cleaned_data["numbers"], by=self.request.user,
        )  # fmt: skip
        self.show(form, results)
        return self.get_back_url()

    def get_context_data(self, **kwargs):
        lead = f"{self.target.title}, {show_date(self.day)}"
        if self.session:
            lead += f", {self.session}"
        return super().get_context_data(**kwargs) | {"lead": lead}


class DeskWalkIns(OfDesk):
    """Whoever came without being on the list: written, matched to the registry, then recorded."""

    form_class = forms.WalkInForm
    template_name = "bimtek/door/walk_ins.html"
    title = "Peserta langsung"
    submit_label = "Catat hadir"

    def get_form_kwargs(self):
        def find(lines):
            return walkins.match(user=self.request.user, event=self.target, lines=lines)

        return super().get_form_kwargs() | {"find": find}

    def form_valid(self, form):
        if "simpan" not in self.request.POST:
            return self.render_to_response(self.get_context_data(form=form))
        return super().form_valid(form)

    def perform(self, form):
        results = actions.check_in_walk_ins(
            event=self.target, day=self.day, session=self.session,
            people=[line.walk_in for line in form.found], by=self.request.user,
        )  # fmt: skip
        self.show(form, results)
        return self.get_back_url()


class CheckInUndo(FormPage):
    may = "train"
    target_model = CheckIn
    form_class = forms.PersonForm
    title = "Batalkan kehadiran"
    submit_label = "Batalkan kehadiran"
    done_text = "Kehadiran dibatalkan."

    def get_target_queryset(self):
        mine = TrainingEvent.objects.allowed_to(self.request.user, self.may)
        rows = super().get_target_queryset().filter(participant__event__in=mine)
        return rows.select_related("participant__event")

    def perform(self, form):
        return actions.undo(check_in=self.target, by=self.request.user)

    def get_context_data(self, **kwargs):
        person, day = self.target.participant, show_date(self.target.day)
        return super().get_context_data(**kwargs) | {
            "lead": f"{person.name} ternyata tidak hadir pada {day}. Catatannya tetap tersimpan di riwayat."
        }


class PosterPage(OfDesk):
    """Open a poster for the day, a new one in its place, or none."""

    form_class = forms.PersonForm
    template_name = "bimtek/door/poster.html"
    title = "Poster daftar hadir"
    submit_label = "Buat poster"
    done_text = "Poster siap dicetak."

    def perform(self, form):
        by = self.request.user
        if "tutup" in self.request.POST:
            actions.close_poster(event=self.target, day=self.day, by=by)
            self.done_text = "Poster ditutup; kodenya tidak berlaku lagi."
        else:
            actions.open_poster(event=self.target, day=self.day, by=by)
        return self.request.path

    def get_context_data(self, **kwargs):
        posters = Poster.objects.allowed_to(self.request.user, self.may).filter(event=self.target)
        poster = posters.filter(day=self.day, closed_at__isnull=True).first()
        address = reverse("door-myself", args=[poster.code]) if poster else ""
        return super().get_context_data(**kwargs) | {
            "poster": poster,
            "address": self.request.build_absolute_uri(address) if poster else "",
        }


class PosterFile(OneDay, PrintedThings):
    def get(self, request, pk, day):
        event = self.find(self.events().select_related("organiser"), pk)
        poster = event.posters.filter(day=self.day, closed_at__isnull=True).first()
        if poster is None:
            raise Http404("no poster")
        poster.event = event
        address = request.build_absolute_uri(reverse("door-myself", args=[poster.code]))
        return as_file(poster_pdf(poster, address), "pdf", f"Poster daftar hadir {event.title}")
