"""Every odd file of the corpus gives exactly the outcome it must; nothing is written on the way."""

import json
from io import StringIO
from time import monotonic

import pytest
from django.core.management import call_command
from django.db import transaction

from groups.importing.kinds import KINDS
from groups.importing.outcome import Decisions
from groups.importing.pipeline import examine
from groups.importing.report import answer_of, report_of
from groups.models import BusinessGroup, Member, Region, RegionAlias
from tests import factories as f
from tests.groups.importing.corpus import CASES, NIK_KHOLIFAH, NIK_SITI

pytestmark = pytest.mark.django_db  # each test in a savepoint of the module's transaction

SECONDS = 10
# What files of groups and members can be told; the books and the lists of a bimtek have more.
CLASSES = {
    "file_error", "nik_invalid", "nik_length", "nik_not_digits", "nik_precision", "nik_scientific",
    "nik_dup_in_file", "nik_dup_in_db", "name_nik_mismatch", "date_invalid", "date_future",
    "date_out_of_range", "jk_invalid", "kelurahan_missing", "kelurahan_unknown", "kelurahan_ambiguous",
    "kelurahan_suggest", "kecamatan_mismatch", "region_forbidden", "group_name_missing", "group_dup_in_file",
    "group_dup_in_db", "member_ambiguous", "money_invalid", "money_negative", "money_too_large",
    "number_invalid", "number_out_of_range", "cell_error", "formula_no_value", "too_long", "row_too_short",
    "row_too_long", "stray_row",
}  # fmt: skip
WARNINGS = {
    "jk_filled_from_nik", "possible_duplicate_person", "hidden_rows", "columns_ignored", "value_ignored",
    "nik_doubt",
}  # fmt: skip


@pytest.fixture(scope="module")
def users(django_db_setup, django_db_blocker):
    """The world that the cases are written for, made once and taken back; {"kader", "admin"}."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield world()
        transaction.set_rollback(True)


def world():
    f.regions()
    for code, name in (("33.75.03.1003", "Panjang Wetan"), ("33.75.03.1004", "Panjang Baru")):
        Region.objects.create(code=code, level="kelurahan", name=name, parent_id=f.UTARA)
    RegionAlias.objects.create(region_id=f.KRAPYAK, name="Krapyak Lor")
    melati = f.group(name="Melati Jaya", product="Keripik tempe")
    f.member(melati, name="Siti Aminah", nik=NIK_SITI, birth_on="1980-03-17")
    f.member(melati, name="Rusmiyati", birth_on="1975-06-01", phone="+6281234567890")
    f.member(f.group(f.MEDONO, name="Mawar Indah"), name="Kholifah", nik=NIK_KHOLIFAH)
    return {"kader": f.kader(username="kader"), "admin": f.admin(username="admin")}


def result(answer):
    """The parts of an answer that a case states."""
    return {
        "verdict": answer["verdict"],
        "rows_ok": answer["rows_ok"],
        "errors": [(error["row"], error["column"], error["class"]) for error in answer["rows_error"]],
        "warnings": [warning["class"] for warning in answer["warnings"]],
        "questions": [question["kind"] for question in answer["questions"]],
    }


def stated(case):
    return {name: getattr(case, name) for name in ("verdict", "rows_ok", "errors", "warnings", "questions")}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name.replace(" ", "-"))
def test_each_file_gives_its_outcome(case, users):
    kind = KINDS[case.kind](users[case.user], Decisions())
    content, start = case.make(), monotonic()
    outcome = examine(kind=kind, content=content, filename=case.filename)
    assert monotonic() - start < SECONDS
    answer = answer_of(kind, outcome)
    assert result(answer) == stated(case), answer["rows_error"] + answer["questions"] + answer["warnings"]
    if case.canonical is not None:
        assert answer["canonical"] == case.canonical
    if case.actions is not None:
        assert [row.action for row in outcome.rows] == case.actions
    for name, values in case.reads.items():
        assert [row.values.get(name) for row in outcome.rows] == values
    if case.message is not None:
        assert [error["message"] for error in answer["rows_error"]] == [case.message]
    json.dumps([answer, report_of(kind, outcome)])
    assert (Member.objects.count(), BusinessGroup.objects.count()) == (3, 2)


def test_the_corpus_has_sixty_files_and_every_class_of_problem():
    names = [case.name for case in CASES]
    assert len(names) == len(set(names)) >= 60
    assert {code for case in CASES for _, _, code in case.errors} == CLASSES
    assert {code for case in CASES for code in case.warnings} == WARNINGS
    assert {kind for case in CASES for kind in case.questions} == {"column", "money"}


def command(path, case, *options):
    """(exit code, the object printed) of the command line."""
    out = StringIO()
    try:
        call_command("import_file", path, *options, kind=case.kind, user=case.user, json=True, stdout=out)
    except SystemExit as end:
        return end.code, json.loads(out.getvalue())
    return 0, json.loads(out.getvalue())


@pytest.mark.parametrize("case", CASES[::12], ids=lambda case: case.name.replace(" ", "-"))
def test_the_command_line_gives_the_same(case, users, tmp_path):
    path = tmp_path / case.filename
    path.write_bytes(case.make())
    code, answer = command(path, case)
    assert (code, result(answer)) == (0 if case.verdict == "accept" else 2, stated(case))


def test_dangerous_texts_are_kept_as_they_are_written(users, tmp_path):
    case = next(case for case in CASES if case.name.startswith("texts that would be formulas"))
    path = tmp_path / case.filename
    path.write_bytes(case.make())
    code, _ = command(path, case, "--commit")
    names = {row["nama"] for row in case.canonical}
    assert code == 0
    assert set(Member.objects.filter(name__in=names).values_list("name", flat=True)) == names


def test_the_same_file_again_gives_nothing_new(users, tmp_path):
    case = next(case for case in CASES if case.name == "the kelurahan written once, blank below")
    path = tmp_path / case.filename
    path.write_bytes(case.make())
    assert command(path, case, "--commit")[0] == 0
    kind = KINDS[case.kind](users[case.user], Decisions())
    again = examine(kind=kind, content=case.make(), filename=case.filename)
    assert {row.action for row in again.rows} == {"same"}


def test_a_file_with_wrong_rows_is_written_only_without_them(users, tmp_path):
    case = next(case for case in CASES if case.name == "one NIK twice in the file")
    path = tmp_path / case.filename
    path.write_bytes(case.make())
    assert command(path, case, "--commit")[0] == 2
    assert not Member.objects.filter(name="Tarwiyah").exists()
    assert command(path, case, "--commit", "--skip-bad")[0] == 2
    assert Member.objects.filter(name="Tarwiyah").exists()
    assert not Member.objects.filter(name="Sofiyah").exists()
