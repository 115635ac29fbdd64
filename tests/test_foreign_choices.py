"""A choice sent with the id of another region's row is refused at its field, in every form."""

import pytest
from django.forms import ModelChoiceField
from django.urls import reverse

from groups.models.reference import ReferenceEntry
from tests import factories as f
from tests.test_access_matrix import FORM, MATRIX, PERSONAS, address, expected, world

__all__ = ["world"]
TEGAL = "33.76.01.1001"


@pytest.fixture
def foreign(world):
    """Rows of another city by model, which nobody here may choose."""
    group = f.group(TEGAL)
    member, event = f.member(group), f.event(TEGAL, organiser="33.76")
    rows = [group, group.region, member, event, f.kader(TEGAL), f.product(group)]
    rows += [f.report(group, state="diverifikasi"), f.participant(event, member)]
    rows += [group.region.aliases.create(name="Lama")]
    return {type(row): row for row in rows}


def forms_of(response) -> list:
    values = [value for layer in response.context or () for value in layer.flatten().values()]
    return list({id(value): value for value in values if hasattr(value, "add_prefix")}.values())


def choices(response) -> set:
    """(name as sent, field, model) of every choice among rows that hang from regions."""
    return {
        (form.add_prefix(name), name, field.queryset.model)
        for form in forms_of(response)
        for name, field in form.fields.items()
        if isinstance(field, ModelChoiceField)
        and hasattr(field.queryset, "visible_to")
        and not issubclass(field.queryset.model, ReferenceEntry)
    }


def is_refused(client, url, sent, name, value):
    """As an answer in the page's form, or as a narrowing of its list."""
    answers = client.post(url, {sent: value}), client.get(url, {sent: value})
    return any(name in form.errors for answer in answers for form in forms_of(answer))


def test_a_row_of_another_city_is_never_accepted(client, world, foreign):
    accepted = []
    for persona in ("kader", "admin"):
        client.force_login(PERSONAS[persona]())
        tried = 0
        for view, row in MATRIX.items():
            if row.post != FORM or expected(persona, row, 200) != 200:
                continue
            url = address(view, row, world)
            for sent, name, model in choices(client.get(url)):
                assert model in foreign, f"give the test a foreign {model.__name__}"
                tried += 1
                if not is_refused(client, url, sent, name, foreign[model].pk):
                    accepted.append((persona, view, sent))
        assert tried > 10
    assert accepted == []


def test_a_row_of_ones_own_is_accepted_there(client, regions):
    """Or the test above could not fail."""
    client.force_login(f.pokja_kota())
    response = client.post(reverse("event-create"), {"region": f.KRAPYAK})
    assert "region" not in response.context["form"].errors
