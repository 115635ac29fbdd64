"""Reference lists as spreadsheets in Django's admin: they go out as text and come back by their code."""

from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from bimtek.models import EventKind
from groups.models import BusinessKind, RegionAlias
from tests import factories as f

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(sign_in):
    return sign_in(f.user(is_staff=True, is_superuser=True))


def exported(client, model, file_format="0"):
    url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_export")
    names = [name for name in client.get(url).context["form"].fields if "resource_" in name]
    return client.post(url, {"format": file_format} | dict.fromkeys(names, "on"))


def imported(client, model, content, name="daftar.xlsx"):
    """Upload the file, look at the preview, and confirm it; the preview's result."""
    base = f"admin:{model._meta.app_label}_{model._meta.model_name}_"
    file_format = "1" if name.endswith("csv") else "0"
    sent = {"format": file_format, "import_file": SimpleUploadedFile(name, content)}
    page = client.post(reverse(f"{base}import"), sent)
    result = page.context["result"]
    if not result.has_errors() and not result.has_validation_errors():
        client.post(reverse(f"{base}process_import"), page.context["confirm_form"].initial, follow=True)
    return result


@pytest.mark.parametrize("model", [BusinessKind, EventKind])
def test_a_list_goes_out_as_text_and_comes_back_without_a_change(admin, model):
    model.objects.create(code="aneh", name="=1+1")
    response = exported(admin, model)
    cells = [
        cell for row in openpyxl.load_workbook(BytesIO(response.content)).active.iter_rows() for cell in row
    ]
    assert "=1+1" in [cell.value for cell in cells]
    assert "f" not in {cell.data_type for cell in cells}
    before = list(model.objects.order_by("pk").values())
    result = imported(admin, model, response.content)
    assert result.totals["skip"] == len(before)
    assert list(model.objects.order_by("pk").values()) == before


def test_a_file_adds_an_entry_and_corrects_one_with_its_history(admin):
    text = "code;name;position\nkuliner;Kuliner dan katering;1\ntanaman;Tanaman hias;50\n"
    result = imported(admin, BusinessKind, text.encode(), "daftar.csv")
    assert (result.totals["new"], result.totals["update"]) == (1, 1)
    entry = BusinessKind.objects.get(code="kuliner")
    assert (entry.name, entry.history.first().name) == ("Kuliner dan katering",) * 2
    assert BusinessKind.objects.get(code="tanaman").position == 50


def test_a_wrong_entry_is_refused_and_nothing_is_written(admin):
    text = "code;name;valid_from;valid_until\ntanaman;Tanaman;2024-02-01;2024-01-01\n"
    assert imported(admin, BusinessKind, text.encode(), "daftar.csv").has_validation_errors()
    assert not BusinessKind.objects.filter(code="tanaman").exists()


def test_a_file_that_is_no_spreadsheet_is_told_in_a_sentence(admin):
    url = reverse("admin:groups_businesskind_import")
    sent = {"format": "0", "import_file": SimpleUploadedFile("daftar.xlsx", b"%PDF-1.7 bukan Excel")}
    response = admin.post(url, sent)
    assert response.status_code == 200
    assert response.context["form"].errors["import_file"]


def test_other_names_of_regions_can_be_brought_in_at_once(admin, regions):
    text = f"region;name;note\n{f.KRAPYAK};Krapyak Lor;sebelum 2015\n{f.DEGAYU};Clumprit;\n"
    assert imported(admin, RegionAlias, text.encode(), "daftar.csv").totals["new"] == 2
    assert RegionAlias.objects.get(region_id=f.KRAPYAK).key == "krapyaklor"


def test_only_staff_reaches_these_pages(sign_in):
    client = sign_in(f.admin())
    for name in ("admin:groups_businesskind_import", "admin:groups_businesskind_export"):
        assert client.get(reverse(name)).status_code == 302
