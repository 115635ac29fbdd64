"""Beranda: what waits for this person, then her groups, or her region at a glance."""

from collections import Counter

from django.db.models import Count
from django.views.generic import TemplateView

from bimtek.effect.todos import todos as follow_up_todos
from bimtek.invitations.todos import todos as event_todos
from groups.help import tour
from groups.lists import groups_today
from groups.market.todos import todos as market_todos
from groups.models import BusinessGroup
from groups.progress.todos import todos as report_todos
from groups.score.cities import cities_of
from groups.score.queries import active_groups, scored
from groups.score.todos import todos as level_todos
from groups.todos import Todo, gather
from groups.todos import todos as group_todos
from groups.values import show_date, show_number, show_share
from reports import queries
from reports.periods import parse_period
from reports.tables import rows_address
from reports.todos import todos as yearly_todos

# What waits for a person, in this order: each app says it for itself.
SOURCES = (report_todos, group_todos, level_todos, market_todos, yearly_todos, follow_up_todos, event_todos)


def lines_for(user) -> list[Todo]:
    """What waits for ``user``: on Beranda, and what messages outside the program are counted from."""
    return gather(found for source in SOURCES for found in source(user))


class Home(TemplateView):
    template_name = "reports/home.html"
    extra_context = {"title": "Beranda"}

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        user, region = self.request.user, self.request.user.home_region
        if region is None:
            return context
        context |= {
            "region": region,
            "can_edit": user.may("edit"),
            "tour_waits": tour.waits_for(user),
            "todos": lines_for(user),
        }
        if region.level == "kelurahan":
            mine = groups_today(BusinessGroup.objects.visible_to(user)).order_by("name")
            scores = {one.group.pk: one for one in scored(active_groups(user), cities=cities_of(user))}
            mine = list(mine[:50])
            for group in mine:
                group.assessment = scores.get(group.pk)
            return context | {"groups": mine}
        return context | self.glance(user, region)

    @staticmethod
    def glance(user, region):
        """Tiles of the region, each with the address of its rows."""
        period = parse_period({})
        scope = {"user": user, "region": region, "period": period}
        levels = Counter()
        groups = queries.counted_groups(**scope).order_by().values_list("level_code", "is_cooperative")
        for level, is_cooperative, number in groups.annotate(number=Count("pk")):
            levels["koperasi" if is_cooperative else level] += number
        members = queries.counted_members(**scope).count()
        covered, kelurahan = queries.coverage(**scope)

        def rows(what, **asked):
            return rows_address(region.pk, what, period, **asked)

        tiles = [
            ("Kelompok aktif", sum(levels.values()), "", rows("kelompok")),
            ("Anggota", members, "", rows("anggota")),
            ("Kelurahan terisi", covered, show_share(covered, kelurahan), rows("cakupan", terisi="ya")),
            ("Pemula", levels["pemula"], "kelompok", rows("kelompok", kategori="pemula")),
            ("Madya", levels["madya"], "kelompok", rows("kelompok", kategori="madya")),
        ]
        if covered < kelurahan:
            number, address = kelurahan - covered, rows("cakupan", terisi="belum")
            tiles.insert(3, ("Kelurahan belum terisi", number, "belum ada kelompok aktif", address))
        source = (
            f"{show_number(sum(levels.values()))} kelompok · {covered} dari {kelurahan} kelurahan · "
            f"data s.d. {show_date(period.last)}"
        )
        return {"tiles": tiles, "source": source}
