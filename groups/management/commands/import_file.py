"""The browser's import, from the command line: the same pipeline, bounded by the same person's rights."""

import json
from pathlib import Path

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.base import BaseCommand

from groups.actions import imports
from groups.importing.kinds import KINDS
from groups.importing.outcome import Decisions, Outcome, Problem
from groups.importing.pipeline import examine
from groups.importing.report import answer_of
from groups.models import User


class Command(BaseCommand):
    help = (
        "Import a spreadsheet: says what it would do; with --commit does it. Exits with 0 for accept, else 2."
    )

    def add_arguments(self, parser):
        parser.add_argument("file")
        parser.add_argument("--kind", required=True, choices=sorted(KINDS), help="what the rows are")
        parser.add_argument("--user", required=True, help="username: her rights bound what can be imported")
        parser.add_argument("--event", type=int, help="id of the event, for attendance")
        parser.add_argument("--commit", action="store_true", help="write it; without this nothing is written")
        parser.add_argument("--skip-bad", action="store_true", help="with --commit: write the good rows")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args, **options):
        answer = self.answer(options)
        if options["json"]:
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
        else:
            self.tell(answer)
        if answer["verdict"] != "accept":
            raise SystemExit(2)

    def answer(self, options) -> dict:
        path = Path(options["file"])
        user = User.objects.filter(username=options["user"]).first()
        if user is None:
            return refusal(f"Pengguna {options['user']} tidak ada.")
        try:
            content = path.read_bytes()
        except OSError as error:
            return refusal(f"Berkas {path.name} tidak dapat dibuka ({error.strerror}).")
        try:
            imports.home_of(options["kind"], user)
        except PermissionDenied:
            return refusal(
                f"{options['user']} tidak bertugas mengisi data {KINDS[options['kind']].label.lower()}."
            )
        try:
            return self.run(content, path.name, user, options)
        except (ValidationError, PermissionDenied) as error:
            return refusal(" ".join(getattr(error, "messages", ["Tidak boleh mengimpor data ini."])))

    def run(self, content, filename, user, options) -> dict:
        kind = KINDS[options["kind"]](user, Decisions(), options["event"])
        outcome = examine(kind=kind, content=content, filename=filename)
        answer = answer_of(kind, outcome)
        wanted = outcome.verdict == "accept" or (options["skip_bad"] and outcome.verdict == "row_errors")
        if options["commit"] and wanted:
            fields = {"kind": options["kind"], "event": options["event"]}
            batch = imports.take_in(content=content, filename=filename, by=user, **fields)
            imports.look(batch)
            imports.commit(batch=batch, by=user, skip_bad=options["skip_bad"])
        return answer

    def tell(self, answer):
        for problem in [*answer["rows_error"], *answer["warnings"]]:
            place = f"{problem['sheet']} baris {problem['row']}: " if problem["row"] else ""
            self.stdout.write(f"{place}{problem['message']} [{problem['class']}]")
        for question in answer["questions"]:
            self.stdout.write(f"{question['sheet']}: {question['message']}")
        self.stdout.write(f"{answer['verdict']}: {answer['rows_ok']} baris baik")


def refusal(message: str) -> dict:
    outcome = Outcome(verdict="reject_file", problems=[Problem("file_error", message)])
    return answer_of(None, outcome)
