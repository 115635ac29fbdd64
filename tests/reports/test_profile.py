"""Profil UP2K: what stands on it, who signs, and what must not be on it."""

from datetime import date

import pytest
from django.urls import reverse

from bimtek.models import EventKind
from groups.actions import members as actions
from groups.models import BusinessGroup
from groups.progress.periods import parse
from reports.profile import profile, profile_pdf
from tests import factories as f

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 1)


def full_group():
    group = f.group(capital_initial=1_000_000, product="Kerupuk")
    ketua = f.member(group, name="Siti Ketua", phone="+6281234567890", address="Jl. Rahasia 7")
    f.member(group, sex="L")
    actions.appoint(group=group, member=ketua, office="ketua", on=group.founded_on, by=f.admin())
    f.official(f.KRAPYAK, name="Hj. Kelurahan")
    f.official(f.UTARA, name="Hj. Kecamatan")
    f.official(f.KOTA, name="Hj. Lama", from_on=date(2019, 1, 1), until_on=date(2022, 1, 1))
    f.official(f.KOTA, name="Hj. Kota", from_on=date(2022, 1, 1))
    f.report(group, parse("2026-t3"), state="diterima", capital=2_500_000)
    f.product(group, name="Kerupuk ikan")
    f.score(group, date(2026, 9, 30), points=64)
    f.score(group, date(2026, 10, 31), points=71)
    f.score(group, date(2026, 11, 30), points=99)
    f.participant(f.event(title="Bimtek Kemasan"), ketua, present=[date(2022, 3, 17)])
    lomba = f.event(title="Lomba UP2K Jateng", kind=EventKind.objects.get(code="lomba"))
    f.participant(lomba, ketua, present=[date(2022, 3, 17)])
    places = BusinessGroup.objects.select_related("region__parent__parent", "business_kind", "ledger")
    return places.get(pk=group.pk)


def test_it_says_what_is_known_of_the_group_and_nothing_private():
    said = profile(group=full_group(), user=f.kader(), day=DAY)
    facts, text = dict(said["facts"]), str(said)
    assert facts["Anggota"] == "2 orang (1 laki-laki, 1 perempuan)"
    assert facts["Modal awal"] == "Rp 1.000.000"
    tables = {table["title"]: table["rows"] for table in said["tables"]}
    assert tables["Pengurus"][0] == ["Ketua", "Siti Ketua", "1 Mei 2015"]
    assert ["Modal kini", "Rp 2.500.000", "laporan Triwulan III 2026"] in tables[
        "Modal, usaha, dan simpan pinjam"
    ]
    assert tables["Tertib administrasi"] == [["71 dari 100", "31 Oktober 2026"]]
    assert tables["Produk dan izin"][0][0] == "Kerupuk ikan"
    assert tables["Bimtek dan pelatihan"] == [["17 Maret 2022", "Bimtek Kemasan", "1 orang"]]
    assert tables["Prestasi dan lomba"] == [["2022", "Mengikuti Lomba UP2K Jateng"], *[["", ""]] * 3]
    assert "Rahasia" not in text
    assert "81234567890" not in text


@pytest.mark.parametrize(("day", "city"), [(DAY, "Hj. Kota"), (date(2021, 5, 5), "Hj. Lama")])
def test_four_people_sign_by_the_day(day, city):
    said = profile(group=full_group(), user=f.kader(), day=day)
    assert [name for _, _, name in said["signers"]] == ["Siti Ketua", "Hj. Kelurahan", "Hj. Kecamatan", city]


def test_it_is_a_pdf_on_the_groups_page(sign_in):
    group = full_group()
    client = sign_in(f.kader())
    address = reverse("group-profile", args=[group.pk])
    assert f'href="{address}"' in client.get(group.get_absolute_url()).content.decode()
    assert client.get(address).content.startswith(b"%PDF")
    assert profile_pdf(group=f.group(), user=f.kader(), day=DAY).startswith(b"%PDF")
