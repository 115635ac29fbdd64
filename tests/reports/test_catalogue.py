"""The catalogue lists every report with its columns, and each of its links opens."""

import pytest
from django.urls import reverse

from reports.catalogue import reports
from reports.official.definitions import forms
from reports.tables import COLUMNS
from tests import factories as f

pytestmark = pytest.mark.django_db


def test_every_form_and_the_recap_are_listed_with_their_columns():
    assert [report.code for report in reports()] == [*forms(), "rekap"]
    assert [len(report.columns) for report in reports()] == [
        *(len(form.columns) for form in forms().values()),
        len(COLUMNS),
    ]
    for report in reports():
        for column in report.columns:
            assert column.title, (report.code, column)
            assert column.means, (report.code, column)
            assert column.source or column.title in ("NO",) or column.title.startswith("NAMA"), column


@pytest.mark.parametrize("maker", [f.kader, f.pokja_kecamatan, f.pokja_kota])
def test_every_link_opens_for_her_own_region_and_year(sign_in, maker):
    client = sign_in(maker())
    context = client.get(reverse("official-list"), {"tahun": "2024"}).context
    assert len(context["reports"]) == 4
    for _, path, files in context["reports"]:
        assert client.get(path).status_code == 200
        for kind, address in files:
            response = client.get(address)
            assert response.status_code == 200
            assert f".{kind.lower()}" in response["Content-Disposition"]
    own = context["region"].pk
    assert all(own in path and "2024" in path for _, path, _ in context["reports"])


def test_a_year_that_cannot_be_is_a_404(sign_in):
    assert sign_in(f.kader()).get(reverse("official-list"), {"tahun": "1900"}).status_code == 404
