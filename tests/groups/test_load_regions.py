"""``load_regions``: official codes come in, again and again, and never take anything away."""

from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import timezone

from groups.models import Region, RegionAlias
from tests import factories as f

pytestmark = pytest.mark.django_db

CITY = Path(settings.BASE_DIR) / "data" / "wilayah_3375.csv"
HEAD = "code,level,name,parent_code\n"
SMALL = (
    HEAD + "33,provinsi,Jawa Tengah,\n33.75,kota,Kota Pekalongan,33\n33.75.03,kecamatan,Utara,33.75\n"
    "33.75.03.1002,kelurahan,Krapyak,33.75.03\n33.75.03.1007,kelurahan,Degayu,33.75.03\n"
)


@pytest.fixture
def load(tmp_path):
    """``load(text)``: what the command said about a file with this text."""

    def run(text, encoding="utf-8"):
        path = tmp_path / "wilayah.csv"
        path.write_bytes(text.encode(encoding))
        said = StringIO()
        call_command("load_regions", str(path), stdout=said)
        return said.getvalue()

    return run


def test_the_city_comes_with_its_kelurahan_tiles_and_other_names():
    said = StringIO()
    call_command("load_regions", str(CITY), stdout=said)
    levels = [Region.objects.filter(level=level).count() for level in ("kota", "kecamatan", "kelurahan")]
    assert levels == [1, 4, 27]
    tiles = set(Region.objects.filter(level="kelurahan").values_list("tile_col", "tile_row"))
    assert len(tiles) == 27
    assert (None, None) not in tiles
    assert RegionAlias.objects.get(key="landungsari").region.name == "Noyontaansari"
    assert said.getvalue().startswith("33 wilayah ditambah, 0 diubah")
    assert Region.history.count() == 33


def test_loading_again_changes_nothing(load):
    load(SMALL)
    before = Region.history.count()
    assert load(SMALL).startswith("0 wilayah ditambah, 0 diubah (0 berganti nama), 0 ditutup, 0 nama lain")
    assert Region.history.count() == before


def test_a_renamed_place_keeps_its_code_and_its_old_name(load):
    load(SMALL)
    said = load(SMALL.replace("Degayu", "Degayu Baru"))
    assert "33.75.03.1007: Degayu → Degayu Baru" in said
    region = Region.objects.get(code="33.75.03.1007")
    assert (region.name, [alias.name for alias in region.aliases.all()]) == ("Degayu Baru", ["Degayu"])


def test_a_vanished_place_is_closed_and_reopens_when_it_is_back(load):
    load(SMALL)
    without = SMALL.replace("33.75.03.1007,kelurahan,Degayu,33.75.03\n", "")
    assert "33.75.03.1007" in load(without)
    assert Region.objects.get(code="33.75.03.1007").closed_on == timezone.localdate()
    load(SMALL)
    assert Region.objects.get(code="33.75.03.1007").closed_on is None


def test_a_vanished_place_in_use_stays_open_and_is_named(load):
    load(SMALL)
    f.group(f.DEGAYU)
    said = load(SMALL.replace("33.75.03.1007,kelurahan,Degayu,33.75.03\n", ""))
    assert "masih dipakai, tidak ditutup:\n  33.75.03.1007" in said
    assert Region.objects.get(code="33.75.03.1007").closed_on is None


def test_a_file_of_one_city_says_nothing_about_another(load):
    f.regions()
    load(SMALL.replace("33,provinsi,Jawa Tengah,\n", ""))
    assert Region.objects.get(code="33.76.01.1001").closed_on is None
    assert Region.objects.get(code=f.MEDONO).closed_on is not None


def test_what_people_filled_in_is_not_blanked(load):
    load(SMALL)
    Region.objects.filter(code=f.KRAPYAK).update(postcode="51147")
    load(SMALL)
    assert Region.objects.get(code=f.KRAPYAK).postcode == "51147"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "kolom code, level, name, parent_code tidak ada"),
        ("code,name\n", "kolom level, parent_code tidak ada"),
        (HEAD, "tidak ada baris wilayah"),
        (HEAD + "33,propinsi,X,\n", "baris 2: tingkat 'propinsi' tidak dikenal"),
        (HEAD + "3375,kota,X,33\n", "baris 2: kode '3375' bukan kode kota"),
        (HEAD + "33.7x,kota,X,33\n", "bukan kode kota"),
        (HEAD + "33,provinsi,A,\n33,provinsi,B,\n", "baris 3: kode 33 sudah ada"),
        (HEAD + "33.75,kota,X,33\n", "baris 2: induk 33 belum ada"),
        (
            HEAD + "33,provinsi,A,\n34.75,kota,X,33\n",
            "baris 3: kode 34.75 harus berawal dengan kode induknya",
        ),
        (
            HEAD + "33,provinsi,A,\n33.75.01,kecamatan,X,33\n",
            "baris 3: induk 33.75.01 adalah 33.75, bukan 33",
        ),
        (HEAD + "33,provinsi,,\n", "baris 2: nama wilayah kosong"),
        (HEAD + "33,provinsi,A\x00B,\n", ""),
        (HEAD + "33,provinsi\n", "baris 2: jumlah kolom tidak sama"),
        (HEAD + "33,provinsi,A,,,,\n", "baris 2: jumlah kolom tidak sama"),
    ],
)
def test_a_bad_file_is_refused_whole_and_says_where(load, text, message):
    with pytest.raises(CommandError) as refused:
        load(text)
    assert message in str(refused.value)
    assert not Region.objects.exists()


def test_a_good_row_before_a_bad_one_is_not_written(load):
    with pytest.raises(CommandError, match="baris 7"):
        load(SMALL + "33.75.03.1007,kelurahan,Dobel,33.75.03\n")
    assert not Region.objects.exists()


def test_another_encoding_or_a_missing_file_is_a_message(load, tmp_path):
    with pytest.raises(CommandError, match="CSV UTF-8"):
        load(HEAD + "33,provinsi,Jawa Tengah é,\n", "utf-16")
    with pytest.raises(CommandError, match="tidak dapat dibuka"):
        call_command("load_regions", str(tmp_path / "tidak-ada.csv"))


def test_a_byte_order_mark_does_no_harm(load):
    load(SMALL, "utf-8-sig")
    assert Region.objects.count() == 5
