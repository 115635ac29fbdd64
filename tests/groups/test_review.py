"""One page with all answers before a long form is sent, without a script: each line leads back to its box."""

import re

import pytest
from django.urls import reverse

from groups.drafts.models import Draft
from groups.models import Member, Submission
from tests import factories as f
from tests.posting import errors_of, fill, offered

pytestmark = pytest.mark.django_db


def sent_on(page) -> dict:
    """What the review sends on when its button is pressed."""
    text = page.content.decode()
    return dict(
        re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', text.split("data-once")[1])
    )


def test_the_answers_stand_on_one_page_and_nothing_is_saved_before_they_are_sent(sign_in):
    group, kader = f.group(name="Melati"), f.kader()
    client, url = sign_in(kader), reverse("member-create", args=[group.pk])
    page = client.get(url)
    assert "Periksa dulu" in page.content.decode()
    changes = {"name": "Tutik", "sex": "P", "phone": "081234567890", "pemilik": "x", "periksa": "1"}
    review = fill(client, page, changes)
    rows = {row["label"]: row["value"] for row in review.context["rows"]}
    assert {label: rows[label] for label in ("Nama lengkap", "Jenis kelamin", "Nomor HP", "RW")} == {
        "Nama lengkap": "Tutik",
        "Jenis kelamin": "Perempuan",
        "Nomor HP": "0812-3456-7890",
        "RW": "",
    }
    assert (Member.objects.count(), Submission.objects.count(), Draft.objects.count()) == (0, 0, 0)

    # Back to one box, with everything as it was; then sent from the review, as one record.
    back = client.post(url, sent_on(review) | {"ubah": "phone"})
    assert (back.status_code, offered(back)["name"], dict(back.context["form"].errors)) == (200, "Tutik", {})
    for _ in range(2):
        assert client.post(url, sent_on(review))["Location"] == group.get_absolute_url()
    assert [(member.name, member.phone) for member in Member.objects.all()] == [("Tutik", "+6281234567890")]


def test_what_would_be_refused_is_said_before_the_review(sign_in):
    group = f.group()
    client, url = sign_in(f.kader()), reverse("member-create", args=[group.pk])
    early = {"name": "Tutik", "sex": "P", "joined_on": "1990-01-01", "periksa": "1"}
    for changes in ({"name": "", "periksa": "1"}, early):
        refused = fill(client, client.get(url), changes)
        assert refused.status_code == 422
        assert refused.context["form"].errors


def test_a_report_is_reviewed_with_its_last_values_one_tap_away(sign_in):
    group = f.group()
    f.member(group)
    before = f.report(group, f.last_period(1), state="diterima")
    client = sign_in(f.kader())
    url = reverse("report-write", args=[group.pk, f.last_period().code])
    page = client.get(url)
    boxes = page.context["form"].fields
    assert boxes["turnover"].widget.attrs["data-before"] == f"{before.turnover:,}".replace(",", ".")
    filled = {name: field.widget.attrs.get("data-before", "") for name, field in boxes.items()}
    changes = {name: text for name, text in filled.items() if text} | {"periksa": "1"}
    # The report before counted more members: unusual, so it asks.
    asked = {f"why_{name}": "Sudah dihitung" for name in ("members_p", "workers_p")}
    refused = fill(client, page, changes)
    assert {*errors_of(refused)} == {*asked}
    draft = group.reports.exclude(pk=before.pk).get()  # what is sound is kept
    review = fill(client, refused, changes | asked)
    assert errors_of(review) == {}
    rows = {row["name"]: row["value"] for row in review.context["rows"]}
    assert rows["turnover"] == filled["turnover"]
    assert {name for name in rows if name.startswith("why_")} == {*asked}
    assert (draft.state, group.reports.exclude(pk=before.pk).get().version) == ("draft", draft.version)
    assert "Kirim sekarang" in review.content.decode()
