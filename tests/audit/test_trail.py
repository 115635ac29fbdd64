"""The trail: complete whatever way a row was written, and no change of it goes unseen."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from groups.actions import members as actions
from groups.audit import guard
from groups.audit.models import Act, AuditEntry
from groups.audit.sealing import head, seal, sources, verify
from groups.importing.writing import create_with_history
from groups.models import AccessRecord, Member, RegionAlias
from tests import factories as f
from tests.posting import fill

pytestmark = pytest.mark.django_db


def findings(**kwargs):
    return [(found.number, found.text) for found in verify(**kwargs)]


def told(**filters):
    return list(
        AuditEntry.objects.filter(**filters).order_by("number").values_list("kind", "record_pk", "why")
    )


def test_every_way_of_writing_leaves_an_entry_for_each_row():
    group, by = f.group(), f.admin()
    seal()
    member = f.member(group, name="Satu")  # an action
    member.name = "Dua"
    member._change_reason = "salah eja"
    member.save()
    fast = Member(group=group, name="Tiga", sex="P", name_key="tiga")
    create_with_history(Member, [fast], by, "impor 1")  # an import: SQL of our own
    alias = RegionAlias(region_id=f.KRAPYAK, name="Krapjak", key="krapjak")
    bulk_create_with_history([alias], RegionAlias, default_change_reason="daftar")
    fast.name = "Empat"
    bulk_update_with_history([fast], Member, ["name"], default_user=by, default_change_reason="impor 1")
    alias = RegionAlias.objects.get(name="Krapjak")
    alias.delete()
    expected = sum(source.model._base_manager.count() for source in sources())
    assert seal() > 0
    assert told(record="groups.Member") == [
        ("catat", str(member.pk), ""),
        ("ubah", str(member.pk), "salah eja"),
        ("catat", str(fast.pk), "impor 1"),
        ("ubah", str(fast.pk), "impor 1"),
    ]
    assert [kind for kind, _, _ in told(record="groups.RegionAlias")] == ["catat", "hapus"]
    assert AuditEntry.objects.count() == expected
    assert set(AuditEntry.objects.filter(record="groups.Member").values_list("region_code", flat=True)) == {
        f.KRAPYAK
    }
    assert (seal(), findings()) == (0, [])


def test_each_model_with_a_history_is_a_source():
    tracked = {
        model for model in apps.get_models() if hasattr(model, "history") and hasattr(model.history, "model")
    }
    assert {source.base for source in sources()} - {None} >= tracked


def test_who_when_from_where_what_and_why_of_a_form_and_of_a_nik_and_of_a_download(sign_in):
    member = f.member(nik=f.nik())
    person = f.kader()
    client = Client(
        REMOTE_ADDR="203.0.113.7", headers={"user-agent": "Mozilla/5.0 (Linux; Android 11) Chrome/1"}
    )
    client.post(reverse("login"), {"username": person.username, "password": f.PASSWORD})
    page = client.get(reverse("member-update", args=[member.pk]))
    fill(client, page, {"job": "Penjahit"})
    page = client.get(reverse("member-nik", args=[member.pk]))
    fill(client, page, {"purpose": "Pencocokan KTP"})
    client.post(reverse("member-list"), {"q": "Siti"})
    client.post(reverse("member-list"), {"q": "Siti", "unduh": "csv"})
    client.post(reverse("logout"))
    seal()
    rows = AuditEntry.objects.filter(user=person).exclude(address=None).order_by("at", "number")
    assert list(rows.values_list("kind", "record", "member_pk", "address", "what", "why")) == [
        ("masuk", "", None, "203.0.113.7", "/masuk/", ""),
        ("kirim", "", None, "203.0.113.7", f"/anggota/{member.pk}/ubah/", ""),
        ("ubah", "groups.Member", member.pk, "203.0.113.7", "", ""),
        ("kirim", "", None, "203.0.113.7", f"/anggota/{member.pk}/nik/", ""),
        ("lihat_nik", "groups.Member", member.pk, "203.0.113.7", "", "Pencocokan KTP"),
        ("unduh", "", None, "203.0.113.7", "/anggota/", ""),
        ("kirim", "", None, "203.0.113.7", "/keluar/", ""),
    ]
    assert set(Act.objects.values_list("device", flat=True)) == {"HP Android, Chrome"}


def test_what_is_refused_or_only_read_leaves_nothing(sign_in):
    client = sign_in(f.kader())
    client.get(reverse("member-list"))
    assert client.post(reverse("group-create"), {}).status_code == 422
    assert client.post(reverse("user-invite"), {}).status_code == 403
    assert not Act.objects.exists()


def sealed_world():
    """A chain over some rows; the entries of one member, oldest first."""
    member = f.member()
    member.name = "Baru"
    member.save()
    actions.reveal_nik(member=member, purpose="Uji", by=f.kader())
    seal()
    assert findings() == []
    return list(AuditEntry.objects.filter(member_pk=member.pk).order_by("number"))


def test_a_changed_history_row_is_found():
    entries = sealed_world()
    changed = next(entry for entry in entries if entry.kind == "ubah")
    Member.history.filter(pk=changed.source_pk).update(name="Lain")
    assert findings() == [(changed.number, f"groups.HistoricalMember {changed.source_pk} was changed")]


def test_a_deleted_source_row_is_found():
    seen = next(entry for entry in sealed_world() if entry.kind == "lihat_nik")
    AccessRecord.objects.all().delete()
    assert findings() == [(seen.number, f"groups.AccessRecord {seen.source_pk} was deleted")]


def test_changed_deleted_and_reordered_entries_are_found():
    sealed_world()
    numbers = list(AuditEntry.objects.order_by("number").values_list("number", flat=True))
    third, fourth = numbers[2:4]
    with transaction.atomic():
        AuditEntry.objects.filter(number=third).update(why="sesudahnya")
        assert findings() == [(third, "the entry or the order of entries was changed")]
        transaction.set_rollback(True)
    with transaction.atomic():
        AuditEntry.objects.filter(number=third).delete()
        assert findings() == [
            (third, f"entries {third} to {third} are missing"),
            (fourth, "the entry or the order of entries was changed"),
        ]
        transaction.set_rollback(True)
    with transaction.atomic():
        for old, new in ((third, 10**6), (fourth, third), (10**6, fourth)):
            AuditEntry.objects.filter(number=old).update(number=new)
        assert (third, "the entry or the order of entries was changed") in findings()
        transaction.set_rollback(True)
    assert findings() == []


def test_a_noted_head_shows_that_the_end_was_cut_off_or_made_anew(capsys):
    sealed_world()
    number, digest = head()
    call_command("verify_audit", head=[f"{number}:{digest}"])
    AuditEntry.objects.filter(number=number).delete()
    assert findings() == []
    assert findings(noted={number: digest}) == [
        (number, "a noted head is missing: entries were cut off at the end")
    ]
    seal()
    with pytest.raises(CommandError, match="does not fit: 1 findings"):
        call_command("verify_audit", head=[f"{number}:{'0' * 64}"])
    with pytest.raises(CommandError, match="Not a head"):
        call_command("verify_audit", head=["12"])


def test_a_row_that_became_visible_late_is_sealed_as_well():
    """A long transaction commits an id that is smaller than one already sealed."""
    member = f.member()
    seal()
    newest = Member.history.order_by("-history_id").first()
    AuditEntry.objects.filter(source="groups.HistoricalMember", source_pk=newest.pk).delete()
    newest.pk += 5
    newest.save()
    seal()
    assert AuditEntry.objects.filter(record_pk=str(member.pk), record="groups.Member").count() == 2


@pytest.mark.parametrize("model", ["audit.Act", "audit.AuditEntry", "audit.Columns", "groups.AccessRecord"])
def test_the_database_refuses_to_change_or_delete_the_trail(model):
    sealed_world()
    now = timezone.now()
    Act.objects.create(kind="unduh", user=f.kader(), at=now, until=now, what="/x/")
    rows = apps.get_model(model)._base_manager
    editor = SimpleNamespace(connection=connection, execute=connection.cursor().execute)
    guard.guard(apps, editor)
    column = {"audit.Columns": "names", "groups.AccessRecord": "purpose"}.get(model, "why")
    for change in (lambda: rows.update(**{column: "x"}), lambda: rows.all()._raw_delete("default")):
        with pytest.raises(DatabaseError, match="audit_append_only"), transaction.atomic():
            change()
    assert rows.exists()
    guard.unguard(apps, editor)


def test_an_admin_sees_the_trail_of_her_region_and_of_a_person_in_it(sign_in):
    mine, foreign = f.member(name="Siti"), f.member(f.group("33.76.01.1001"), name="Kanari")
    actions.reveal_nik(member=mine, purpose="Uji", by=f.kader())
    seal()
    client = sign_in(f.admin())
    page = client.get(reverse("audit-list"))
    shown = {entry.region_code[:5] for entry in page.context["table"].data.data}
    assert shown == {f.KOTA}
    rows = client.get(reverse("audit-list"), {"perbuatan": "lihat_nik"}).context["table"].data.data
    assert [entry.member_pk for entry in rows] == [mine.pk]
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    assert not client.get(reverse("audit-list"), {"dari": tomorrow}).context["table"].data.data.exists()
    for odd in ({"dari": "0001-01-01"}, {"sampai": "9999-12-31"}, {"siapa": "9" * 30}, {"perbuatan": "x"}):
        assert client.get(reverse("audit-list"), odd).status_code == 200
    rows = client.get(reverse("member-trail", args=[mine.pk])).context["table"].data.data
    assert {entry.member_pk for entry in rows} == {mine.pk}
    assert client.get(reverse("member-trail", args=[foreign.pk])).status_code == 404


def test_the_list_costs_the_same_however_long(sign_in, django_assert_max_num_queries):
    sealed_world()
    client = sign_in(f.admin())
    for _ in range(2):
        with django_assert_max_num_queries(10):
            client.get(reverse("audit-list"))
        f.group()
        seal()
