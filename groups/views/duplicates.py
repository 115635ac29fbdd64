"""Pages of records that may be there twice: the list, two side by side, and taking a decision back."""

from django.core.paginator import Paginator
from django.db.models import F
from django.http import Http404
from django.urls import reverse
from django.views.generic import TemplateView

from groups.actions import duplicates as actions
from groups.duplicates import THRESHOLD, compare_groups, compare_members, likely_groups, likely_members
from groups.forms.duplicates import PairForm, SideBySide
from groups.forms.groups import ConfirmForm
from groups.models import BusinessGroup, GroupPair, Member, MemberPair
from groups.models.people import OFFICES
from groups.scoping.views import Doorkeeper, FormPage
from groups.values import show_date

KINDS = {"anggota": MemberPair, "kelompok": GroupPair}
PER_PAGE = 25


def list_address(tab):
    return f"{reverse('duplicate-list')}?lihat={tab}"


class DuplicateList(Doorkeeper, TemplateView):
    """Pairs to decide on, most likely first, in a tab for each kind; and those decided on."""

    may = "edit"
    template_name = "groups/duplicate_list.html"

    def get_context_data(self, **kwargs):
        user = self.request.user
        found = {"anggota": likely_members(user), "kelompok": likely_groups(user)}
        tab = self.request.GET.get("lihat")
        if tab not in (*found, "diputuskan"):
            tab = "anggota"
        rows = self._decisions() if tab == "diputuskan" else found[tab]
        page = Paginator(rows, PER_PAGE).get_page(self.request.GET.get("halaman"))
        if tab != "diputuskan":
            page.object_list = self._with_records(tab, page.object_list)
        return super().get_context_data(**kwargs) | {
            "title": "Mungkin tercatat dua kali",
            "tab": tab,
            "tabs": [(name, name.capitalize(), len(pairs)) for name, pairs in found.items()],
            "page": page,
        }

    def _with_records(self, tab, pairs):
        """(pair, first, second, address) with the records themselves, by one query."""
        if tab == "anggota":
            rows, name = self.scoped(Member).select_related("group__region"), "member-duplicate"
        else:
            rows, name = self.scoped(BusinessGroup).select_related("region"), "group-duplicate"
        rows = rows.in_bulk({pk for pair in pairs for pk in (pair.first, pair.second)})
        return [
            (pair, rows[pair.first], rows[pair.second], reverse(name, args=[pair.first, pair.second]))
            for pair in pairs
        ]

    def _decisions(self):
        """(kind, decision), newest first."""
        decisions = []
        for kind, model in KINDS.items():
            rows = self.scoped(model).in_force().defer("changes")
            decisions += [(kind, row) for row in rows.select_related("first", "second", "decided_by")]
        return sorted(decisions, key=lambda pair: pair[1].decided_at, reverse=True)


class PairPage(FormPage):
    """Two records side by side. Decided ones open as well: a second sending lands where the first did."""

    template_name = "groups/duplicate_pair.html"
    form_class = PairForm
    done_text = "Digabung. Bila keliru, batalkan lewat menu “Tercatat dua kali?”."

    def dispatch(self, request, *args, **kwargs):
        if request.user.may(self.may):
            if kwargs["pk"] == kwargs["other"]:
                raise Http404("one record is no pair")
            self.other = self.find(self.get_target_queryset(), kwargs["other"])
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self):
        pair = {"first": self.target, "second": self.other, "fields": self.choose_from}
        return super().get_form_kwargs() | pair

    def perform(self, form):
        by, reason = self.request.user, form.cleaned_data["reason"]
        if form.cleaned_data["verdict"] == "different":
            actions.not_the_same(one=self.target, other=self.other, by=by, reason=reason)
            self.done_text = "Tersimpan: bukan yang sama. Keduanya tidak ditanyakan lagi."
            return list_address(self.tab)
        keep, drop = self.target, self.other
        if form.cleaned_data["keep"] == "second":
            keep, drop = drop, keep
        decision = self.merge(keep=keep, drop=drop, take=form.take, by=by, reason=reason)
        return decision.kept

    def get_back_url(self):
        return list_address(self.tab)

    def get_context_data(self, **kwargs):
        score, reasons = self.compare(self.target, self.other)
        ids = sorted((self.target.pk, self.other.pk))
        decisions = self.scoped(KINDS[self.tab]).in_force()
        return super().get_context_data(**kwargs) | {
            "other": self.other,
            "score": score if score >= THRESHOLD else 0,
            "reasons": reasons,
            "facts": self.facts(),
            "decision": decisions.filter(first=ids[0], second=ids[1]).first(),
            "tab": self.tab,
        }


class MemberDuplicate(PairPage):
    target_model = Member
    tab = "anggota"
    title = "Orang yang sama?"
    not_same_label = "Bukan orang yang sama"
    choose_from = actions.MEMBER_FIELDS
    compare = staticmethod(compare_members)
    merge = staticmethod(actions.merge_members)

    def get_target_queryset(self):
        members = super().get_target_queryset().select_related("group__region")
        return members.annotate(place=F("group__region_id"))

    def facts(self):
        offices = dict(OFFICES)
        both = (self.target, self.other)
        groups = [f"{member.group.name}, {member.group.region.name}" for member in both]
        spells, terms = [], []
        for member in both:
            rows = member.memberships.filter(voided_at__isnull=True).select_related("group")
            spells.append("; ".join(f"{row.group.name} {_span(row.joined_on, row.left_on)}" for row in rows))
            rows = member.officer_terms.select_related("group")
            terms.append(
                "; ".join(f"{offices[row.office]} {_span(row.started_on, row.ended_on)}" for row in rows)
            )
        return [
            SideBySide("Kelompok", *groups),
            SideBySide("Keanggotaan", *spells),
            SideBySide("Jabatan", *terms),
        ]


class GroupDuplicate(PairPage):
    target_model = BusinessGroup
    tab = "kelompok"
    title = "Kelompok yang sama?"
    not_same_label = "Bukan kelompok yang sama"
    choose_from = actions.GROUP_FIELDS
    compare = staticmethod(compare_groups)
    merge = staticmethod(actions.merge_groups)

    def get_target_queryset(self):
        return super().get_target_queryset().select_related("region", "business_kind", "capital_source")

    def facts(self):
        both = (self.target, self.other)
        levels = [group.level_changes.select_related("level").get(until_on__isnull=True) for group in both]
        return [
            SideBySide("Kelurahan", *(group.region.name for group in both)),
            SideBySide("Kategori", *(change.level.name for change in levels)),
            SideBySide(
                "Anggota", *(f"{group.members.filter(is_active=True).count()} orang" for group in both)
            ),
        ]


def _span(start, end):
    return f"{show_date(start)} – {show_date(end) or 'sekarang'}"


class MergeUndo(FormPage):
    """Taking back a merge, or the word that two are not the same."""

    form_class = ConfirmForm
    target_model = MemberPair
    template_name = "groups/merge_undo.html"
    title = "Batalkan keputusan"
    submit_label = "Ya, batalkan"
    done_text = "Dibatalkan. Kedua catatan tampil lagi di sini bila masih tampak sama."

    def get_target_queryset(self):
        model = KINDS.get(self.kwargs["kind"])
        if model is None:
            raise Http404("no such kind")
        return self.scoped(model).select_related("first", "second", "merged", "decided_by")

    def perform(self, form):
        actions.undo_decision(decision=self.target, by=self.request.user)
        return list_address(self.kwargs["kind"])

    def get_back_url(self):
        return list_address("diputuskan")
