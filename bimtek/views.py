"""Pages of training events."""

from datetime import date
from urllib.parse import urlencode

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from bimtek import actions, forms
from bimtek.lists import EventFilter, EventTable, with_counts
from bimtek.models import Attendance, Participant, Speaker, TrainingEvent
from groups.history import history_of
from groups.models import Member, Region
from groups.models.base import Submission
from groups.scoping.views import EditPage, FormPage, ScopedDetail, ScopedList

PICKED_AT_ONCE = 50


class EventList(ScopedList):
    model = TrainingEvent
    template_name = "bimtek/event_list.html"
    table_class = EventTable
    filterset_class = EventFilter
    title = "Bimtek"
    count_label = "kegiatan"
    create_label = "Tambah kegiatan"
    create_may = "train"
    empty_text = "Di sini tampil bimtek, pelatihan, sosialisasi, lomba, dan pembinaan. Belum ada yang sesuai."

    def get_queryset(self):
        events = super().get_queryset().select_related("kind", "region")
        return with_counts(events, self.request.user).order_by("-starts_on", "title")

    def get_create_url(self):
        return reverse("event-create")

    def get_table_kwargs(self):
        return super().get_table_kwargs() | {"exclude": []}


class EventDetail(ScopedDetail):
    model = TrainingEvent
    template_name = "bimtek/trainingevent_detail.html"

    def get_queryset(self):
        return super().get_queryset().select_related("kind", "organiser", "region", "fund_source")

    def get_context_data(self, **kwargs):
        event, user = self.object, self.request.user
        participants = list(participants_of(event, user))
        for person in participants:
            days = {attendance.day for attendance in person.attendances.all()}
            person.presence = [(day, day in days) for day in event.days]
        today = timezone.localdate()
        per_day = [
            (day, sum((day, True) in person.presence for person in participants), day <= today)
            for day in event.days
        ]
        return super().get_context_data(**kwargs) | {
            "title": event.title,
            "back_url": reverse("event-list"),
            "participants": participants,
            "came": sum(any(here for _, here in person.presence) for person in participants),
            "per_day": per_day,
            "speakers": event.speakers.all(),
            "can_run": runs(user, event),
            "is_over": event.status == "rencana" and event.ends_on < today,
            "sees_all": user.may_in("view", event.region_id),
        }


def participants_of(event, user):
    """Whom ``user`` may see on the list, by kelurahan and name, with their attendance."""
    rows = event.participants.visible_to(user).filter(is_dropped=False)
    rows = rows.select_related("region", "group").prefetch_related("attendances")
    return rows.order_by("region_id", "name", "pk")


def runs(user, event):
    return user.may_in("train", event.organiser_id)


class EventHistory(ScopedDetail):
    """Who changed what; for whoever runs the event, because it names all participants."""

    model = TrainingEvent
    may = "train"
    template_name = "history.html"

    def get_queryset(self):
        return TrainingEvent.objects.allowed_to(self.request.user, self.may)

    def get_context_data(self, **kwargs):
        event = self.object
        attendances = Attendance.objects.visible_to(self.request.user).filter(participant__event=event)
        related = event.speakers.all(), event.participants.all(), attendances
        return super().get_context_data(**kwargs) | {
            "title": f"Riwayat {event.title}",
            "back_url": event.get_absolute_url(),
            "rows": history_of(event, *related),
        }


class EventCreate(FormPage):
    may = "train"
    form_class = forms.EventForm
    title = "Kegiatan baru"
    done_text = "Kegiatan tersimpan. Lanjutkan dengan pesertanya."

    def perform(self, form):
        return actions.save_event(event=form.instance, by=self.request.user)

    def get_back_url(self):
        return reverse("event-list")


class EventMixin:
    """Pages that change an event, for those who run events where it is held."""

    may = "train"
    target_model = TrainingEvent


class EventUpdate(EventMixin, EditPage):
    form_class = forms.EventForm
    title = "Ubah kegiatan"

    def perform(self, form):
        return actions.save_event(event=form.instance, by=self.request.user)


class SpeakerCreate(EventMixin, FormPage):
    form_class = forms.SpeakerForm
    title = "Tambah narasumber"
    done_text = "Narasumber tersimpan."

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": Speaker(event=self.target)}

    def perform(self, form):
        actions.save_speaker(speaker=form.instance, by=self.request.user)
        return self.target


class SpeakerUpdate(EditPage):
    may = "train"
    target_model = Speaker
    form_class = forms.SpeakerForm
    title = "Ubah narasumber"

    def get_target_queryset(self):
        return super().get_target_queryset().select_related("event")

    def perform(self, form):
        return actions.save_speaker(speaker=form.instance, by=self.request.user)


class SpeakerRemove(FormPage):
    may = "train"
    target_model = Speaker
    form_class = forms.ConfirmForm
    title = "Hapus narasumber"
    submit_label = "Hapus"
    done_text = "Narasumber dihapus."

    def get_target_queryset(self):
        return super().get_target_queryset().select_related("event")

    def perform(self, form):
        actions.remove_speaker(speaker=self.target, by=self.request.user)
        return self.target.event

    def get_context_data(self, **kwargs):
        lead = f"{self.target.name} tidak lagi tercatat sebagai narasumber kegiatan ini."
        return super().get_context_data(**kwargs) | {"lead": lead}


class ParticipantCreate(EventMixin, FormPage):
    form_class = forms.ParticipantForm
    template_name = "bimtek/participant_form.html"
    title = "Tambah kader, pejabat, atau tamu"
    done_text = "Peserta tersimpan."

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": Participant(event=self.target)}

    def perform(self, form):
        return actions.save_participant(participant=form.instance, by=self.request.user)

    def landing(self, participant):
        if "lagi" in self.request.POST:
            return reverse("participant-create", args=[self.target.pk])
        return self.target.get_absolute_url()

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "again_label": "Simpan, lalu tambah lagi",
            "positions": forms.POSITIONS,
        }


class ParticipantMixin:
    may = "train"
    target_model = Participant

    def get_target_queryset(self):
        mine = TrainingEvent.objects.allowed_to(self.request.user, self.may)
        rows = super().get_target_queryset().filter(is_dropped=False, event__in=mine)
        return rows.select_related("event__region")


class ParticipantUpdate(ParticipantMixin, EditPage):
    form_class = forms.ParticipantForm
    template_name = "bimtek/participant_form.html"
    title = "Ubah peserta"

    def get_target_queryset(self):
        return super().get_target_queryset().exclude(capacity="anggota")

    def perform(self, form):
        return actions.save_participant(participant=form.instance, by=self.request.user)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"positions": forms.POSITIONS}


class ParticipantDrop(ParticipantMixin, FormPage):
    form_class = forms.ConfirmForm
    title = "Keluarkan dari daftar peserta"
    submit_label = "Keluarkan"
    done_text = "Peserta dikeluarkan dari daftar."

    def perform(self, form):
        actions.drop_participant(participant=self.target, by=self.request.user)
        return self.target.event

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "lead": f"{self.target.name} tidak lagi dihitung sebagai peserta. Kehadirannya tetap tersimpan."
        }


class AddMembers(EventMixin, FormPage):
    """Members of the event's region to tick, narrowed by name or kelurahan, without those listed already."""

    form_class = forms.AddMembersForm
    template_name = "bimtek/add_members.html"
    title = "Pilih anggota"
    done_text = "Peserta tersimpan."
    submit_label = "Tambahkan yang dicentang"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"event": self.target}

    def perform(self, form):
        members = list(form.cleaned_data["members"])
        actions.add_members(event=self.target, members=members, by=self.request.user)
        return self.target

    def landing(self, event):
        if "lagi" not in self.request.POST:
            return event.get_absolute_url()
        # The same search again, so that a long list is ticked page by page.
        asked = {name: self.request.GET.get(name, "")[:80] for name in ("q", "wilayah")}
        address = f"{self.request.path}?{urlencode(asked)}"
        fits = len(address) <= Submission._meta.get_field("landed_at").max_length
        return address if any(asked.values()) and fits else self.request.path

    def get_context_data(self, **kwargs):
        places = Region.objects.visible_to(self.request.user).in_region(self.target.region)
        pick = forms.PickForm(self.request.GET or None, places=places.filter(level="kelurahan").open())
        asked = pick.cleaned_data if pick.is_bound and pick.is_valid() else {}
        members = Member.objects.visible_to(self.request.user).kept().in_region(self.target.region)
        members = members.filter(is_active=True).select_related("group__region").with_office()
        listed = self.target.participants.filter(is_dropped=False, member__isnull=False)
        members = members.exclude(pk__in=listed.values("member"))
        if asked.get("q"):
            members = members.filter(name__icontains=asked["q"]) | members.filter(
                group__name__icontains=asked["q"]
            )
        if asked.get("wilayah"):
            members = members.in_region(asked["wilayah"])
        members = members.order_by("group__region_id", "group__name", "name_key", "pk")
        return super().get_context_data(**kwargs) | {
            "pick": pick,
            "members": members[:PICKED_AT_ONCE],
            "member_count": members.count(),
            "ticked": set(self.request.POST.getlist("members")),
        }


class DayMixin:
    """``self.day`` from the address; None for what is no day."""

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        try:
            self.day = date.fromisoformat(kwargs["day"])
        except ValueError:
            self.day = None
        if self.day and self.day.isoformat() != kwargs["day"]:
            self.day = None


class AttendancePage(DayMixin, EventMixin, FormPage):
    """One list of check boxes for one day; only what was changed here is written."""

    form_class = forms.AttendanceForm
    template_name = "bimtek/attendance.html"
    may_wait = is_nameless = True
    submit_label = "Simpan kehadiran"
    done_text = "Kehadiran tersimpan."

    def get_target_queryset(self):
        today = timezone.localdate()
        if self.day is None or self.day > today:
            raise Http404("day")
        held = super().get_target_queryset().exclude(status="batal")
        return held.filter(starts_on__lte=self.day, ends_on__gte=self.day)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"event": self.target}

    def perform(self, form):
        came, left = form.changes
        actions.set_attendance(event=self.target, day=self.day, came=came, left=left, by=self.request.user)
        return self.target

    def get_context_data(self, **kwargs):
        people = list(participants_of(self.target, self.request.user))
        for person in people:
            person.is_here = any(attendance.day == self.day for attendance in person.attendances.all())
        ticked = {str(person.pk) for person in people if person.is_here}
        draft = getattr(self.request, "draft", None)
        sent = self.request.POST or MultiValueDict(draft.values if draft else {})
        if sent:
            # After an error and in a draft the ticks stay, also beside what they are compared with.
            ticked = set(sent.getlist("came"))
        return super().get_context_data(**kwargs) | {
            "title": "Kehadiran",
            "lead": self.target.title,
            "day": self.day,
            "people": people,
            "came": sum(person.is_here for person in people),
            "ticked": ticked,
            "before": sent.get("before", "") if sent else " ".join(str(p.pk) for p in people if p.is_here),
            "shown": sent.get("shown", "") if sent else " ".join(str(person.pk) for person in people),
        }
