"""A report's way from draft to accepted, who may take which step, and what keeps it from being written."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from groups.progress import actions, queries
from groups.progress.models import Opening, Report, ReportStep
from tests import factories as f
from tests.posting import errors_of, fill

pytestmark = pytest.mark.django_db

TYPED = {
    "capital": "2.500.000", "lent": "500.000", "principal": "300.000", "jasa": "15.000",
    "remaining": "1.000.000", "arrears": "0", "savings": "900.000", "cash": "1.500.000",
    "turnover": "4.000.000", "profit": "900.000", "workers_p": "3", "workers_l": "0",
    "sells_offline": "ya", "sells_online": "tidak", "plan": "Ikut bazar",
}  # fmt: skip


def a_group(members=3, **fields):
    group = f.group(**fields)
    for _ in range(members):
        f.member(group)
    return group


def address(group, span=None):
    return reverse("report-write", args=[group.pk, (span or f.last_period()).code])


def close(days=0, back=1):
    """Let every period be closed ``days`` after it was due; due on its last day."""
    return f.reporting_rule(due_days=0, close_days=days)


def the_report(group) -> Report:
    return Report.objects.filter(group=group).order_by("-ends_on", "-revision").first()


def test_a_report_goes_from_draft_over_a_return_to_accepted(client):
    group = a_group()
    kader, kecamatan, kota = f.kader(), f.pokja_kecamatan(), f.pokja_kota()
    client.force_login(kader)
    fill(client, client.get(address(group)), {"turnover": "4.000.000"})
    report = the_report(group)
    assert (report.state, report.turnover, report.members_p, report.profit) == ("draft", 4_000_000, 3, None)

    response = fill(client, client.get(address(group)), {"kirim": "1"})
    assert response.status_code == 422
    assert {"profit", "cash", "sells_online"} <= errors_of(response).keys()
    assert the_report(group).state == "draft"

    wrong = fill(
        client,
        client.get(address(group)),
        {"cash": "banyak", "plan": "Bazar", "profit": "9.000.000", "kirim": "1"},
    )
    assert "tersimpan sebagai draf" in wrong.content.decode()
    report = the_report(group)
    assert (report.state, report.plan, report.turnover, report.profit) == ("draft", "Bazar", 4_000_000, None)
    fill(client, wrong, {"cash": "1.500.000", "profit": "900.000"})  # goes on with the draft that was kept
    assert (the_report(group).cash, the_report(group).profit) == (1_500_000, 900_000)
    fill(client, client.get(address(group)), TYPED | {"kirim": "1"})
    assert the_report(group).state == "dikirim"

    client.force_login(kecamatan)
    page = client.get(reverse("report-return", args=[report.pk]))
    fill(client, page, {"note": "Hampir benar", "at_turnover": "Belum termasuk bazar"})
    assert the_report(group).state == "dikembalikan"

    client.force_login(kader)
    page = client.get(address(group))
    assert "Catatan pemeriksa: Belum termasuk bazar" in page.content.decode()
    fill(client, page, {"turnover": "5.000.000", "kirim": "1"})

    client.force_login(kecamatan)
    fill(client, client.get(reverse("report-approve", args=[report.pk])), {"note": "Sudah benar"})
    assert the_report(group).state == "diverifikasi"
    client.force_login(kota)
    fill(client, client.get(reverse("report-approve", args=[report.pk])), {})
    report = the_report(group)
    assert (report.state, report.turnover) == ("diterima", 5_000_000)
    assert [(step.from_state, step.to_state, step.by) for step in report.steps.all()] == [
        ("draft", "dikirim", kader),
        ("dikirim", "dikembalikan", kecamatan),
        ("dikembalikan", "dikirim", kader),
        ("dikirim", "diverifikasi", kecamatan),
        ("diverifikasi", "diterima", kota),
    ]
    assert report.steps.get(to_state="dikembalikan").field_notes == {"turnover": "Belum termasuk bazar"}
    assert queries.accepted_values([group], f.last_period())[group.pk]["turnover"] == 5_000_000


def test_nobody_checks_what_she_wrote_or_sent_whatever_her_roles(client):
    group = a_group()
    admin = f.admin()
    admin.roles.create(role="pokja_kecamatan", region_id=f.UTARA, starts_on="2020-01-01")
    client.force_login(admin)
    fill(client, client.get(address(group)), TYPED | {"kirim": "1"})
    report = the_report(group)
    assert report.sent_by == admin
    for step in ("report-approve", "report-return"):
        page = client.get(reverse(step, args=[report.pk]))
        response = fill(client, page, {"note": "Saya sendiri"})
        assert response.status_code == 422
        assert "diperiksa orang lain" in response.content.decode()
    assert report not in queries.waiting_for(admin)
    assert the_report(group).state == "dikirim"


def test_somebody_who_wrote_an_earlier_draft_of_it_does_not_check_it_either():
    group = a_group()
    report = f.report(group)
    admin = f.admin()
    span, rule = f.last_period(), queries.rule_of(f.KOTA, f.last_period())
    mine, typed = actions.prepare(group, span, rule, actions.current(group, span))
    actions.write(report=mine, typed=typed, by=admin)
    again, typed = actions.prepare(group, span, rule, actions.current(group, span))
    kader = f.kader()
    actions.send(report=actions.write(report=again, typed=typed, by=kader), by=kader)
    actions.approve(report=report, by=f.pokja_kecamatan())
    with pytest.raises(ValidationError, match="diperiksa orang lain"):
        actions.approve(report=report, by=admin)


def test_verifying_and_accepting_are_two_people_and_each_inside_her_region():
    report = f.report(state="dikirim")
    kota = f.pokja_kota()
    for stranger in (f.pokja_kecamatan(f.BARAT), f.pokja_kota("33.76"), f.kader()):
        with pytest.raises(PermissionDenied):
            actions.approve(report=report, by=stranger)
    actions.approve(report=report, by=kota)  # in place of a kecamatan without anybody
    with pytest.raises(ValidationError, match="yang menerima orang lain"):
        actions.approve(report=report, by=kota)
    with pytest.raises(ValidationError, match="langkah Pokja II yang lain"):
        actions.approve(report=report, by=f.pokja_kecamatan())
    actions.approve(report=report, by=f.pokja_kota())
    with pytest.raises(ValidationError, match="sekarang diterima"):
        actions.approve(report=report, by=f.pokja_kota())


def test_without_the_kecamatans_step_the_city_accepts_what_was_sent():
    report = f.report(state="dikirim", kecamatan_step=False)
    with pytest.raises(ValidationError, match="langkah Pokja II yang lain"):
        actions.approve(report=report, by=f.pokja_kecamatan())
    kota = f.pokja_kota()
    assert list(queries.waiting_for(kota)) == [report]
    assert list(queries.waiting_for(f.pokja_kecamatan())) == []
    assert actions.approve(report=report, by=kota).state == "diterima"


def test_each_waits_for_whose_step_it_is():
    sent, verified = f.report(state="dikirim"), f.report(state="diverifikasi")
    f.report(state="draft"), f.report(state="diterima")
    assert list(queries.waiting_for(f.pokja_kecamatan())) == [sent]
    assert list(queries.waiting_for(f.pokja_kecamatan(f.BARAT))) == []
    assert list(queries.waiting_for(f.pokja_kota())) == [verified]
    assert list(queries.waiting_for(f.kader())) == []


def test_a_return_needs_a_word(client):
    report = f.report(state="dikirim")
    client.force_login(f.pokja_kecamatan())
    response = fill(client, client.get(reverse("report-return", args=[report.pk])), {})
    assert errors_of(response).keys() == {"note"}
    fill(client, client.get(reverse("report-return", args=[report.pk])), {"at_cash": "Tidak cocok"})
    assert report.steps.get().note == "Perbaiki isian yang diberi catatan."


def test_a_revision_and_a_request_to_open_ask_for_their_reason_in_a_sentence(client):
    first = f.report(state="diterima")
    open_one = f.group()
    client.force_login(f.kader())
    page = client.get(reverse("report-revise", args=[first.pk]))
    assert errors_of(fill(client, page, {"reason": ""})) == {"reason": ["Tulis apa yang keliru dan mengapa."]}
    asked = reverse("opening-ask", args=[open_one.pk, f.last_period().code])
    assert client.get(asked).url == address(open_one)  # it is open
    close()
    page = client.get(asked)
    assert "Dibaca Pokja II kota dan admin kota" in page.content.decode()
    assert errors_of(fill(client, page, {"reason": ""})) == {"reason": ["Tulis alasan minta dibuka."]}


def test_a_step_is_never_changed():
    report = f.report(state="dikirim")
    actions.approve(report=report, by=f.pokja_kecamatan())
    step = ReportStep.objects.get()
    step.note = "lain"
    with pytest.raises(ValidationError):
        step.save()


def test_what_was_sent_is_locked_and_says_who_and_when(client):
    report = f.report(state="dikirim")
    client.force_login(f.kader())
    response = client.get(address(report.group), follow=True)
    assert response.redirect_chain[-1][0] == report.get_absolute_url()
    assert f"oleh {report.sent_by}" in response.content.decode()
    with pytest.raises(ValidationError, match="Terkunci karena dikirim"):
        actions.write(report=report, typed=[], by=f.kader())


def test_a_correction_of_an_accepted_report_is_a_revision_that_goes_the_same_way(client):
    group = a_group()
    first = f.report(group, state="diterima")
    kader = f.kader()
    client.force_login(kader)
    page = client.get(first.get_absolute_url()).content.decode()
    assert f"oleh {first.accepted_by}" in page
    response = fill(client, client.get(reverse("report-revise", args=[first.pk])), {"reason": "Lupa bazar"})
    assert response.redirect_chain[-1][0] == address(group)
    second = the_report(group)
    assert (second.revision, second.state, second.turnover) == (2, "draft", first.turnover)
    fill(client, client.get(address(group)), {"turnover": "4.500.000", "kirim": "1"})
    assert queries.accepted_values([group], f.last_period())[group.pk]["turnover"] == 4_000_000
    actions.approve(report=second, by=f.pokja_kecamatan())
    actions.approve(report=second, by=f.pokja_kota())
    assert queries.accepted_values([group], f.last_period())[group.pk]["turnover"] == 4_500_000
    old = client.get(first.get_absolute_url())
    assert "diganti revisi" in old.content.decode()
    assert "4.000.000" in old.content.decode()
    assert client.get(reverse("report-revise", args=[first.pk])).status_code == 404
    with pytest.raises(ValidationError, match="Revisi laporan ini sudah ada"):
        actions.revise(report=first, reason="lagi", by=kader)


def test_a_late_report_is_taken_and_marked():
    group = a_group()
    span = f.last_period(3)
    rule, kader = queries.rule_of(f.KOTA, span), f.kader()
    report, typed = actions.prepare(group, span, rule)
    for name, value in f.BOXES.items():
        setattr(report, name, value)
    actions.send(report=actions.write(report=report, typed=typed, by=kader), by=kader)
    report = the_report(group)
    assert report.is_late
    assert not queries.is_on_time(report)
    assert queries.standings([group], [span])[group.pk, span.code].is_on_time is False


def test_a_return_costs_nobody_her_punctuality():
    report = f.report(a_group(), f.last_period(3), state="dikirim")
    actions.send_back(report=report, note="Periksa lagi", by=f.pokja_kecamatan())
    kader = f.kader()
    actions.send(report=report, by=kader)
    report.refresh_from_db()
    assert timezone.localdate(report.sent_at) > report.due_on
    assert not report.is_late


def test_a_closed_period_says_why_and_is_opened_for_a_while_by_somebody_else(client):
    rule = close()
    group = a_group()
    kader, kota = f.kader(), f.pokja_kota()
    client.force_login(kader)
    page = client.get(address(group))
    assert rule.decided_by.name in page.content.decode()
    ask = reverse("opening-ask", args=[group.pk, f.last_period().code])
    assert f'href="{ask}"' in page.content.decode()
    refused = client.post(address(group), TYPED | {"submission": "5e0e1a5c-0000-4000-8000-000000000000"})
    assert refused.status_code == 422
    assert "ditutup sesudah" in refused.content.decode()
    fill(client, client.get(ask), {"reason": "Bendahara sakit"})
    again = fill(client, client.get(ask), {"reason": "Bendahara sakit sekali"})
    assert "masih menunggu jawaban" in again.content.decode()

    opening = Opening.objects.get()
    client.force_login(kota)
    assert opening.get_absolute_url() in client.get(reverse("report-queue")).content.decode()
    page = client.get(opening.get_absolute_url())
    assert fill(client, page, {}).status_code == 422
    too_long = timezone.localdate() + timedelta(days=91)
    assert errors_of(fill(client, page, {"open_until": str(too_long)})).keys() == {"open_until"}
    fill(client, page, {"open_until": str(timezone.localdate() + timedelta(days=7))})
    client.force_login(kader)
    fill(client, client.get(address(group)), TYPED | {"kirim": "1"})
    assert the_report(group).state == "dikirim"


def test_an_exception_ends_and_a_refusal_says_why():
    close()
    group, span = a_group(), f.last_period()
    kader, kota = f.kader(), f.admin()
    opening = actions.ask_to_open(group=group, period=span, reason="Sakit", by=kader)
    for until, answer, by, complaint in (
        (None, "", kota, "alasan menolaknya"),
        (timezone.localdate() - timedelta(days=1), "", kota, "dari hari ini"),
    ):
        with pytest.raises(ValidationError, match=complaint):
            actions.decide_opening(opening=opening, until=until, answer=answer, by=by)
    with pytest.raises(PermissionDenied):
        actions.decide_opening(opening=opening, until=timezone.localdate(), answer="", by=f.pokja_kecamatan())
    actions.decide_opening(opening=opening, until=timezone.localdate(), answer="", by=kota)
    assert queries.opened_until(group, span) == timezone.localdate()
    assert queries.opened_until(group, span, timezone.localdate() + timedelta(days=1)) is None
    with pytest.raises(ValidationError, match="sudah dijawab"):
        actions.decide_opening(opening=opening, until=None, answer="tidak", by=kota)


def test_whoever_asks_does_not_answer_herself():
    close()
    admin = f.admin()
    opening = actions.ask_to_open(group=a_group(), period=f.last_period(), reason="Sakit", by=admin)
    assert list(queries.waiting_openings(admin)) == []
    with pytest.raises(ValidationError, match="bukan yang meminta"):
        actions.decide_opening(opening=opening, until=timezone.localdate(), answer="", by=admin)


def test_a_period_that_runs_still_is_not_reported_on(client):
    group = a_group()
    running = f.periods.period_at([], timezone.localdate() + timedelta(days=1))
    client.force_login(f.kader())
    page = client.get(address(group, running)).content.decode()
    assert "Laporannya diisi sesudah itu" in page
    assert "minta-buka" not in page


def test_several_are_passed_at_once_or_none(client):
    reports = [f.report(state="dikirim") for _ in range(3)]
    kecamatan = f.pokja_kecamatan()
    client.force_login(kecamatan)
    queue = reverse("report-queue")
    page = client.get(queue)
    chosen = [str(report.pk) for report in reports[:2]]
    fill(client, page, {"reports": chosen})
    assert [the_report(report.group).state for report in reports] == ["diverifikasi"] * 2 + ["dikirim"]
    stale = fill(client, page, {"reports": [str(report.pk) for report in reports]})
    assert stale.status_code == 422
    assert the_report(reports[2].group).state == "dikirim"


def test_a_second_tap_sends_once(client):
    group = a_group()
    client.force_login(f.kader())
    page = client.get(address(group))
    for _ in range(2):
        assert fill(client, page, TYPED | {"kirim": "1"}).status_code == 200
    assert Report.objects.count() == ReportStep.objects.count() == 1


def test_two_who_fill_in_at_once_do_not_overwrite_each_other(client):
    group = a_group()
    client.force_login(f.kader())
    first, second = client.get(address(group)), client.get(address(group))
    fill(client, first, {"turnover": "1.000.000"})
    response = fill(client, second, {"turnover": "2.000.000"})
    assert response.status_code == 422
    assert response.context["form"].conflicts
    assert the_report(group).turnover == 1_000_000
