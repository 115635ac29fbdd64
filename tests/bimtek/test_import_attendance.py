"""A list of who came, from a spreadsheet: members are found, guests confirmed, days ticked."""

from datetime import date

import pytest
from django.urls import reverse

from bimtek.actions import drop_participant
from bimtek.models import Attendance
from groups.actions import imports as actions
from groups.importing.reader import read
from tests import factories as f

pytestmark = pytest.mark.django_db

FIRST, SECOND = date(2022, 3, 17), date(2022, 3, 18)


@pytest.fixture
def event(regions):
    return f.event(starts_on=FIRST, ends_on=SECOND)


def upload(event, text, by=None):
    return f.import_batch(by or f.pokja_kota(), text, kind="attendance", event=event.pk)


def actions_of(batch):
    return [(row[1], [code for code, _, _ in row[4]]) for row in batch.report["rows"]]


def presence(event):
    rows = Attendance.objects.filter(participant__event=event, participant__is_dropped=False)
    return set(rows.values_list("participant__name", "day"))


def test_ticks_for_each_day_become_attendance_of_members(event):
    group = f.group()
    siti, tutik = f.member(group, name="Hj. Siti Aminah"), f.member(group, name="Tutik Wijayanti")
    by = f.pokja_kota()
    text = "Nama,Hari 1,Hari ke-2\nSiti Aminah,v,v\nTUTIK WIJAYANTI,v,\n"
    batch = upload(event, text, by)
    assert (batch.report["verdict"], batch.rows_new) == ("accept", 2)
    actions.commit(batch=batch, by=by)
    assert presence(event) == {(siti.name, FIRST), (siti.name, SECOND), (tutik.name, FIRST)}
    people = event.participants.order_by("name").values_list("capacity", "group", "region")
    assert set(people) == {("anggota", group.pk, f.KRAPYAK)}

    again = upload(event, text, by)
    assert (again.rows_new, again.rows_changed, again.rows_same) == (0, 0, 2)

    assert actions.undo(batch=batch, by=by) == []
    assert (event.participants.count(), Attendance.objects.count()) == (0, 0)


def test_a_signed_list_without_ticks_counts_everybody_on_every_day(event):
    f.member(name="Siti Aminah")
    by = f.pokja_kota()
    batch = upload(event, "No,Nama,Hadir,Tanda Tangan\n1,Siti Aminah,,\n", by)
    assert [warning["code"] for warning in batch.report["warnings"]] == ["days_assumed"]
    actions.commit(batch=batch, by=by)
    assert presence(event) == {("Siti Aminah", FIRST), ("Siti Aminah", SECOND)}


def test_one_row_for_each_day_adds_up_and_a_day_outside_the_event_is_refused(event):
    f.member(name="Siti Aminah")
    by = f.pokja_kota()
    text = "Nama,Tanggal\nSiti Aminah,17/03/2022\nSiti Aminah,18 Maret 2022\nSiti Aminah,19/03/2022\n"
    batch = upload(event, text, by)
    assert actions_of(batch) == [("new", []), ("changed", []), ("wrong", ["date_out_of_range"])]
    actions.commit(batch=batch, by=by, skip_bad=True)
    assert presence(event) == {("Siti Aminah", FIRST), ("Siti Aminah", SECOND)}


def test_who_is_not_found_is_asked_about_and_can_be_written_down_as_a_guest(event, sign_in):
    f.member(name="Siti Aminah")
    by = f.pokja_kota()
    batch = upload(event, "Nama,Kelurahan\nSiti Amimah,Krapyak\nBu Camat,Krapyak\n", by)
    problems = {problem["value"]: problem for problem in batch.report["problems"]}
    assert {problem["code"] for problem in problems.values()} == {"member_unknown"}
    assert problems["Siti Amimah"]["suggestions"] == ["Siti Aminah"]

    client = sign_in(by)
    decide = reverse("import-decide", args=[batch.pk])
    page = client.get(f"{decide}?kolom=name&isi=x")
    sent = {"submission": page.context["form"]["submission"].value(), "column": "name"}
    client.post(decide, sent | {"written": "Siti Amimah", "meant": "Siti Aminah"})
    question, key, _ = problems["Bu Camat"]["confirm"]
    page = client.get(f"{decide}?kolom=name&isi=x")
    sent["submission"] = page.context["form"]["submission"].value()
    client.post(decide, sent | {"written": key, "question": question})
    batch.refresh_from_db()
    assert batch.report["verdict"] == "accept"
    actions.commit(batch=batch, by=by)
    people = event.participants.order_by("name").values_list("name", "capacity", "region")
    assert list(people) == [("Bu Camat", "tamu", f.KRAPYAK), ("Siti Aminah", "anggota", f.KRAPYAK)]


def test_namesakes_are_told_apart_by_group_or_nik_or_not_at_all(event):
    nik = f.nik()
    melati, kenanga = f.group(name="Melati"), f.group(name="Kenanga")
    first, second = f.member(melati, name="Siti Aminah", nik=nik), f.member(kenanga, name="Siti Aminah")
    by = f.pokja_kota()
    batch = upload(event, "Nama,Kelompok\nSiti Aminah,\n", by)
    assert actions_of(batch) == [("wrong", ["member_ambiguous"])]
    batch = upload(event, f"Nama,Kelompok,NIK\nSiti Aminah,Klp. Kenanga,\nSiti Aminah,,{nik}\n", by)
    assert actions_of(batch) == [("new", []), ("new", [])]
    actions.commit(batch=batch, by=by)
    assert set(event.participants.values_list("member", flat=True)) == {first.pk, second.pk}


def test_whoever_is_from_outside_the_event_is_named_and_kept_out(regions):
    event = f.event(f.UTARA, organiser=f.UTARA)
    f.member(f.group(f.MEDONO), name="Siti Aminah")
    batch = upload(event, "Nama,Sebagai,Kelurahan\nSiti Aminah,,\nBu Lurah,Pejabat,Medono\n")
    assert actions_of(batch) == [("wrong", ["region_forbidden"])] * 2


def test_an_event_that_is_not_hers_or_is_not_over_is_refused(regions):
    planned = f.event(starts_on=date(2999, 1, 1), status="rencana")
    foreign = f.event(f.BARAT, organiser=f.BARAT)
    for event, by in ((planned, f.pokja_kota()), (foreign, f.pokja_kecamatan(f.UTARA))):
        batch = upload(event, "Nama\nSiti Aminah\nTutik\n", by)
        assert (batch.state, batch.report["verdict"]) == ("ditutup", "reject_file")


def test_somebody_taken_off_the_list_comes_back(event):
    member = f.member(name="Siti Aminah")
    person = f.participant(event, member)
    by = f.pokja_kota()
    drop_participant(participant=person, by=by)
    batch = upload(event, "Nama,Hari 1,Hari 2\nSiti Aminah,,v\n", by)
    actions.commit(batch=batch, by=by)
    assert presence(event) == {("Siti Aminah", SECOND)}
    actions.undo(batch=batch, by=by)
    person.refresh_from_db()
    assert person.is_dropped
    assert presence(event) == set()


def test_the_event_page_leads_to_a_prefilled_sheet_that_comes_back_ticked(event, sign_in):
    member = f.member(name="Siti Aminah", nik=f.nik())
    f.participant(event, member)
    by = f.pokja_kota()
    client = sign_in(by)
    links = client.get(event.get_absolute_url()).content.decode()
    sheet = f"{reverse('import-template', args=['attendance'])}?kegiatan={event.pk}"
    assert f'href="{sheet}"' in links
    assert f"{reverse('import-create')}?jenis=attendance&amp;kegiatan={event.pk}" in links
    content = client.get(sheet).content
    rows = read(content, "lembar.xlsx").sheets[0].rows
    assert [head.rstrip(" *") for head in rows[0][:4]] == ["No", "Nama Lengkap", "NIK", "Nomor HP"]
    assert rows[0][-2:] == ["Hari 1", "Hari 2"]
    assert rows[2][1:3] == ["Siti Aminah", member.nik_masked]
    batch = f.import_batch(by, content, "lembar.xlsx", "attendance", event=event.pk)
    # Nobody is ticked: it is a signed list, on which everybody was there.
    assert (batch.report["verdict"], batch.rows_changed) == ("accept", 1)


def test_the_form_asks_for_the_event(sign_in, event):
    client = sign_in(f.pokja_kota())
    page = client.get(reverse("import-create") + "?jenis=attendance")
    assert [value for value, _ in page.context["form"].fields["event"].choices] == ["", event.pk]
    sent = {"submission": page.context["form"]["submission"].value(), "kind": "attendance"}
    with open(__file__, "rb") as file:
        response = client.post(reverse("import-create"), sent | {"file": file})
    assert "event" in response.context["form"].errors
