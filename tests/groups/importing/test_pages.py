"""An import as a person does it: upload, look, mend, import, take back; on any day, from any device."""

from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
import xlsxwriter
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from groups import tasks
from groups.actions import imports as actions
from groups.actions import members as member_actions
from groups.importing.member_rows import MemberKind
from groups.models import BusinessGroup, ImportBatch, Member, RegionAlias
from groups.views import imports as views
from tests import factories as f
from tests.groups.test_sent_twice import together
from tests.posting import errors_of, offered

pytestmark = pytest.mark.django_db

HEAD = "Nama,NIK,L/P,Kelompok,Kelurahan,Tanggal Masuk"


def rows(*lines, head=HEAD):
    return "\n".join((head, *lines)) + "\n"


def upload(client, content, name="anggota.csv", kind="members"):
    """Send a file through the form; the page of the import that it led to."""
    page = client.get(reverse("import-create"))
    content = content.encode() if isinstance(content, str) else content
    sent = {"submission": page.context["form"]["submission"].value(), "kind": kind}
    sent["file"] = SimpleUploadedFile(name, content)
    return client.post(reverse("import-create"), sent, follow=True)


def send(client, name, batch, query="", **changes):
    url = reverse(name, args=[batch.pk]) + query
    page = client.get(url)
    return client.post(url, offered(page) | changes, follow=True)


def commit(client, batch, **changes):
    """Press Impor on the page that asks for it, with the digest that the page holds."""
    page = client.get(reverse("import-commit", args=[batch.pk]))
    seen = {"seen": page.context["report"]["digest"]}
    if page.context["counts"]["wrong"]:
        seen["sebagian"] = "1"
    url = reverse("import-commit", args=[batch.pk])
    return client.post(url, offered(page) | seen | changes, follow=True)


def the_batch():
    return ImportBatch.objects.latest("pk")


def codes(batch):
    return {problem["code"]: problem["count"] for problem in batch.report["problems"]}


def test_a_clean_file_is_shown_then_imported_and_the_same_file_again_changes_nothing(sign_in):
    kader = f.kader()
    client = sign_in(kader)
    text = rows("Siti Aminah,,P,Melati,Krapyak,01/02/2019", "Budi Santoso,,L,Melati,Krapyak,17 Maret 2020")
    page = upload(client, text)
    batch = the_batch()
    assert page.redirect_chain == [(batch.get_absolute_url(), 302)]
    assert page.context["counts"] == [("new", "Baru", 2), ("changed", "Berubah", 0), ("same", "Sama", 0),
                                      ("wrong", "Perlu diperbaiki", 0)]  # fmt: skip
    assert Member.objects.count() == 0
    page = commit(client, batch)
    assert [str(message) for message in page.context["messages"]] == ["Impor selesai."]
    group = BusinessGroup.objects.get()
    assert (group.name, group.region_id, group.founded_on.isoformat()) == ("Melati", f.KRAPYAK, "2019-02-01")
    siti = Member.objects.get(name="Siti Aminah")
    assert (siti.sex, siti.group, siti.is_active) == ("P", group, True)
    entry = siti.history.get()
    assert (entry.history_user, entry.history_change_reason) == (kader, f"Impor {batch.pk}: anggota.csv")
    upload(client, text)
    again = the_batch()
    assert again.report["counts"] == {"new": 0, "changed": 0, "same": 2, "wrong": 0}
    assert client.get(again.get_absolute_url()).context["again"] == batch


def test_the_summary_of_errors_leads_to_the_first_of_several_boxes_as_well(sign_in):
    client = sign_in(f.kader())
    page = client.post(reverse("import-create"), {}).content.decode()
    for place in ("id_kind_0", "id_file"):
        assert f'href="#{place}"' in page
        assert f'id="{place}"' in page


def test_going_back_and_choosing_another_file_is_another_import(sign_in):
    client = sign_in(f.kader())
    page = client.get(reverse("import-create"))
    sent = {"submission": page.context["form"]["submission"].value(), "kind": "members"}
    for text in ("Siti", "Siti", "Tutik"):
        file = SimpleUploadedFile("anggota.csv", rows(f"{text},,P,Melati,Krapyak,").encode())
        client.post(reverse("import-create"), sent | {"file": file})
    assert ImportBatch.objects.count() == 2


def test_pressing_import_twice_writes_once(sign_in):
    client = sign_in(f.kader())
    upload(client, rows("Siti,,P,Melati,Krapyak,"))
    batch = the_batch()
    page = client.get(reverse("import-commit", args=[batch.pk]))
    sent = offered(page) | {"seen": batch.report["digest"]}
    for _ in range(2):
        client.post(reverse("import-commit", args=[batch.pk]), sent)
    actions.commit(batch=batch, by=batch.owner)
    assert Member.objects.count() == 1


def test_what_was_changed_is_marked_old_and_new(sign_in):
    member = f.member(f.group(name="Melati"), name="Siti Aminah", phone="+6281234567890")
    client = sign_in(f.kader())
    page = upload(client, "Nama,Kelompok,HP,L/P\nSITI AMINAH,Melati,0812-3456-7899,P\n")
    changes = {name: change for name, _, change, _ in page.context["rows"][0]["cells"] if change}
    assert changes["Nomor HP"] == ["0812-3456-7890", "0812-3456-7899"]
    assert "<del>0812-3456-7890</del> → <ins>0812-3456-7899</ins>" in page.content.decode()
    commit(client, the_batch())
    member.refresh_from_db()
    assert (member.phone, member.version) == ("+6281234567899", 2)


def test_a_misspelt_kelurahan_is_mended_once_for_all_its_rows_and_remembered(sign_in):
    client = sign_in(f.admin())
    names = [f"Ibu {name}" for name in ("Ani", "Budi", "Cici")]
    text = rows(*(f"{name},,P,Melati,Krapyk Lor," for name in names))
    page = upload(client, text)
    batch = the_batch()
    assert codes(batch) == {"kelurahan_unknown": 3} or codes(batch) == {"kelurahan_suggest": 3}
    problem = page.context["problems"][0]
    query = f"?kolom={problem['name']}&isi={problem['value']}"
    fix = client.get(reverse("import-decide", args=[batch.pk]) + query)
    assert ("Krapyak", "Krapyak") in fix.context["form"].fields["meant"].widget.choices
    send(client, "import-decide", batch, query, meant="Krapyak")
    batch.refresh_from_db()
    assert batch.report["counts"]["new"] == 3
    assert RegionAlias.objects.get(key="krapyklor").region_id == f.KRAPYAK
    upload(client, rows("Ibu Dedi,,P,Melati,Krapyk Lor,"))
    assert the_batch().report["verdict"] == "accept"


def test_a_kader_mends_a_kelurahan_too_but_only_admins_teach_it_to_everybody(sign_in):
    client = sign_in(f.admin(f.KOTA))
    upload(client, rows("Siti,,P,Melati,Krapiak,"))
    problem = the_batch().report["problems"][0]
    assert (problem["code"], problem["suggestions"]) == ("kelurahan_suggest", ["Krapyak"])
    kader = sign_in(f.kader())
    upload(kader, rows("Siti,,P,Melati,Krapiak,"))
    batch = the_batch()
    send(kader, "import-decide", batch, "?kolom=region&isi=Krapiak", meant="Krapyak")
    batch.refresh_from_db()
    assert batch.report["verdict"] == "accept"
    assert not RegionAlias.objects.exists()


def test_one_wrong_cell_is_mended_in_the_page_and_the_file_stays_as_it_is(sign_in):
    client = sign_in(f.kader())
    text = rows("Siti,3375,P,Melati,Krapyak,", "Tutik,,P,Melati,Krapyak,31/02/2020")
    upload(client, text)
    batch = the_batch()
    assert codes(batch) == {"nik_length": 1, "date_invalid": 1}
    nik = f.nik()
    page = client.get(reverse("import-row", args=[batch.pk]) + "?baris=CSV!2")
    assert "NIK harus 16 angka" in page.content.decode()
    send(client, "import-row", batch, "?baris=CSV!2", nik=nik)
    send(client, "import-row", batch, "?baris=CSV!3", lewati="1")
    batch.refresh_from_db()
    assert batch.report["counts"] == {"new": 1, "changed": 0, "same": 0, "wrong": 0}
    assert nik not in client.get(batch.get_absolute_url()).content.decode()
    assert client.get(reverse("import-file", args=[batch.pk])).content == text.encode()
    commit(client, batch)
    assert Member.objects.get().nik == nik


def test_columns_are_matched_by_hand_and_the_next_file_of_that_shape_is_understood(sign_in):
    client = sign_in(f.kader())
    text = "Panggilan ibu-ibu,Regu usaha,JK\nSiti,Melati,P\nTutik,Melati,P\n"
    upload(client, text)
    batch = the_batch()
    assert batch.report is None or batch.report["verdict"] in ("ask_mapping", "reject_file")
    text = "Nama,Regu usaha,JK\nSiti,Melati,P\nTutik,Melati,P\n"
    upload(client, text)
    batch = the_batch()
    assert codes(batch) == {"group_name_missing": 2}
    assert "columns_ignored" in {warning["code"] for warning in batch.report["warnings"]}
    page = client.get(reverse("import-mapping", args=[batch.pk]))
    field = next(
        bound for bound, _, _ in page.context["form"].tables[0]["fields"] if bound.label == "Regu usaha"
    )
    send(client, "import-mapping", batch, **{field.html_name: "group"})
    batch.refresh_from_db()
    assert batch.report["verdict"] == "accept"
    upload(client, text.replace("Siti", "Ratna"))
    assert the_batch().report["verdict"] == "accept"
    # Two columns cannot be the same thing.
    response = send(client, "import-mapping", the_batch(), **{field.html_name: "name"})
    assert errors_of(response)


def test_an_amount_that_may_mean_two_things_is_asked_once(sign_in):
    client = sign_in(f.kader())
    text = "Nama Kelompok,Modal Awal\nMelati,1.500\nKenanga,2.000\n"
    page = upload(client, text, kind="groups")
    batch = the_batch()
    assert [question["kind"] for question in batch.report["questions"]] == ["money"]
    assert not page.context["good"] or page.context["needs_answer"]
    send(client, "import-decide", batch, "?kolom=money:capital_initial&isi=1.500", meant="ribu")
    commit(client, batch)
    capitals = BusinessGroup.objects.order_by("name").values_list("name", "capital_initial")
    assert list(capitals) == [("Kenanga", 2_000_000), ("Melati", 1_500_000)]


def test_a_similar_group_is_asked_about_never_made_in_silence(sign_in):
    group = f.group(name="Melati Jaya")
    client = sign_in(f.kader())
    upload(client, rows("Siti,,P,Melatih Jaya,Krapyak,", "Tutik,,P,Melati Jayaa,Krapyak,"))
    batch = the_batch()
    assert codes(batch) == {"group_dup_in_db": 1} or sum(codes(batch).values()) == 2
    first, second = batch.report["problems"]
    send(client, "import-decide", batch, f"?kolom=group&isi={first['value']}", meant="Melati Jaya")
    question, key, _ = second["confirm"]
    send(client, "import-decide", batch, "?kolom=group&isi=x", written=key, question=question)
    commit(client, batch)
    assert group.members.count() == 1
    assert BusinessGroup.objects.count() == 2


def test_the_good_rows_go_in_and_the_rest_waits_on_the_beranda(sign_in):
    client = sign_in(f.kader())
    upload(client, rows("Siti,,P,Melati,Krapyak,", "Tutik,33750,P,Melati,Krapyak,"))
    batch = the_batch()
    page = commit(client, batch)
    batch.refresh_from_db()
    assert (batch.state, Member.objects.count()) == ("sebagian", 1)
    assert page.context["report"]["counts"] == {"new": 0, "changed": 0, "same": 1, "wrong": 1}
    home = client.get(reverse("home"))
    waiting = {todo.text: todo.address for todo in home.context["todos"]}
    assert waiting["Impor anggota.csv: 1 baris perlu diperbaiki"] == batch.get_absolute_url()
    sheet = openpyxl.load_workbook(
        BytesIO(client.get(reverse("import-wrong-rows", args=[batch.pk])).content)
    ).active
    wrong = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert wrong[0] == [*HEAD.split(","), "Yang perlu diperbaiki"]
    assert wrong[1][:5] == ["Tutik", "33750", "P", "Melati", "Krapyak"]
    assert "NIK harus 16 angka" in wrong[1][-1]
    send(client, "import-row", batch, "?baris=CSV!3", nik="")
    commit(client, batch)
    batch.refresh_from_db()
    assert (batch.state, Member.objects.count()) == ("selesai", 2)
    assert "anggota.csv" not in client.get(reverse("home")).content.decode()


def test_wrong_rows_of_any_sheet_come_with_all_their_cells_and_go_in_again_once_mended(sign_in):
    file = BytesIO()
    book = xlsxwriter.Workbook(file)
    for name in ("Krapyak", "Degayu"):  # the kelurahan is the sheet's name
        sheet = book.add_worksheet(name)
        sheet.write_row(0, 0, ["DAFTAR ANGGOTA"])
        sheet.write_row(2, 0, ["Nama", "Regu", "JK", "Kelompok"])
        sheet.write_row(3, 0, [f"Siti {name}", "merah", "P", "Melati"])
        sheet.write_row(4, 0, [f"Tutik {name}", "biru", "?x", ""])
    book.close()
    client = sign_in(f.admin())
    upload(client, file.getvalue(), "data.xlsx")
    batch = the_batch()
    book = openpyxl.load_workbook(BytesIO(client.get(reverse("import-wrong-rows", args=[batch.pk])).content))
    assert book.sheetnames == ["Krapyak", "Degayu"]
    rows_of = {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book}
    assert rows_of["Degayu"][0][:5] == ["Nama", "Regu", "JK", "Kelompok", "Kelurahan"]
    assert rows_of["Degayu"][1][:5] == ["Tutik Degayu", "biru", "?x", "Melati", "Degayu"]
    for sheet in book:
        sheet["C2"] = "P"
    saved = BytesIO()
    book.save(saved)
    upload(client, saved.getvalue(), "dibetulkan.xlsx")
    again = the_batch()
    assert (again.report["verdict"], again.report["counts"]["new"]) == ("accept", 2)


def test_closing_leaves_the_rest_undone(sign_in):
    client = sign_in(f.kader())
    upload(client, rows("Siti,1,P,Melati,Krapyak,"))
    batch = the_batch()
    send(client, "import-close", batch)
    batch.refresh_from_db()
    assert (batch.state, Member.objects.count()) == ("ditutup", 0)
    response = send(client, "import-close", batch)
    assert response.status_code == 422


def test_what_somebody_did_in_the_meantime_is_seen_before_anything_is_written(sign_in):
    group = f.group(name="Melati")
    kader = f.kader()
    client = sign_in(kader)
    upload(client, rows("Siti,,P,Melati,Krapyak,"))
    batch = the_batch()
    old = batch.report["digest"]
    f.member(group, name="Siti")
    response = commit(client, batch, seen=old)
    assert response.redirect_chain == [(batch.get_absolute_url(), 302)]
    assert [str(message) for message in response.context["messages"]] == [actions.CHANGED_MEANWHILE]
    assert response.context["report"]["counts"]["same"] == 1
    assert Member.objects.count() == 1


def test_undo_takes_back_what_was_made_and_what_was_changed(sign_in):
    group = f.group(name="Melati")
    member = f.member(group, name="Siti", phone="+6281234567890", nik=f.nik())
    client = sign_in(f.kader())
    before = Member.objects.values().get()
    text = "Nama,Kelompok,HP,L/P,Jabatan\nSiti,Melati,081234567891,P,Ketua\nRatna,Kenanga,,P,Ketua\n"
    upload(client, text)
    batch = the_batch()
    commit(client, batch)
    assert (Member.objects.count(), BusinessGroup.objects.count()) == (2, 2)
    send(client, "import-undo", batch)
    batch.refresh_from_db()
    assert batch.state == "batal"
    assert Member.objects.values().get() == before | {"version": 3}
    assert (BusinessGroup.objects.get(), group.officer_terms.count()) == (group, 0)
    assert member.history.first().history_change_reason == f"Impor {batch.pk} dibatalkan"
    # Once is enough.
    assert send(client, "import-undo", batch).status_code == 422


def test_undo_leaves_what_somebody_changed_since_and_says_which(sign_in):
    kader = f.kader()
    client = sign_in(kader)
    upload(client, rows("Siti,,P,Melati,Krapyak,", "Tutik,,P,Melati,Krapyak,", "Ratna,,P,Kenanga,Krapyak,"))
    batch = the_batch()
    commit(client, batch)
    siti = Member.objects.get(name="Siti")
    siti.job = "Penjahit"
    member_actions.update_member(member=siti, nik="", by=kader)
    page = send(client, "import-undo", batch)
    told = [str(message) for message in page.context["messages"]]
    assert [text for text in told if text.startswith("Siti ")] == [
        "Siti dipakai atau diubah sesudah impor, jadi tetap."
    ]
    assert list(Member.objects.values_list("name", flat=True)) == ["Siti"]
    assert list(BusinessGroup.objects.values_list("name", flat=True)) == ["Melati"]
    batch.refresh_from_db()
    assert "tidak dikembalikan" in batch.notice


def test_after_thirty_days_the_file_is_gone_and_nothing_can_be_taken_back(sign_in, capsys):
    client = sign_in(f.kader())
    upload(client, rows("Siti,,P,Melati,Krapyak,"))
    done = the_batch()
    commit(client, done)
    upload(client, rows("Tutik,1,P,Melati,Krapyak,"))
    waiting = the_batch()
    ImportBatch.objects.update(created_at=timezone.now() - timedelta(days=31))
    call_command("clean_up")
    for batch in (done, waiting):
        batch.refresh_from_db()
        assert (batch.content, batch.report, batch.decisions) == (None, None, None)
        assert client.get(batch.get_absolute_url()).status_code == 200
        assert client.get(reverse("import-file", args=[batch.pk])).status_code == 404
        assert send(client, "import-undo", batch).status_code == 422
    assert (done.state, waiting.state) == ("selesai", "ditutup")


def large(number):
    """An XLSX of ``number`` members; random digits keep it from being packed small."""
    file = BytesIO()
    book = xlsxwriter.Workbook(file)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["Nama", "Kelompok", "Kelurahan", "L/P"])
    for row in range(number):
        sheet.write_row(row + 1, 0, [f"Ibu {row}", f"Kelompok {row % 5}", "Krapyak", "P"])
    book.close()
    return file.getvalue()


@pytest.fixture
def by_worker(monkeypatch):
    """Files are large from the first byte on; ``by_worker()`` does what the worker would, in this thread."""
    monkeypatch.setattr(views, "AT_ONCE", 10)

    def work():
        for waiting in DBTaskResult.objects.filter(status="READY"):
            sent = waiting.args_kwargs
            waiting.task.func(*sent["args"], **sent["kwargs"])
            waiting.delete()

    return work


def test_a_large_file_is_examined_and_written_by_the_worker(
    sign_in, by_worker, django_capture_on_commit_callbacks
):
    client = sign_in(f.kader())
    page = upload(client, large(300), "anggota.xlsx")
    batch = the_batch()
    assert (batch.state, page.context["works"], page.context["doing"]) == (
        "memeriksa",
        True,
        "Menunggu giliran",
    )
    by_worker()
    batch.refresh_from_db()
    assert (batch.state, batch.rows_new) == ("siap", 300)
    with django_capture_on_commit_callbacks(execute=True):
        page = commit(client, batch)
    batch.refresh_from_db()
    assert (batch.state, Member.objects.count()) == ("menulis", 0)
    assert 'hx-trigger="every 2s"' in page.content.decode()
    by_worker()
    batch.refresh_from_db()
    assert (batch.state, Member.objects.count()) == ("selesai", 300)
    assert cache.get(f"import:{batch.pk}") == ["Selesai", 100]


def test_work_that_stopped_on_the_way_is_started_again(
    sign_in, by_worker, django_capture_on_commit_callbacks
):
    client = sign_in(f.kader())
    upload(client, large(10), "anggota.xlsx")
    batch = the_batch()
    by_worker()
    batch.refresh_from_db()
    actions.start(batch=batch, by=batch.owner)
    ImportBatch.objects.update(started_at=timezone.now() - timedelta(minutes=10))
    page = client.get(batch.get_absolute_url())
    assert page.context["is_slow"]
    assert reverse("import-retry", args=[batch.pk]) in page.content.decode()
    send(client, "import-retry", batch)
    by_worker()
    batch.refresh_from_db()
    assert batch.state == "siap"
    commit_again = {"batch_id": batch.pk, "user_id": batch.owner_id, "skip_bad": False, "seen": ""}
    tasks.write_import.func(**commit_again)
    assert Member.objects.count() == 10


def test_the_worker_gives_back_what_it_cannot_write(sign_in, by_worker):
    client = sign_in(f.kader())
    upload(client, large(3), "anggota.xlsx")
    by_worker()
    batch = the_batch()
    actions.start(batch=batch, by=batch.owner)
    tasks.write_import.func(batch.pk, batch.owner_id, False, "another digest")
    batch.refresh_from_db()
    assert (batch.state, batch.notice, Member.objects.count()) == ("siap", actions.CHANGED_MEANWHILE, 0)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "kosong"),
        (b"%PDF-1.7 ...", "bukan"),
        (b"<html><table><tr><td>Nama</td></tr></table></html>", "halaman web"),
        (b"PK\x03\x04 terpotong", "rusak"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_in_a_sentence(sign_in, content, said):
    page = upload(sign_in(f.kader()), content, "anggota.xlsx")
    assert said in page.content.decode().lower()
    assert Member.objects.count() == 0
    if ImportBatch.objects.exists():
        assert the_batch().state == "ditutup"


def test_names_that_look_like_code_are_stored_and_shown_as_text(sign_in):
    client = sign_in(f.kader())
    names = ["=HYPERLINK(0)", "<script>alert(1)</script>", "O'; DROP TABLE"]
    quoted = [f'"{name}",,P,Melati,Krapyak,' for name in names]
    page = upload(client, rows(*quoted))
    assert "<script>alert" not in page.content.decode()
    commit(client, the_batch())
    assert set(Member.objects.values_list("name", flat=True)) == set(names)


def test_imports_are_seen_by_their_owner_and_the_admins_above_her(client):
    owner = f.kader()
    batch = f.import_batch(owner, rows("Siti,,P,Melati,Krapyak,"))
    for person, sees in (
        (owner, True),
        (f.kader(), False),
        (f.pokja_kota(), False),
        (f.admin(), True),
        (f.admin("33.76"), False),
    ):
        client.force_login(person)
        listed = batch in client.get(reverse("import-list")).context["page"].object_list
        assert (listed, client.get(batch.get_absolute_url()).status_code) == (sees, 200 if sees else 404)


def test_a_foreign_kelurahan_stays_out_of_reach(sign_in):
    client = sign_in(f.kader(f.KRAPYAK))
    upload(client, rows("Siti,,P,Melati,Medono,", "Tutik,,P,Melati,Krapyak,"))
    batch = the_batch()
    assert codes(batch) == {"region_forbidden": 1}
    commit(client, batch)
    assert [member.group.region_id for member in Member.objects.all()] == [f.KRAPYAK]


def test_the_lists_cost_the_same_queries_for_many_rows_and_many_imports(sign_in):
    kader = f.kader()
    client = sign_in(kader)

    def queries(url):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        return len(captured)

    few = f.import_batch(kader, rows("Siti,1,P,Melati,Krapyak,"))
    listed = queries(reverse("import-list"))
    shown = queries(few.get_absolute_url())
    many = f.import_batch(kader, rows(*(f"Siti {n},1,P,Melati {n},Krapyak," for n in range(40))))
    for _ in range(5):
        f.import_batch(kader, rows("Siti,,P,Melati,Krapyak,"))
    assert queries(reverse("import-list")) == listed <= 10
    assert queries(many.get_absolute_url()) == shown <= 10


@pytest.mark.parametrize("kind", ["groups", "members"])
def test_a_template_filled_by_a_person_comes_in_and_one_with_present_data_changes_nothing(sign_in, kind):
    kader = f.kader()
    client = sign_in(kader)
    f.member(f.group(name="Melati", level="madya", rt="02"), name="Siti", nik=f.nik(), phone="+6281234567890")
    url = reverse("import-template", args=[kind])
    content = client.get(f"{url}?wilayah={f.KRAPYAK}").content
    batch = f.import_batch(kader, content, "isian.xlsx", kind)
    assert batch.report["counts"] == {"new": 0, "changed": 0, "same": 1, "wrong": 0}
    assert client.get(f"{url}?wilayah={f.MEDONO}").status_code == 404

    book = openpyxl.load_workbook(BytesIO(client.get(url).content))
    sheet = book.active
    heads = [str(cell.value).rstrip(" *") for cell in sheet[1]]
    filled = {"members": {"Nama Lengkap": "Ratna", "Kelompok": "Kenanga", "L/P": "P", "RT": "03"},
              "groups": {"Nama Kelompok": "Kenanga", "Kelurahan": "Krapyak", "RT": "03"}}[kind]  # fmt: skip
    for head, value in filled.items():
        sheet.cell(3, heads.index(head) + 1, value)
    saved = BytesIO()
    book.save(saved)
    batch = f.import_batch(kader, saved.getvalue(), "isian.xlsx", kind)
    assert (batch.report["verdict"], batch.report["counts"]["new"]) == ("accept", 1)
    for head in ("NIK", "Nomor HP") if kind == "members" else ("RT",):
        letter = openpyxl.utils.get_column_letter(heads.index(head) + 1)
        assert sheet.column_dimensions[letter].width > 0
        assert book.active.cell(2, heads.index(head) + 1).number_format == "@"
    assert sheet.data_validations.dataValidation


def test_an_edit_between_the_look_and_the_writing_is_not_overwritten(db, monkeypatch):
    """The other person saves after the rows were read, inside the very same commit."""
    member = f.member(f.group(name="Melati"), name="Siti", phone="+6281234567890")
    by = f.kader()
    batch = f.import_batch(by, "Nama,Kelompok,HP,L/P\nSiti,Melati,081234567891,P\n")
    write = MemberKind.write

    def meanwhile(kind, *args):
        Member.objects.filter(pk=member.pk).update(phone="+6281234567899", version=2)
        return write(kind, *args)

    monkeypatch.setattr(MemberKind, "write", meanwhile)
    with pytest.raises(ValidationError, match="berubah sejak"):
        actions.commit(batch=batch, by=by)


@pytest.mark.django_db(transaction=True)
def test_two_people_who_import_the_same_people_at_once_make_each_of_them_once(reference_lists):
    group = f.group(name="Melati")
    by = [f.kader(), f.admin()]
    text = rows(*(f"Ibu {name},,P,Melati,Krapyak," for name in "abcdefgh"))
    batches = [f.import_batch(person, text) for person in by]

    def work(index):
        try:
            actions.commit(batch=batches[index], by=by[index], seen=batches[index].report["digest"])
        except ValidationError as error:
            return error.messages
        return "written"

    results = together(2, work)
    assert sorted(map(str, results)) == sorted([str([actions.CHANGED_MEANWHILE]), "written"])
    assert group.members.count() == 8
