"""Keeping, taking up and forgetting drafts. A draft is its owner's: ``by`` is always whose it is."""

import json
import re

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from groups.drafts.models import Draft

# Never kept: what opens an account, and what only the page itself needs.
NOT_KEPT = re.compile(r"password|sandi|^csrfmiddlewaretoken$|^pemilik$|^lagi$|^kirim$|^semua$")


@transaction.atomic
def keep(*, page, form, submission, values, by):
    """Keep ``values`` ({name: [text, …]}) of a form of ``by``; None when that form was sent already."""
    values = {name: texts for name, texts in values.items() if not NOT_KEPT.search(name)}
    values["submission"] = [str(submission)]
    if len(page) > Draft._meta.get_field("page").max_length or len(json.dumps(values)) > Draft.LARGEST:
        raise ValidationError("Isian ini terlalu panjang untuk disimpan sebelum dikirim.")
    draft = Draft(user=by, page=page, form=form, submission=submission, saved_at=timezone.now())
    draft.values = values
    # The update waits for a sending under way, and then finds that the form was sent.
    fields = {name: getattr(draft, name) for name in ("page", "form", "token", "saved_at")}
    if Draft.objects.filter(user=by, submission=submission, sent_at__isnull=True).update(**fields):
        return draft
    draft, is_new = Draft.objects.get_or_create(user=by, submission=submission, defaults=fields)
    if not is_new:
        return None
    beyond = Draft.objects.of(by).values_list("pk", flat=True)[Draft.MOST :]
    Draft.objects.filter(pk__in=list(beyond)).delete()
    return draft


def sent(*, page, submission, by):
    """The form was sent and taken: forget what was typed, and whatever of it is still on its way."""
    now = timezone.now()
    gone = Draft(user=by, submission=submission, page=page, form="", token="", saved_at=now, sent_at=now)
    # One statement: every form that is sent passes here.
    Draft.objects.bulk_create(
        [gone],
        update_conflicts=True,
        unique_fields=["user", "submission"],
        update_fields=["token", "sent_at"],
    )


def discard(*, submission, by):
    """Its owner does not want it any more."""
    Draft.objects.filter(user=by, submission=submission, sent_at__isnull=True).delete()


def forget_old() -> int:
    """Delete what was kept long enough; how many that were."""
    return Draft.objects.filter(saved_at__lt=Draft.oldest()).delete()[0]
