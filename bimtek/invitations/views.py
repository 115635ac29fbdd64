"""Pages of invitations: Pokja II chooses, gives places and writes letters; the kelurahan answers."""

from django.db.models import Q
from django.http import Http404
from django.urls import reverse

from bimtek.forms import EventForm
from bimtek.invitations import actions, forms, rules
from bimtek.invitations.letters import letters_pdf, whatsapp_text
from bimtek.invitations.models import Invitation, Invitee
from bimtek.models import TrainingEvent
from bimtek.views import EventMixin, runs
from groups.models import Member, Region
from groups.scoping.views import FormPage, ScopedDetail, as_file
from groups.values import show_number
from groups.whatsapp import kader_by_region, wa_link

AT_ONCE = 250  # names on one page of choice
SUGGESTED = 3  # substitutes beside a name
OFFERED = 50  # members to choose a substitute or a participant from


class EventCopy(EventMixin, FormPage):
    """A new event like this one: what it is and for whom; only its days are asked anew."""

    form_class = EventForm
    title = "Salin kegiatan"
    lead = "Narasumber dan tempat untuk setiap kelurahan ikut tersalin. Isi tanggal yang baru."
    done_text = "Kegiatan baru tersimpan. Lanjutkan dengan undangannya."

    def get_initial(self):
        names = ("title", "kind", "organiser", "region", "venue", "starts_at", "topics", "partner")
        return {name: getattr(self.target, name) for name in (*names, "fund_source")}

    def perform(self, form):
        return actions.copy_event(event=form.instance, source=self.target, by=self.request.user)


class InvitationList(ScopedDetail):
    """The kelurahan invited to an event that the person may see, and how they answered."""

    model = TrainingEvent
    template_name = "bimtek/invitations/list.html"

    def get_queryset(self):
        return super().get_queryset().select_related("region")

    def get_context_data(self, **kwargs):
        event, user = self.object, self.request.user
        rows = list(invitations_of(event, user).with_counts())
        kader = kader_by_region(user) if runs(user, event) else {}
        for row in rows:
            address = self.request.build_absolute_uri(row.get_absolute_url())
            text = whatsapp_text(event, row, address)
            told = kader.get(row.region_id, ())
            row.links = [(name, wa_link(phone, text)) for name, phone in told if phone]
        names = ("seats", "coming", "waiting", "unanswered")
        return super().get_context_data(**kwargs) | {
            "title": "Undangan",
            "back_url": event.get_absolute_url(),
            "event": event,
            "rows": rows,
            "total": {name: sum(getattr(row, name) for row in rows) for name in names},
            "can_run": runs(user, event),
            "unnumbered": sum(not row.letter_no and row.seats > 0 for row in rows),
            "numbered": sum(bool(row.letter_no) for row in rows),
        }


def invitations_of(event, user):
    return Invitation.objects.visible_to(user).of(event).select_related("region").order_by("region")


class Choose(EventMixin, FormPage):
    """People by rule or by name, to tick and invite."""

    form_class = forms.InviteForm
    template_name = "bimtek/invitations/choose.html"
    title = "Pilih yang diundang"
    submit_label = "Undang yang dicentang"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"event": self.target}

    def perform(self, form):
        said = form.cleaned_data
        self.number = actions.invite(
            event=self.target, members=list(said["members"]), seats=said["seats"],
            answer_by=said["answer_by"], by=self.request.user,
        )  # fmt: skip
        return reverse("invitation-list", args=[self.target.pk])

    def get_back_url(self):
        return reverse("invitation-list", args=[self.target.pk])

    def get_context_data(self, **kwargs):
        user, event = self.request.user, self.target
        places = Region.objects.visible_to(user).in_region(event.region).open()
        places = places.filter(level__in=["kecamatan", "kelurahan"]).order_by("code")
        pick = forms.ChooseForm(self.request.GET or None, places=places)
        members, number = [], None
        if pick.is_bound and pick.is_valid():
            found = rules.candidates(user, event, pick.asked)
            members, number = list(found[:AT_ONCE]), found.count()
        sent = self.request.POST
        return super().get_context_data(**kwargs) | {
            "event": event,
            "pick": pick,
            "ready": rules.READY,
            "members": members,
            "number": number,
            "kelurahan": len({member.group.region_id for member in members}),
            "ticked": set(sent.getlist("members")) if sent else {str(member.pk) for member in members},
        }


class Seats(EventMixin, FormPage):
    form_class = forms.SeatsForm
    title = "Tempat untuk setiap kelurahan"
    lead = "Kelurahan yang diberi tempat dapat memilih sendiri siapa yang datang."
    done_text = "Tempat tersimpan."

    def get_form_kwargs(self):
        user = self.request.user
        places = Region.objects.allowed_to(user, "train").in_region(self.target.region).open()
        given = dict(invitations_of(self.target, user).values_list("region_id", "seats"))
        places = list(places.filter(level="kelurahan").order_by("code"))
        return super().get_form_kwargs() | {"places": places, "given": given}

    def perform(self, form):
        by = form.cleaned_data["answer_by"]
        actions.set_seats(event=self.target, seats=form.seats, answer_by=by, by=self.request.user)
        return reverse("invitation-list", args=[self.target.pk])

    def get_back_url(self):
        return reverse("invitation-list", args=[self.target.pk])


class Letters(EventMixin, FormPage):
    """Give the letters their numbers; after that they can be printed."""

    form_class = forms.LettersForm
    title = "Nomor surat undangan"
    lead = "Setiap kelurahan mendapat satu surat dengan nomor berurutan. Yang sudah bernomor tidak berubah."
    submit_label = "Beri nomor"
    done_text = "Surat sudah bernomor dan dapat dicetak."

    def perform(self, form):
        names = ("before", "first", "after", "on")
        said = {name: form.cleaned_data[name] for name in names}
        actions.number_letters(event=self.target, by=self.request.user, **said)
        return reverse("invitation-list", args=[self.target.pk])

    def get_back_url(self):
        return reverse("invitation-list", args=[self.target.pk])


def _printed(event, invitations):
    people = invitations.exclude(letter_no="").prefetch_related("people__member__group")
    found = list(people)
    if not found:
        raise Http404("no letter")
    return as_file(letters_pdf(event, found), "pdf", f"Undangan {event.title}")


class LettersFile(ScopedDetail):
    """All numbered letters of an event that the person may see, one after the other."""

    model = TrainingEvent

    def get_queryset(self):
        return super().get_queryset().select_related("organiser__parent__parent__parent")

    def render_to_response(self, context, **kwargs):
        return _printed(self.object, invitations_of(self.object, self.request.user))


class InvitationDetail(ScopedDetail):
    """Who is asked from a kelurahan, who comes, who waits; each answered with one tap."""

    model = Invitation
    template_name = "bimtek/invitations/detail.html"

    def get_queryset(self):
        return super().get_queryset().select_related("event", "region").with_counts()

    def get_context_data(self, **kwargs):
        invitation, user = self.object, self.request.user
        people = list(invitation.people.visible_to(user).select_related("member__group", "replaces"))
        parts = {state: [row for row in people if row.state == state] for state in ("diundang", "batal")}
        parts["datang"] = sorted((row for row in people if row.seat), key=lambda row: row.seat)
        parts["menunggu"] = sorted((row for row in people if row.queued_at), key=lambda row: row.queued_at)
        can_answer = actions.may_answer(user, invitation) and invitation.event.is_open
        if can_answer:
            _suggest(people, user)
        return super().get_context_data(**kwargs) | {
            "title": f"Undangan {invitation.region.title}",
            "back_url": invitation.event.get_absolute_url(),
            "event": invitation.event,
            "invitation": invitation,
            "parts": parts,
            "people": people,
            "can_answer": can_answer,
            "free": max(invitation.seats - invitation.coming, 0),
        }


def _suggest(people, user):
    """``suggested``: some of her own group who are not asked yet, to come in her place; one query."""
    groups = {row.member.group_id for row in people if row.member}
    members = Member.objects.visible_to(user).kept().filter(is_active=True, group__in=groups)
    members = members.exclude(pk__in=[row.member_id for row in people if row.member]).with_office()
    by_group = {}
    for member in members.order_by("name_key", "pk"):
        by_group.setdefault(member.group_id, []).append(member)
    for row in people:
        mine = by_group.get(row.member.group_id, []) if row.member else []
        # Officers first: they are whom an event is mostly for.
        row.suggested = sorted(mine, key=lambda member: member.office is None)[:SUGGESTED]


class LetterFile(ScopedDetail):
    """The letter of one kelurahan."""

    model = Invitation

    def get_queryset(self):
        return super().get_queryset().select_related("event__organiser__parent__parent__parent")

    def render_to_response(self, context, **kwargs):
        mine = invitations_of(self.object.event, self.request.user).filter(pk=self.object.pk)
        return _printed(self.object.event, mine)


class OfInvitation(FormPage):
    """A form about an invitation that is answered by its kelurahan or by whoever runs the event."""

    may = "view"
    target_model = Invitation

    def get_target_queryset(self):
        return super().get_target_queryset().select_related("event", "region")

    def check_saved(self, row):
        pass  # the action wrote into the invitation of this page

    def get_invitation(self):
        return self.target

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"invitation": self.get_invitation()}


class OffersMembers:
    """Members of the kelurahan who are not asked, or said no, narrowed by ``q``."""

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        q, invitation = self.request.GET.get("q", "")[:80], context["invitation"]
        members = Member.objects.visible_to(self.request.user).kept().filter(is_active=True)
        asked = invitation.people.exclude(state="batal").filter(member__isnull=False)
        members = members.in_region(invitation.region).exclude(pk__in=asked.values("member"))
        if q:
            members = members.filter(Q(name__icontains=q) | Q(group__name__icontains=q))
        members = members.select_related("group").with_office().order_by("group__name", "name_key", "pk")
        return context | {"q": q, "members": list(members[:OFFERED]), "number": members.count()}


class AddPeople(OffersMembers, OfInvitation):
    form_class = forms.AddPeopleForm
    template_name = "bimtek/invitations/add.html"
    title = "Tambah peserta"
    submit_label = "Tambahkan"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"invitation": self.target}

    def perform(self, form):
        said = form.cleaned_data
        names = [said["name"].strip()] if said["name"].strip() else []
        members = list(said["members"])
        people = actions.add_people(
            invitation=self.target, members=members, names=names, by=self.request.user
        )
        waiting = sum(row.state == "menunggu" for row in people)
        self.done_text = f"{show_number(len(people) - waiting)} peserta tercatat datang."
        if waiting:
            form.warnings.append(
                f"Tempat sudah penuh, jadi {show_number(waiting)} orang masuk daftar tunggu. Bila ada yang "
                "batal, yang pertama menunggu naik sendiri."
            )
        return self.target

    def get_context_data(self, **kwargs):
        ticked = set(self.request.POST.getlist("members"))
        return super().get_context_data(**kwargs) | {"ticked": ticked}


class OfInvitee(OfInvitation):
    target_model = Invitee

    def get_target_queryset(self):
        rows = Invitee.objects.visible_to(self.request.user)
        return rows.select_related("invitation__event", "invitation__region", "member__group", "participant")

    def get_invitation(self):
        return self.target.invitation


class Answer(OfInvitee):
    form_class = forms.AnswerForm
    title = "Jawab undangan"
    done_text = "Jawaban tersimpan."

    def perform(self, form):
        comes = form.cleaned_data["comes"] == "ya"
        moved = actions.answer(invitee=self.target, comes=comes, by=self.request.user)
        if moved:
            form.warnings.append(f"{moved.name} naik dari daftar tunggu. Beri tahu orangnya.")
        elif comes:
            self.target.refresh_from_db(fields=["state"])
            if self.target.state == "menunggu":
                form.warnings.append(f"Tempat sudah penuh. {self.target.name} masuk daftar tunggu.")
        return self.target.invitation

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"lead": self.target.name}


class Substitute(OffersMembers, OfInvitee):
    form_class = forms.SubstituteForm
    template_name = "bimtek/invitations/substitute.html"
    title = "Ganti peserta"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"invitation": self.target.invitation}

    def perform(self, form):
        member = form.cleaned_data["member"]
        other = actions.substitute(invitee=self.target, member=member, by=self.request.user)
        self.done_text = f"{other.name} menggantikan {self.target.name}."
        return self.target.invitation
