"""Packages of reports: what is in them, who gets them, and what happens when something goes wrong."""

from datetime import date, timedelta
from io import BytesIO, StringIO
from zipfile import ZipFile

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from groups.models import Region
from groups.progress.periods import parse
from reports.official.definitions import forms
from reports.packages import actions
from reports.packages.models import Package
from reports.packages.tasks import make_package
from tests import factories as f
from tests.posting import errors_of, fill

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def asked(by, code=f.UTARA, **more):
    region = Region.objects.get(pk=code)
    return actions.ask(region=region, form=forms()["4.22-a"], year=2024, paper="a4", by=by, **more)


def made(package):
    actions.make(package=Package.objects.get(pk=package.pk), attempt=package.attempt)
    package.refresh_from_db()
    return package


def archive(client, package):
    response = client.get(reverse("package-file", args=[package.pk]))
    assert response["Content-Disposition"].endswith('.zip"')
    return ZipFile(BytesIO(response.getvalue()))


def test_she_asks_waits_and_takes_along_every_level_of_her_region(sign_in):
    group = f.group(f.KRAPYAK)
    f.member(group)
    f.report(group, parse("2024-t4"), state="diterima", capital=7_654_321)
    frozen = f.frozen(f.KRAPYAK)
    client = sign_in(f.pokja_kecamatan(f.UTARA))
    page = client.get(reverse("package-create"))
    page = fill(client, page, {"region": f.UTARA, "year": "2024", "form": "4.22-a", "paper": "a4"})
    assert errors_of(page) == {}
    package = page.context["package"]
    assert "0 dari 3 wilayah" in page.content.decode()
    assert "hx-trigger" in page.content.decode()
    task = DBTaskResult.objects.get()
    assert task.args_kwargs["args"] == [package.pk, 1]
    make_package.func(package.pk, 1)  # as the worker does
    page = client.get(package.get_absolute_url()).content.decode()
    assert "hx-trigger" not in page
    assert reverse("package-file", args=[package.pk]) in page
    box = archive(client, package)
    utara = f"{f.UTARA} Kecamatan Pekalongan Utara"
    krapyak = f"{utara}/{f.KRAPYAK} Kelurahan Krapyak"
    papers = [f"formulir 4.22-a tahun 2024.{kind}" for kind in ("pdf", "xlsx")]
    papers += [f"rekap tahun 2024.{kind}" for kind in ("pdf", "xlsx")]
    degayu = next(name for name in box.namelist() if "Degayu" in name).rpartition("/")[0]
    wanted = {f"{folder}/{name}" for folder in (utara, krapyak, degayu) for name in papers}
    assert set(box.namelist()) == wanted | {
        "Baca dulu.txt",
        f"{krapyak}/formulir 4.22-a tahun 2024, yang ditetapkan.pdf",
    }
    assert "PAKET LAPORAN KECAMATAN PEKALONGAN UTARA, TAHUN 2024" in box.read("Baca dulu.txt").decode()
    assert box.read(f"{krapyak}/formulir 4.22-a tahun 2024, yang ditetapkan.pdf") == bytes(frozen.pdf_a4)
    assert all(box.read(name).startswith(b"%PDF") for name in box.namelist() if name.endswith("pdf"))
    form = openpyxl.load_workbook(BytesIO(box.read(f"{utara}/{papers[1]}")))["Formulir"]
    total = next(row for row in form.iter_rows(values_only=True) if row[1] == "Jumlah")
    assert total[25:27] == (1, 1)
    recap = openpyxl.load_workbook(BytesIO(box.read(f"{utara}/{papers[3]}")))
    assert recap.sheetnames == [
        *("Rekap", "Perkembangan", "Usaha", "Modal dan pinjaman", "Hasil usaha", "Pemasaran dan izin"),
        *("Bimtek", "Keterangan"),
    ]
    total = next(row for row in recap["Modal dan pinjaman"].iter_rows(values_only=True) if row[1] == "Jumlah")
    assert 7_654_321 in total


def answers(client, pages):
    found = []
    for url in pages:
        response = client.get(url)
        list(response)  # a file is closed when it has been read
        found.append(response.status_code)
    return found


def test_a_package_is_its_owners_alone_and_only_while_the_region_is_hers(sign_in, regions):
    owner = f.pokja_kecamatan(f.UTARA)
    package = made(asked(owner))
    pages = [reverse(name, args=[package.pk]) for name in ("package-detail", "package-file", "package-retry")]
    for somebody in (f.pokja_kecamatan(f.UTARA), f.admin(), f.pokja_kecamatan(f.BARAT)):
        client = sign_in(somebody)
        assert answers(client, pages) == [404] * 3
    client = sign_in(owner)
    assert answers(client, pages) == [200] * 3
    owner.roles.update(region=f.BARAT)
    assert answers(client, pages) == [404] * 3


def test_nobody_asks_for_a_region_that_is_not_hers(sign_in, regions):
    client = sign_in(f.pokja_kecamatan(f.UTARA))
    page = fill(client, client.get(reverse("package-create")), {"region": f.BARAT})
    assert errors_of(page) == {"region": ["Pilih salah satu dari daftar."]}
    with pytest.raises(PermissionDenied):
        asked(f.pokja_kecamatan(f.UTARA), f.BARAT)
    assert not Package.objects.exists()


def test_a_task_that_ended_meanwhile_makes_no_package(regions):
    owner = f.pokja_kecamatan(f.UTARA)
    package = asked(owner)
    owner.roles.update(ends_on=date(2024, 1, 1))
    assert made(package).state == "gagal"
    assert "tidak lagi termasuk tugas Anda" in package.notice
    assert not package.file


def test_too_many_places_or_bytes_are_refused_in_words(sign_in, monkeypatch):
    owner = f.pokja_kota()
    client = sign_in(owner)
    monkeypatch.setattr(actions, "MOST_PLACES", 2)
    page = fill(client, client.get(reverse("package-create")), {"region": f.KOTA})
    assert page.status_code == 422
    assert "satu paket memuat paling banyak 2" in page.content.decode()
    monkeypatch.setattr(actions, "MOST_PLACES", 400)
    package = asked(owner, f.KRAPYAK)
    monkeypatch.setattr(actions, "MOST_BYTES", 1000)
    assert made(package).state == "gagal"
    assert "lebih besar" in package.notice


def test_a_failure_is_told_and_started_again(sign_in, monkeypatch):
    owner = f.kader()
    package = asked(owner, f.KRAPYAK)

    def broken(**kwargs):
        raise RuntimeError("disk")

    with monkeypatch.context() as patch:
        patch.setattr(actions, "files_of", broken)
        with pytest.raises(RuntimeError):
            made(package)
    client = sign_in(owner)
    page = client.get(package.get_absolute_url())
    assert "Tidak jadi" in page.content.decode()
    assert actions.BROKEN in page.content.decode()
    page = fill(client, client.get(reverse("package-retry", args=[package.pk])), {})
    package.refresh_from_db()
    assert (package.state, package.notice, package.attempt) == ("antre", "", 2)
    actions.make(package=package, attempt=1)  # the first worker comes back to life
    package.refresh_from_db()
    assert package.state == "antre"
    assert made(package).state == "siap"
    with pytest.raises(ValidationError):
        actions.start_again(package=package, by=owner)


def test_one_at_a_time_and_silence_offers_to_start_again(sign_in):
    owner = f.kader()
    package = asked(owner, f.KRAPYAK)
    client = sign_in(owner)
    page = fill(client, client.get(reverse("package-create")), {})
    assert "Paket Anda yang lain masih dibuat" in page.content.decode()
    retry = reverse("package-retry", args=[package.pk])
    assert retry not in client.get(package.get_absolute_url()).content.decode()
    Package.objects.update(heard_at=timezone.now() - timedelta(minutes=3))
    assert retry in client.get(package.get_absolute_url()).content.decode()


def test_the_file_goes_after_thirty_days(sign_in, tmp_path):
    owner = f.kader()
    package = made(asked(owner, f.KRAPYAK))
    assert len(list(tmp_path.rglob("*.zip"))) == 1
    call_command("clean_up", stdout=StringIO())
    assert len(list(tmp_path.rglob("*.zip"))) == 1
    Package.objects.update(asked_at=timezone.now() - timedelta(days=30, minutes=1))
    said = StringIO()
    call_command("clean_up", stdout=said)
    assert "1 report packages deleted" in said.getvalue()
    assert list(tmp_path.rglob("*.zip")) == []
    client = sign_in(owner)
    assert client.get(reverse("package-file", args=[package.pk])).status_code == 404
    assert "sudah dihapus" in client.get(package.get_absolute_url()).content.decode()
