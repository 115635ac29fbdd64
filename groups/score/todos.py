"""Groups that may be ready for the next level: waits for whoever decides it."""

from django.urls import reverse

from groups.models import BusinessGroup
from groups.score import review
from groups.score.cities import city_code
from groups.todos import Todo
from groups.values import show_number


def todos(user) -> list[Todo]:
    if not user.may("decide"):
        return []
    groups = BusinessGroup.objects.allowed_to(user, "decide")
    found = review.review(groups, review.rungs(city_code(user)))
    return [
        Todo(
            f"{show_number(len(one.ready))} kelompok mungkin siap naik ke {one.rung.level.name.lower()}",
            reverse("level-review"),
            icon="award",
        )
        for one in found
        if one.ready
    ]
