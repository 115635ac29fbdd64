"""The made-up people of a practice instance, and what they find there: made when the first of them comes."""

from datetime import timedelta
from random import Random

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from bimtek.invitations.models import Invitation, Invitee
from bimtek.models import EventKind, TrainingEvent
from groups.books.models import CashCategory
from groups.models import BusinessGroup, Region, RegionRole, User
from groups.models.access import TASK_WORDS
from reports.demo.books import make_books
from reports.demo.city import Maker
from reports.demo.market import make_market
from reports.demo.progress import make_reports
from reports.demo.registers import make_registers
from reports.demo.saving import references, saver

GROUPS = 4  # of a kelurahan; the last of them keeps no books yet
PLACES = 4  # kelurahan with data, for whoever sees more than one
SEATS = 3
NIK_OF_A_PLACE = 60  # serial numbers, so that no two places of a kecamatan share one


@transaction.atomic
def person_for(role: str, region: Region) -> User:
    """Who practises that task in ``region``, with data to practise on; ValidationError if they do not fit."""
    # One at a time: a room full of people begins together.
    Region.objects.select_for_update().get(pk=region.pk[:5])
    for place in _places(region):
        _fill(place)
    return _person(role, region)


def _places(region):
    if region.level == "kelurahan":
        return [region]
    inside = Region.objects.open().filter(level="kelurahan", pk__startswith=f"{region.pk}.").order_by("pk")
    if region.level == "kecamatan":
        return inside[:PLACES]
    return list({place.pk[:8]: place for place in reversed(inside)}.values())[-PLACES:]


def _person(role, region) -> User:
    """Nobody knows a password of hers; what somebody else took from her while practising is given back."""
    user, _ = User.objects.get_or_create(
        username=f"latihan.{role}.{region.pk}",
        defaults={"name": f"{TASK_WORDS[role]} latihan, {region.title}", "password": make_password(None)},
    )
    if not user.is_active:
        user.is_active = True
        user.save(update_fields=["is_active"])
    task = {"user": user, "role": role, "region": region}
    if not RegionRole.objects.in_force(timezone.localdate()).filter(**task).exists():
        role = RegionRole(**task)
        role.full_clean()
        role.save()
    return user


def _fill(place):
    """Groups with members, books, registers, products and reports, and a bimtek that invites them."""
    if BusinessGroup.objects.filter(region=place).exists():
        return
    kecamatan, kota = Region.objects.get(pk=place.pk[:8]), Region.objects.get(pk=place.pk[:5])
    people = {
        place.pk: _person("kader", place),
        kecamatan.pk: _person("pokja_kecamatan", kecamatan),
        kota.pk: _person("pokja_kota", kota),
    }
    kader, today = people[place.pk], timezone.localdate()
    save, lists, dice = saver(kader), references(), Random(place.pk)  # noqa: S311
    maker = Maker(dice, by=kader, **lists)
    maker.serial = maker.phone = int(place.pk[-4:]) % 1000 * NIK_OF_A_PLACE
    made = maker.city([place], GROUPS)
    for model, rows in made.batches():
        save(model, rows)
    categories = {row.code: row for row in CashCategory.objects.all()}
    books = make_books(dice, city=made, categories=categories, by=kader, today=today, almost_all=place.pk)
    for model, rows in (*make_registers(made.groups, by=kader), *books.batches()):
        save(model, rows)
    make_market(dice, made.groups, by=kader, save=save)
    make_reports(dice, city=made, people=people, today=today, save=save)
    _invite(place, kota, made, today, save)


def _invite(place, kota, made, today, save):
    event, _ = TrainingEvent.objects.get_or_create(
        title="Bimtek latihan: mengisi buku kas",
        region=kota,
        defaults={
            "kind": EventKind.objects.get(code="bimtek"),
            "organiser": kota,
            "venue": "Aula Kantor PKK",
            "status": "rencana",
            "starts_on": today + timedelta(days=10),
            "ends_on": today + timedelta(days=10),
        },
    )
    invitation = Invitation(
        event=event, region=place, seats=SEATS, answer_by=event.starts_on - timedelta(days=3)
    )
    chosen = [term.member for term in made.terms if term.office == "bendahara" and not term.ended_on]
    save(Invitation, [invitation])
    save(Invitee, [Invitee(invitation=invitation, member=one, name=one.name) for one in chosen[:SEATS]])
