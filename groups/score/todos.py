"""Groups that may be ready for the next level: waits for whoever decides it."""

from django.db.models import Case, When
from django.urls import reverse
from django.utils import timezone

from groups.models import BusinessGroup
from groups.score import review
from groups.score.cities import city_code
from groups.score.models import LevelReview
from groups.todos import NEWS_FOR, Todo, Waiting, first_of
from groups.values import show_number


def todos(user) -> list[Todo | Waiting]:
    if not user.may("decide"):
        return [Waiting(_decided(user), _say_decided)]
    groups = BusinessGroup.objects.allowed_to(user, "decide")
    found = review.review(groups, review.rungs(city_code(user)))
    return [
        Todo(
            f"{show_number(len(one.ready))} kelompok mungkin siap naik ke {one.rung.level.name.lower()}",
            reverse("level-review"),
            icon="award",
            kind="kelompok mungkin siap naik kategori",
            number=len(one.ready),
        )
        for one in found
        if one.ready
    ]


def _decided(user):
    """What Pokja II decided lately about her groups."""
    reviews = LevelReview.objects.visible_to(user).filter(decided_at__gte=timezone.now() - NEWS_FOR)
    said = {"name": "group__name", "code": "level__name", "note": "basis"}
    is_up = Case(When(outcome="naik", then=1), default=0)
    return first_of(reviews, "-decided_at", most=3, pk="group_id", number=is_up, **said)


def _say_decided(rows):
    for row in rows:
        text = f"{row.name} {'' if row.number else 'belum '}naik ke {row.code.lower()}"
        address = reverse("group-detail", args=[row.pk])
        kind = {"kind": "hasil tinjauan kategori", "needs": False}
        yield Todo(text, address, note=row.note, icon="award", **kind)
