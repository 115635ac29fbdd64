"""Keeping scores, changing the rules, and deciding after a review of a group's level."""

from calendar import monthrange
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from groups.actions import not_in_future, require
from groups.actions.groups import change_level
from groups.models import BusinessGroup
from groups.score.criteria import CRITERIA
from groups.score.measuring import measure
from groups.score.models import LevelReview, Score, ScoreWeight
from groups.score.review import candidates

BATCH = 500


@transaction.atomic
def keep_scores(*, day: date) -> int:
    """Keep the score at the end of ``day`` of every active group; how many were written.

    A score that is the same as the group's last one is only written at the end of a month. What is
    already kept of that day stays as it is.
    """
    is_last = day.day == monthrange(day.year, day.month)[1]
    last = Score.objects.filter(group=OuterRef("pk"), day__lte=day).order_by("-day")
    groups = BusinessGroup.objects.as_of(day).filter(status="aktif").order_by()
    kept = groups.annotate(
        kept_on=Subquery(last.values("day")[:1]),
        kept_by=Subquery(last.values("rule")[:1]),
        kept_parts=Subquery(last.values("parts")[:1], output_field=Score._meta.get_field("parts")),
    )
    kept = {row[0]: row[1:] for row in kept.values_list("pk", "kept_on", "kept_by", "kept_parts")}
    rows = []
    for pk, found in measure(groups, day).items():
        kept_on, *before = kept[pk]
        if kept_on != day and (is_last or before != [found.rule, found.parts]):
            rows.append(
                Score(group_id=pk, day=day, rule_id=found.rule, points=found.points, parts=found.parts)
            )
    Score.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
    return len(rows)


@transaction.atomic
def change_rules(*, rule, weights, by):
    """A new version of a city's rules; ``weights``: {criterion: {is_on, weight, every, unit}} of all.

    Raises ValidationError where nothing would count, where a rhythm is missing, or for a day in the past,
    whose scores must stay what they were said to be.
    """
    require(by, "manage", rule.region_id)
    if rule.valid_from < timezone.localdate():
        raise ValidationError(
            {"valid_from": "Nilai yang sudah lewat tetap. Isi tanggal hari ini atau sesudahnya."}
        )
    if not any(weights[code]["is_on"] and weights[code]["weight"] for code in CRITERIA):
        raise ValidationError("Paling sedikit satu ukuran dipakai dan bobotnya lebih dari nol.")
    rule.made_by = by
    rule.save()
    for code, fields in weights.items():
        if CRITERIA[code].has_rhythm and not fields["every"]:
            raise ValidationError(f"Isi jadwal {CRITERIA[code].name.lower()}.")
        row = ScoreWeight(rule=rule, criterion=code, **fields)
        row.full_clean()
        row.save()
    return rule


@transaction.atomic
def set_level_criteria(*, criteria, by):
    """Save what a city's groups should show for a level."""
    require(by, "manage", criteria.region_id)
    if criteria.pk:
        criteria.version += 1
    criteria.save()
    return criteria


@transaction.atomic
def decide_level(*, group, rung, outcome, on, basis, by, again_on=None):
    """Record what was decided after reviewing ``group`` for the level of ``rung``, with what was seen.

    ``naik`` changes the level as ``change_level`` does; ``belum`` says when to look again. ValidationError
    where the group is no longer one level below.
    """
    require(by, "decide", group.region_id)
    not_in_future("on", on)
    seen = candidates(BusinessGroup.objects.filter(pk=group.pk), [rung])
    if not seen:
        raise ValidationError("Kategori kelompok ini baru saja berubah. Muat ulang daftarnya.")
    change = None
    if outcome == "naik":
        change = change_level(group=group, to=rung.level, on=on, basis=basis, by=by)
    elif again_on is None or again_on <= on:
        raise ValidationError({"again_on": "Isi kapan ditinjau lagi, sesudah tanggal keputusan."})
    return LevelReview.objects.create(
        group=group, level_before=rung.below, level=rung.level, outcome=outcome, on=on, basis=basis,
        again_on=None if change else again_on, criteria_version=rung.criteria.version,
        evidence=seen[0].parts, change=change, decided_by=by,
    )  # fmt: skip
