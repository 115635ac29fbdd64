"""The demo city: the same each time, plausible, and sound by every rule."""

import json
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from bimtek.content.models import AgendaItem, EventMinutes, Expense, Material
from bimtek.effect.models import FollowUp
from bimtek.learning.models import Certificate, LearningPlan, Question
from bimtek.models import Attendance, Participant, TrainingEvent
from groups.books.loans import arrears
from groups.books.models import (
    CashLine,
    Instalment,
    Ledger,
    Loan,
    Meeting,
    Receipt,
    SavingsLine,
)
from groups.books.queries import cash_page
from groups.models import (
    BusinessGroup,
    LevelChange,
    Member,
    Membership,
    OfficerTerm,
    Region,
    StatusChange,
    User,
)
from groups.values import parse_nik, parse_phone
from reports.demo.country import copy_city
from reports.management.commands.seed_demo import made_up_city
from reports.official.definitions import forms
from reports.official.filling import fill
from reports.official.years import span_of
from reports.periods import Period
from reports.queries import summary
from tests import city
from tests import factories as f
from tests.factories import PASSWORD
from tests.reports.worlds import random_city

OF_EVENTS = (AgendaItem, EventMinutes, Expense, Material, LearningPlan, Question, Certificate, FollowUp)


def seed(**options):
    said = StringIO()
    call_command("seed_demo", password=PASSWORD, stdout=said, **options)
    return said.getvalue()


pytestmark = pytest.mark.django_db


def same_each_time(tmp_path_factory):
    """As the city that another process made, for other tests, on SQLite."""
    other = city.made_once(tmp_path_factory, PASSWORD)
    assert json.loads((other / "digest.json").read_text()) == city.digest()


def size_of_the_city():
    groups = BusinessGroup.objects.as_of(date(2026, 6, 30)).filter(status="aktif")
    assert groups.count() == 211
    assert groups.order_by().values("region").distinct().count() == 25
    assert 2200 < Member.objects.count() < 2900
    assert TrainingEvent.objects.count() == 7
    assert set(groups.values_list("level_code", flat=True)) == {"pemula", "madya"}
    assert groups.filter(is_cooperative=True).count() == 2


def summary_adds_it_up():
    user = User.objects.get(username="pokja.kota")
    day = date(2026, 6, 30)
    result = summary(user=user, region=user.home_region, period=Period(date(2026, 1, 1), day))
    assert (result.total.all_groups, result.total.covered, result.total.kelurahan) == (211, 25, 27)
    assert result.total.all_members == Membership.objects.as_of(day).count()
    assert result.total.reached > 0


def rows_pass_every_check_and_have_their_first_history():
    for model in (
        *(BusinessGroup, LevelChange, StatusChange, Member, Membership, OfficerTerm),
        *(TrainingEvent, Participant, *OF_EVENTS),
    ):
        sound(model)


def sound(model):
    for row in model.objects.order_by("pk")[:40]:
        row.full_clean()
        assert row.history.count() == 1


def members_agree_with_their_memberships():
    open_spells = dict(Membership.objects.filter(left_on=None).values_list("member", "group"))
    active = dict(Member.objects.filter(is_active=True).values_list("pk", "group"))
    assert open_spells == active
    assert Membership.objects.exclude(left_reason="").filter(left_reason__startswith="Pindah ke").exists()


def officers_are_members_of_their_group():
    for term in OfficerTerm.objects.filter(ended_on=None).select_related("member"):
        assert (term.member.group_id, term.member.is_active) == (term.group_id, True)


def every_nik_and_phone_is_well_formed_and_fits():
    members = Member.objects.exclude(nik_token="")
    assert members.count() > 1000
    for member in members[:300]:
        facts = parse_nik(member.nik)
        assert facts.doubts(birth_on=member.birth_on, sex=member.sex, city6="3375") == []
    for phone in Member.objects.exclude(phone="").values_list("phone", flat=True)[:300]:
        assert parse_phone(phone) == phone


def bimtek_of_the_news_is_there_with_its_participants():
    event = TrainingEvent.objects.get(starts_on=date(2022, 3, 17))
    assert (event.venue, event.organiser_id, event.ends_on) == (
        "Aula Kantor PKK Kota Pekalongan",
        "33.75",
        date(2022, 3, 17),
    )
    assert event.starts_on.weekday() == 3  # Kamis
    assert set(event.participants.values_list("capacity", flat=True)) == {"anggota", "kader", "pejabat"}
    for row in event.participants.filter(capacity="anggota"):
        assert Membership.objects.as_of(event.starts_on).filter(member=row.member, group=row.group).exists()


def books_are_alive_and_agree():
    call_command("check_books", stdout=StringIO())  # exits where one does not agree
    ledgers = Ledger.objects.count()
    assert 130 < ledgers < 180
    krapyak = BusinessGroup.objects.filter(region="33.75.03.1002")
    assert krapyak.filter(ledger__isnull=True).count() == 1
    today = timezone.localdate()
    last = Receipt.objects.values("ledger").annotate(last=Max("on")).values_list("last", flat=True)
    assert 5 < sum(day < today - timedelta(days=60) for day in last) < 40  # have stopped writing
    assert sum(day > today - timedelta(days=10) for day in last) > 80
    assert 0 < ledgers - len(last) < 20  # begun and empty
    assert not Receipt.objects.filter(on__gt=today).exists()
    loans = list(Loan.objects.select_related("receipt"))
    assert {loan.group.kind for loan in loans if loan.group_id} == {"poklak"}
    assert 50 < sum(arrears(loan, today) > 0 for loan in loans) < len(loans) * 0.4
    for ledger in Ledger.objects.order_by("pk")[:20]:
        page = cash_page(ledger, ledger.starts_on, today)
        assert all(balance >= 0 for _, balance in page.rows)
    for model in (Ledger, Meeting, Receipt, CashLine, SavingsLine, Loan, Instalment):
        sound(model)


def users_sign_in_and_see_their_region():
    for username, code in [
        ("kader.krapyak", "33.75.03.1002"),
        ("pokja.utara", "33.75.03"),
        ("admin", "33.75"),
    ]:
        user = User.objects.get(username=username)
        assert user.check_password(PASSWORD)
        assert user.region_codes() == [code]


def never_seeds_twice():
    assert "tidak ditambahkan" in seed(if_empty=True)
    with pytest.raises(CommandError, match="sudah ada"):
        seed()


def more_cities_leave_the_citys_figures_as_they_are():
    user = User.objects.get(username="pokja.kota")
    period = Period(date(2026, 1, 1), date(2026, 6, 30))
    before = summary(user=user, region=user.home_region, period=period).total
    with transaction.atomic():
        copy_city("33.75", [made_up_city(1)], User.objects.get(username="admin"))
        assert BusinessGroup.objects.count() == 2 * 211
        assert summary(user=user, region=user.home_region, period=period).total == before
        transaction.set_rollback(True)


def test_the_demo_city_is_sound_plausible_and_the_same_each_time(tmp_path_factory):
    """One test of many questions, because seeding takes seconds."""
    call_command("load_regions", "data/wilayah_3375.csv", stdout=StringIO())
    seed()
    size_of_the_city()
    summary_adds_it_up()
    rows_pass_every_check_and_have_their_first_history()
    members_agree_with_their_memberships()
    officers_are_members_of_their_group()
    every_nik_and_phone_is_well_formed_and_fits()
    bimtek_of_the_news_is_there_with_its_participants()
    books_are_alive_and_agree()
    users_sign_in_and_see_their_region()
    never_seeds_twice()
    more_cities_leave_the_citys_figures_as_they_are()
    same_each_time(tmp_path_factory)


def test_it_needs_regions_and_a_password(monkeypatch):
    monkeypatch.delenv("UP2K_DEMO_PASSWORD", raising=False)
    with pytest.raises(CommandError, match="load_regions"):
        seed()
    with pytest.raises(CommandError, match="UP2K_DEMO_PASSWORD"):
        call_command("seed_demo")


def test_a_copied_city_counts_what_its_source_counts_and_takes_new_rows(db):
    random_city(4)
    user = f.admin("33")
    source = forms_of(user, f.KOTA)
    copy_city(f.KOTA, [made_up_city(1), made_up_city(2)], user)
    copies = [forms_of(f.pokja_kota(city), city) for _, city in (made_up_city(1), made_up_city(2))]
    assert copies == [source, source]
    assert sum(source[-1]) > 0
    assert Attendance.objects.filter(participant__region__code__startswith="10.01").exists()
    f.member(f.group(f.MEDONO))  # the ids go on behind those of the copies


def forms_of(user, code):
    filled = fill(user=user, form=forms()["4.22-a"], region=Region.objects.get(pk=code), span=span_of(2023))
    return [row.values[23:33] for row in (*filled.rows, filled.total)]
