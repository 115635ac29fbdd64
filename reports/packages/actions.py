"""Asking for a package, making it, and forgetting it after its days."""

import logging
import tempfile
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction
from django.utils import timezone

from groups.actions import require
from groups.values import show_number
from reports.official.definitions import Form, forms
from reports.official.years import span_of
from reports.packages.contents import GUIDE, files_of, folder_of, guide, places_of
from reports.packages.models import KEPT_FOR, WORKING, Package

MOST_PLACES = 400  # the largest kota has fewer; each place takes a second
MOST_BYTES = 200_000_000
GONE = "Wilayah ini sudah tidak ada di daftar resmi. Pilih wilayah yang lain."
BROKEN = "Ada yang tidak berjalan waktu paket ini dibuat. Coba lagi; bila tetap begini, beri tahu admin."
log = logging.getLogger(__name__)


@transaction.atomic
def ask(*, region, form: Form, year: int, paper: str, by) -> Package:
    """A package to be made for ``region`` and all below it; the caller hands it to a worker.

    Raises PermissionDenied, or ValidationError where it would be too large or another is in work.
    """
    require(by, "view", region.pk)
    total = places_of(by, region).count()
    if not total:
        raise ValidationError(GONE)
    if total > MOST_PLACES:
        raise ValidationError(
            f"{region.title} terdiri dari {show_number(total)} wilayah; satu paket memuat paling banyak "
            f"{show_number(MOST_PLACES)}. Pilih wilayah yang lebih kecil."
        )
    package = Package(owner=by, region=region, form=form.code, year=year, paper=paper, total=total)
    package.full_clean()
    package.save()
    return package


@transaction.atomic
def start_again(*, package, by) -> Package:
    """After a failure, or when nothing is heard of the work; an earlier start of it finds itself outdated."""
    require(by, "view", package.region_id)
    package = Package.objects.visible_to(by).select_for_update(of=("self",)).get(pk=package.pk)
    if package.state not in (*WORKING, "gagal"):
        raise ValidationError("Paket ini sudah selesai. Muat ulang halaman ini.")
    package.attempt += 1
    package.state, package.notice, package.done, package.heard_at = "antre", "", 0, timezone.now()
    package.full_clean(exclude=["file"])
    package.save()
    return package


def make(*, package, attempt: int) -> None:
    """Make the file of the ``attempt``; another attempt begun meanwhile makes this one stop.

    What goes wrong is said on the package, in words for its owner, and raised again for the log.
    """
    try:
        _make(package, attempt)
    except _Outdated:
        log.info("package %s: attempt %s was outdated", package.pk, attempt)
    except ValidationError as error:
        _tell(package, attempt, state="gagal", notice=" ".join(error.messages)[:300])
    except Exception:
        _tell(package, attempt, state="gagal", notice=BROKEN)
        raise


class _Outdated(Exception):  # noqa: N818 - nothing is wrong
    """Another start of the same work is under way, or it is done already."""


def _make(package, attempt):
    user, region = package.owner, package.region
    if not user.may_in("view", region.pk):
        raise ValidationError("Wilayah ini tidak lagi termasuk tugas Anda, jadi paketnya tidak dibuat.")
    places = list(places_of(user, region))
    if not places:
        raise ValidationError(GONE)
    _go_on(package, attempt, state="dibuat", total=len(places), done=0)
    form, span = forms()[package.form], span_of(package.year)
    with tempfile.TemporaryFile() as file:
        with ZipFile(file, "w", ZIP_DEFLATED) as archive:
            told = {"user_name": user.name, "made_on": timezone.localdate(), "places": len(places)}
            archive.writestr(GUIDE, guide(region=region, form=form, span=span, **told))
            for number, place in enumerate(places, start=1):
                for name, content in files_of(
                    user=user, place=place, form=form, span=span, paper=package.paper
                ):
                    archive.writestr(f"{folder_of(place, region)}/{name}", content)
                if file.tell() > MOST_BYTES:
                    raise ValidationError(
                        f"Paket ini lebih besar dari {MOST_BYTES // 1_000_000} MB. Minta per kecamatan."
                    )
                _go_on(package, attempt, done=number)
        _keep(package, attempt, file)


@transaction.atomic
def _keep(package, attempt, file):
    """The file under its row, or neither."""
    row = Package.objects.select_for_update().get(pk=package.pk)
    if row.attempt != attempt or row.state != "dibuat":
        raise _Outdated
    row.size = file.tell()
    file.seek(0)
    row.file.save("paket.zip", File(file), save=False)
    row.state, row.made_at = "siap", timezone.now()
    row.save()


def _tell(package, attempt, **news) -> bool:
    """What is new about the work, seen at once by whoever waits; False where another start took over."""
    mine = Package.objects.in_work().filter(pk=package.pk, attempt=attempt)
    return bool(mine.update(heard_at=timezone.now(), **news))


def _go_on(package, attempt, **news):
    if not _tell(package, attempt, **news):
        raise _Outdated


def forget_old_files() -> int:
    """Delete the files of packages older than KEPT_FOR; the number of them. The rows stay."""
    old = Package.objects.filter(asked_at__lt=timezone.now() - KEPT_FOR).exclude(state="dihapus")
    for package in old:
        file = package.file.name
        package.state, package.file, package.notice = "dihapus", "", ""
        package.save(update_fields=["state", "file", "notice"])
        if file:
            package.file.storage.delete(file)
    return len(old)
