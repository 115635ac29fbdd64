"""What a member may ask about her data, and what the program does of itself."""

import io
import json
from datetime import date, timedelta

import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from groups.actions import members as member_actions
from groups.audit.models import Act
from groups.audit.sealing import seal, verify
from groups.books import actions as book_actions
from groups.books.models import Loan
from groups.models import AccessRecord, Member, Membership, OfficerTerm, User
from reports.privacy import actions
from reports.privacy.models import AccountReview
from tests import factories as f
from tests.posting import errors_of, fill
from tests.privacy.test_forgetting import CANARY, PHONE, left_member

pytestmark = pytest.mark.django_db


def test_who_is_a_member_or_owes_money_is_not_forgotten(sign_in):
    member = f.member()
    with pytest.raises(ValidationError, match="masih anggota"):
        actions.forget(member=member, reason="x", by=f.admin())
    books = f.books(opening_cash=500_000)
    debtor, head = f.member(books.group), f.member(books.group)
    OfficerTerm.objects.create(group=books.group, member=head, office="ketua", started_on="2020-01-01")
    loan = Loan(member=debtor, amount=50_000, months=5, purpose="Modal", approved_by=head)
    book_actions.lend(ledger=books, loan=loan, on=books.starts_on, by=f.admin())
    Member.objects.filter(pk=debtor.pk).update(is_active=False)
    assert "pinjaman" in actions.hindrance(Member.objects.get(pk=debtor.pk))
    with pytest.raises(PermissionDenied):
        actions.forget(member=left_member(), reason="x", by=f.kader())
    page = sign_in(f.admin()).get(reverse("member-data", args=[member.pk]))
    assert reverse("member-forget", args=[member.pk]) not in page.content.decode()


def test_an_admin_forgets_through_the_page_only_when_she_says_that_she_is_sure(sign_in):
    member, client = left_member(), sign_in(f.admin())
    page = client.get(reverse("member-forget", args=[member.pk]))
    assert list(errors_of(fill(client, page, {"reason": "Permintaan"}))) == ["sure"]
    done = fill(client, page, {"reason": "Permintaan", "sure": "on"})
    assert CANARY not in done.content.decode()
    assert Act.objects.get(kind="anonim").member_pk == member.pk


def test_the_yearly_job_forgets_who_left_long_ago_and_only_when_told(settings):
    old, fresh = left_member(joined_on=date(2016, 1, 1)), left_member()
    Membership.objects.filter(member=old).update(left_on=date(2018, 1, 1))
    out = io.StringIO()
    call_command("forget_old", stdout=out)
    assert Member.objects.filter(forgotten_on=None).count() == 2
    call_command("forget_old", "--commit", stdout=out)
    assert "1 members would be forgotten" in out.getvalue()
    assert list(Member.objects.exclude(forgotten_on=None)) == [old]
    assert Member.objects.get(pk=fresh.pk).name.startswith(CANARY)


def test_a_restricted_member_is_counted_but_not_used(sign_in):
    member = f.member(name=CANARY, nik=f.nik(), phone=PHONE, address="Jalan Kanari 7")
    admin, kader = sign_in(f.admin()), f.kader()
    page = admin.get(reverse("member-restrict", args=[member.pk]))
    fill(admin, page, {"reason": "Diminta"})
    member.refresh_from_db()
    client = sign_in(kader)
    shown = [
        client.get(reverse("member-list")),
        client.get(member.get_absolute_url()),
        client.post(reverse("member-list"), {"unduh": "csv"}),
        client.get(member.group.get_absolute_url()),
    ]
    for page in shown:
        text = page.content.decode()
        assert CANARY in text or page is shown[3]
        assert "Jalan Kanari" not in text
        assert "8129" not in text.replace("-", "")
        assert "337503***" not in text
    refused = fill(client, client.get(reverse("member-nik", args=[member.pk])), {"purpose": "Uji"})
    assert "tidak dipakai dulu" in errors_of(refused)["__all__"][0]
    assert not AccessRecord.objects.exists()
    changed = client.get(reverse("member-update", args=[member.pk]))
    assert changed.status_code == 403 or fill(client, changed, {"job": "Guru"}).status_code == 403
    actions.restrict(member=member, reason="Selesai", by=f.admin())
    assert Member.objects.get().restricted_on is None


@pytest.mark.parametrize("kind", ["json", "pdf"])
def test_a_copy_holds_everything_and_is_recorded(sign_in, kind):
    member = left_member()
    client = sign_in(f.admin())
    page = client.get(reverse("member-copy", args=[member.pk]))
    response = fill(client, page, {"kind": kind})
    assert response["Cache-Control"] == "no-store"
    assert AccessRecord.objects.get().member == member
    assert Act.objects.get(kind="unduh").what == reverse("member-copy", args=[member.pk])
    if kind == "pdf":
        assert response.content.startswith(b"%PDF")
        return
    copy = json.loads(response.content)["Isi"]
    assert copy["Data diri"][0]["NIK"] == member.nik
    assert copy["Data diri"][0]["Alamat"] == "Jalan Kanari 7"
    assert {"Keanggotaan", "Peserta", "Perubahan data", "NIK lengkap dilihat oleh"} <= set(copy)
    assert f"{CANARY} menjadi {CANARY} Sari" in json.dumps(copy["Perubahan data"])


def test_a_request_is_due_in_three_days_and_answered_once(sign_in):
    member, client = f.member(), sign_in(f.admin())
    page = client.get(reverse("data-request", args=[member.pk]))
    asked_on = timezone.localdate() - timedelta(days=4)
    fill(client, page, {"kind": "salinan", "asked_on": asked_on.isoformat(), "note": "Lewat kader"})
    request = member.data_requests.get()
    assert request.is_late
    assert "Terlambat" in client.get(reverse("data-request-list")).content.decode()
    page = client.get(reverse("data-request-settle", args=[request.pk]))
    too_early = {"on": (asked_on - timedelta(days=1)).isoformat(), "outcome": "Diserahkan"}
    assert list(errors_of(fill(client, page, too_early))) == ["on"]
    fill(client, page, {"outcome": "Diserahkan"})
    assert not member.data_requests.get().is_late
    assert client.get(reverse("data-request-settle", args=[request.pk])).status_code == 404


def test_after_a_breach_everybody_whom_the_account_touched_is_named(tmp_path):
    kader = f.kader(username="kader.bocor", name="Siti Bocor")
    group = f.group()
    seen, changed, untouched = (f.member(group, name=name, nik=f.nik()) for name in ("Ani", "Budi", "Citra"))
    member_actions.reveal_nik(member=seen, purpose="Uji", by=kader)
    changed.history.update(history_user=kader)
    f.member(f.group(f.MEDONO), name="Orang Medono")
    seal()
    day = timezone.localdate().isoformat()

    def listed():
        call_command("who_saw", account="KADER.bocor", since=day, until=day, out=str(tmp_path))
        lines = (tmp_path / "orang-terdampak.csv").read_text("utf-8-sig").splitlines()[1:]
        return {line.split(";")[0]: line.split(";")[-1] for line in lines}

    assert listed() == {"Ani": "NIK lengkap dilihat", "Budi": "datanya dibuka dan diubah"}
    now = timezone.now()
    Act.objects.create(kind="unduh", user=kader, at=now, until=now, what="/anggota/")
    assert listed()["Citra"] == "mungkin ada di daftar yang diunduh"
    assert "Orang Medono" not in listed()
    text = (tmp_path / "pemberitahuan.txt").read_text()
    assert "3 orang; 1 di antaranya NIK lengkapnya dilihat" in text
    assert "Siti Bocor (kader.bocor)" in text
    for wrong in ({"account": "x"}, {"since": "kemarin"}, {"until": "2000-01-01"}):
        with pytest.raises(CommandError):
            call_command("who_saw", **{"account": "kader.bocor", "since": day, "until": day} | wrong)


def test_keys_are_rotated_in_place_and_the_trail_still_fits(settings, caplog):
    member = f.member(nik=f.nik())
    digits, before = member.nik, member.nik_token
    seal()
    new = Fernet.generate_key().decode()
    old = settings.NIK_KEYS
    settings.NIK_KEYS = [new, *old]
    out = io.StringIO()
    call_command("rotate_nik_keys", stdout=out)
    assert out.getvalue().startswith("2 values")  # her row and its history
    call_command("rotate_nik_keys", stdout=out)
    assert out.getvalue().splitlines()[1].startswith("0 values")
    settings.NIK_KEYS = [new]
    kept = Member.objects.get()
    assert (kept.nik, kept.nik_token == before) == (digits, False)
    assert kept.history.latest().nik_token != before
    assert list(verify()) == []
    settings.NIK_KEYS = old
    with pytest.raises(CommandError, match="Add the older key"):
        call_command("rotate_nik_keys")
    assert digits not in caplog.text


def test_accounts_are_looked_at_once_a_year(sign_in):
    old, fresh, foreign = f.kader(name="Lama"), f.kader(name="Baru"), f.kader("33.76.01.1001", name="Tegal")
    User.objects.exclude(pk=fresh.pk).update(date_joined=timezone.now() - timedelta(days=400))
    admin = f.admin()
    User.objects.filter(pk=admin.pk).update(date_joined=timezone.now() - timedelta(days=400))
    client = sign_in(admin)

    def listed():
        return [person.name for person in client.get(reverse("account-reviews")).context["table"].data.data]

    assert listed() == ["Lama"]
    fill(client, client.get(reverse("account-keep", args=[old.pk])), {})
    assert listed() == []
    AccountReview.objects.update(at=timezone.now() - timedelta(days=366))
    assert listed() == ["Lama"]
    assert client.get(reverse("account-keep", args=[foreign.pk])).status_code == 404


def test_anybody_may_read_what_is_done_with_her_data(client, settings):
    settings.PRIVACY_CONTACT = "Sekretariat, Jalan Majapahit 1"
    text = client.get(reverse("privacy")).content.decode()
    assert "Undang-Undang Nomor 27 Tahun 2022" in text
    assert "Sekretariat, Jalan Majapahit 1" in text
    assert reverse("privacy") in client.get(reverse("login")).content.decode()
