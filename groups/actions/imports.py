"""Importing a file: taking it in, deciding about it, writing it all or not at all, and taking it back."""

import gc
from contextlib import contextmanager
from hashlib import sha256

from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from groups.importing.kinds import KINDS
from groups.importing.outcome import CHANGED_MEANWHILE, Decisions
from groups.importing.pipeline import examine, open_book
from groups.importing.report import report_of
from groups.importing.undo import take_back
from groups.models import ImportBatch, Region, RegionAlias, RememberedMapping
from groups.models.importing import KEPT_FOR
from groups.scoping.queryset import under
from groups.values import letters_key

OPEN = ("siap", "sebagian")
USUAL_COLLECTING = gc.get_threshold()
REPORT = ("report", "rows_new", "rows_changed", "rows_same", "rows_wrong")  # fields that ``look`` fills


@transaction.atomic
def take_in(*, kind: str, content: bytes, filename: str, by, event=None, group=None) -> ImportBatch:
    """Keep an uploaded file; nothing of it is read yet. ``group``: id of the one that it is about, if told.

    Raises PermissionDenied when ``by`` may not write such data anywhere, ValidationError for a kind that
    does not exist or needs an event.
    """
    region = home_of(kind, by)
    batch = ImportBatch(kind=kind, owner=by, region=region, event=event, filename=filename[-200:])
    batch.digest = sha256(content).hexdigest()
    batch.set_content(content)
    answers = {"group": group} if group else {}
    batch.decisions = vars(Decisions()) | {"mapping": _remembered(kind, by), "answers": answers}
    batch.save()
    return batch


def home_of(kind: str, by) -> Region:
    """The widest region where ``by`` may write data of the ``kind``."""
    if kind not in KINDS:
        raise ValidationError({"kind": "Pilih jenis datanya."})
    codes = by.region_codes(KINDS[kind].may)
    if not codes:
        raise PermissionDenied(f"may not import {kind}")
    return Region.objects.get(pk=min(codes, key=len))


def _remembered(kind, by):
    rows = RememberedMapping.objects.filter(owner=by, kind=kind)
    return dict(rows.values_list("shape", "columns"))


@contextmanager
def less_collecting():
    """Python looks through all that is alive for garbage while rows pile up: a quarter of the time."""
    gc.set_threshold(50_000, 10, 1000)
    try:
        yield
    finally:
        # What the process began with: of two threads here, the first to end only slows the other down.
        gc.set_threshold(*USUAL_COLLECTING)


@less_collecting()
def look(batch: ImportBatch) -> None:
    """Examine the file with what has been decided, and keep the report. Writes no data of the registry."""
    kind, outcome = _examined(batch, _read(batch))
    batch.state = "sebagian" if batch.written else "siap"
    if outcome.verdict == "reject_file":
        batch.state, batch.notice = "ditutup", outcome.problems[0].message[:300]
    else:
        batch.notice = ""
    _keep_report(batch, kind, outcome)
    del kind, outcome  # of a long file they are large, and so is the report
    batch.save(update_fields=["state", "notice", *REPORT])


def wait_for_look(*, batch) -> None:
    """Have the page say that the file is being examined, until ``look`` is done."""
    batch.state, batch.started_at = "memeriksa", timezone.now()
    batch.save(update_fields=["state", "started_at"])
    progress(batch, "Menunggu giliran", 0)


def _read(batch):
    progress(batch, "Membaca berkas", 5)
    content = batch.get_content()
    return None if content is None else open_book(content, batch.filename)


def _examined(batch, book):
    progress(batch, "Memeriksa isinya", 25)
    kind = KINDS[batch.kind](batch.owner, Decisions(**batch.decisions), batch.event)
    return kind, examine(kind=kind, content=b"", filename=batch.filename, book=book)


def _keep_report(batch, kind, outcome):
    counts = outcome.counts()
    batch.rows_new, batch.rows_changed = counts["new"], counts["changed"]
    batch.rows_same, batch.rows_wrong = counts["same"], counts["wrong"]
    batch.report = report_of(kind, outcome)


def progress(batch, text: str, percent: int) -> None:
    """Tell who waits how far it is; outside the database, whose transaction nobody else sees into."""
    cache.set(f"import:{batch.pk}", [text, percent], 3600)


@transaction.atomic
def decide(
    *, batch, by, mapping=None, heads=None, fix=None, edit=None, answer=None, skip=None
) -> ImportBatch:
    """Add one decision of a person; the report must be made again (``look``).

    ``mapping``: {shape: {index: name}}. ``fix``: (column, written, meant). ``edit``: (row key, {column:
    text}). ``answer``: (question, answer); to one of the kind's ``confirms``, a key to add. ``skip``: row
    keys.
    """
    batch = _locked(batch, by)
    _must_be(batch, OPEN)
    decisions = batch.decisions
    for shape, columns in (mapping or {}).items():
        decisions["mapping"][shape] = columns
        RememberedMapping.objects.update_or_create(
            owner=batch.owner, kind=batch.kind, shape=shape, defaults={"columns": columns}
        )
    decisions["heads"] |= heads or {}
    if fix:
        column, written, meant = fix
        decisions["fixes"].setdefault(column, {})[written] = meant
        if column == "region":
            _remember_alias(written, meant, by)
    if edit:
        key, texts = edit
        decisions["edits"][key] = decisions["edits"].get(key, {}) | texts
    if answer:
        question, value = answer
        if question in dict(KINDS[batch.kind].confirms.values()):
            value = sorted({*decisions["answers"].get(question, []), value})
        decisions["answers"][question] = value
    decisions["skip"] = sorted({*decisions["skip"], *(skip or [])})
    batch.decisions = decisions
    batch.save()
    return batch


def _remember_alias(written, meant, by):
    """The next file knows this spelling: another name of the kelurahan, where ``by`` keeps its names."""
    key = letters_key(written)
    places = Region.objects.allowed_to(by, "manage").filter(level="kelurahan", name__iexact=meant).open()
    region = places.first()
    if not region or not key or len(written) > 80 or places.count() > 1:
        return
    city = Region.objects.filter(under("code", region.city_code), level="kelurahan")
    taken = RegionAlias.objects.filter(region__in=city, key=key).exists()
    if not taken and key not in {letters_key(name) for name in city.values_list("name", flat=True)}:
        RegionAlias.objects.create(region=region, name=written, note="dari impor")


@less_collecting()
def commit(*, batch, by, skip_bad: bool = False, seen: str | None = None) -> ImportBatch:
    """Write the file's rows in one transaction: all of them, or with ``skip_bad`` the good ones.

    Examined anew inside the transaction; when that gives something else than the report ``seen``
    (its digest), nothing is written. Done already, it changes nothing. Raises ValidationError.
    """
    book = _read(batch)  # before the transaction: it takes the longest and needs no lock
    try:
        batch = _commit(batch, by, skip_bad, seen, book)
    except IntegrityError:
        raise ValidationError(
            "Data yang sama baru saja disimpan orang lain, jadi tidak ada yang diimpor. Periksa lagi."
        ) from None
    if batch.state == "sebagian":
        look(batch)  # what is left is judged beside what has just been written
    return batch


@transaction.atomic
def _commit(batch, by, skip_bad, seen, book):
    batch = _locked(batch, by)
    if batch.state == "selesai":
        return batch
    _must_be(batch, (*OPEN, "menulis"))
    # Two imports of one city wait for each other, so that neither misses what the other writes.
    list(Region.objects.select_for_update().filter(pk=batch.region_id[:5]))
    kind, outcome = _examined(batch, book)
    if seen and outcome.digest() != seen:
        raise ValidationError(CHANGED_MEANWHILE, code="changed")
    if outcome.verdict not in ("accept", "row_errors"):
        raise ValidationError("Berkas ini belum siap diimpor. Jawab dulu pertanyaannya.")
    wrong = outcome.counts()["wrong"]
    if wrong and not skip_bad:
        raise ValidationError(f"Masih ada {wrong} baris yang perlu diperbaiki. Belum ada yang diimpor.")
    progress(batch, "Menyimpan", 50)
    written = kind.write(outcome, f"Impor {batch.pk}: {batch.filename}"[:100])
    batch.written += [[label, action, ids] for label, action, ids in written if ids]
    batch.state = "sebagian" if wrong else "selesai"
    batch.finished_at, batch.notice = timezone.now(), ""
    changed = ["state", "finished_at", "notice", "written"]
    if not seen:  # else the report is there already: it was compared
        _keep_report(batch, kind, outcome)
        changed += REPORT
    batch.save(update_fields=changed)
    progress(batch, "Selesai", 100)
    return batch


@transaction.atomic
def start(*, batch, by) -> ImportBatch:
    """Mark the import as being written, before its work is handed to a worker."""
    batch = _locked(batch, by)
    _must_be(batch, (*OPEN, "menulis"))
    batch.state, batch.started_at, batch.notice = "menulis", timezone.now(), ""
    batch.save()
    progress(batch, "Menunggu giliran", 0)
    return batch


@transaction.atomic
def restart(*, batch, by) -> ImportBatch:
    """Work of which nothing is heard any more: what it did not finish was not written."""
    batch = _locked(batch, by)
    _must_be(batch, ("memeriksa", "menulis"))
    batch.state = "sebagian" if batch.written else "siap"
    batch.save()
    return batch


@transaction.atomic
def give_back(*, batch, notice: str) -> None:
    """The work could not be done: the import waits for its owner again, with what stood in the way."""
    batch = ImportBatch.objects.select_for_update().defer("content", "report").get(pk=batch.pk)
    if batch.state == "menulis":
        look(batch)
        batch.notice = batch.notice or notice[:300]
        batch.save()


@transaction.atomic
def undo(*, batch, by) -> list[str]:
    """Take back what the import wrote, except what somebody changed since; the sentences that say which.

    Raises ValidationError when nothing was written, it was undone before, or its 30 days are over.
    """
    batch = _locked(batch, by)
    _must_be(batch, ("selesai", "sebagian"))
    if not batch.written:
        raise ValidationError("Impor ini tidak menulis apa pun.")
    if batch.created_at + KEPT_FOR < timezone.now():
        raise ValidationError("Impor dapat dibatalkan selama 30 hari; waktunya sudah lewat.")
    reason = f"Impor {batch.pk} dibatalkan"
    with KINDS[batch.kind].undoing(batch.written, by, reason) as (must_stay, kept):
        kept += take_back(
            batch.written, reason=reason, by=by, made_by=f"Impor {batch.pk}:", must_stay=must_stay
        )
    batch.state, batch.undone_at, batch.undone_by = "batal", timezone.now(), by
    batch.notice = f"{len(kept)} data tidak dikembalikan karena sudah diubah orang." if kept else ""
    batch.save()
    return kept


@transaction.atomic
def close(*, batch, by):
    """Leave the file, or its remaining wrong rows, as they are; it waits on nobody's Beranda any more."""
    batch = _locked(batch, by)
    _must_be(batch, OPEN)
    batch.state = "selesai" if batch.written else "ditutup"
    batch.save()
    return batch


def forget_old_files() -> int:
    """Delete files, decisions and reports older than KEPT_FOR; the number of imports that lost theirs."""
    old = ImportBatch.objects.filter(created_at__lt=timezone.now() - KEPT_FOR, content__isnull=False)
    old.unfinished().update(state="ditutup")
    return old.update(content=None, decisions=None, report=None)


def _locked(batch, by) -> ImportBatch:
    """The batch as it is now, held; PermissionDenied when ``by`` does not see it or may not write."""
    rows = ImportBatch.objects.visible_to(by).values("pk")
    # The file and its report may be long; they are read only where they are used.
    batches = ImportBatch.objects.select_for_update().defer("content", "report")
    batches = batches.annotate(has_file=Q(content__isnull=False))
    found = batches.filter(pk=batch.pk, pk__in=rows).first()
    if found is None or not by.may(KINDS[found.kind].may):
        raise PermissionDenied("not an import of hers")
    return found


def _must_be(batch, states):
    if batch.state not in states:
        raise ValidationError(
            f"Impor ini sudah berubah: {batch.get_state_display().lower()}. Muat ulang halaman."
        )
    if not batch.has_file:
        raise ValidationError("Berkas ini sudah dihapus karena lebih dari 30 hari. Unggah lagi.")
