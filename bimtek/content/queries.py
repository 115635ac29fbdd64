"""What an event consisted of, for a page and for its report."""

from dataclasses import dataclass

from bimtek.content.models import AgendaItem, EventMinutes, EventPhoto, Expense, Material
from groups.values import show_rupiah


@dataclass(frozen=True)
class Content:
    """``agenda``: (day, its lines) in order; ``expenses`` only for whoever runs the event."""

    agenda: list
    materials: list
    photos: list
    minutes: EventMinutes | None
    expenses: list

    @property
    def total(self) -> int:
        return sum(expense.amount for expense in self.expenses)

    @property
    def by_fund(self) -> list[tuple[str, str]]:
        """(fund source, rupiah) of the expenses, where there is more than one source."""
        sums = {}
        for expense in self.expenses:
            name = str(expense.fund_source)
            sums[name] = sums.get(name, 0) + expense.amount
        return [(name, show_rupiah(amount)) for name, amount in sums.items()] if len(sums) > 1 else []


def content_of(*, user, event) -> Content:
    """Five queries."""
    days = {day: [] for day in event.days}
    for item in AgendaItem.objects.visible_to(user).filter(event=event).order_by("day", "starts_at", "pk"):
        days.setdefault(item.day, []).append(item)
    kept = {
        model: model.objects.visible_to(user).kept().filter(event=event).order_by("pk")
        for model in (Material, EventPhoto)
    }
    expenses = Expense.objects.allowed_to(user, "train").kept().filter(event=event)
    return Content(
        agenda=[(day, items) for day, items in sorted(days.items()) if items],
        materials=list(kept[Material]),
        photos=list(kept[EventPhoto]),
        minutes=EventMinutes.objects.visible_to(user).filter(event=event).first(),
        expenses=list(expenses.select_related("fund_source").order_by("on", "pk")),
    )
