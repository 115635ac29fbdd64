"""Addresses of the official forms; form, region and year stand in them, so that they can be shared.

What has an address of its own below the catalogue comes before the forms, which take any word there.
"""

from django.urls import path

from reports.official.views import catalogue, forms, frozen, yearly

FORM = "laporan-resmi/<str:form>/<str:code>/"

urlpatterns = [
    path("laporan-resmi/", catalogue.Catalogue.as_view(), name="official-list"),
    path("laporan-resmi/penetapan/", frozen.FrozenList.as_view(), name="frozen-list"),
    path("laporan-resmi/penetapan/<int:pk>/", frozen.FrozenDetail.as_view(), name="frozen-detail"),
    path("laporan-resmi/penetapan/<int:pk>/unduh.pdf", frozen.FrozenFile.as_view(), name="frozen-download"),
    path(
        "laporan-resmi/penetapan/<int:pk>/rincian/<int:column>/",
        frozen.FrozenRows.as_view(),
        name="frozen-rows",
    ),
    path("laporan-resmi/penetapan/<int:pk>/cabut/", frozen.FrozenWithdraw.as_view(), name="frozen-withdraw"),
    path(FORM, forms.OfficialForm.as_view(), name="official-form"),
    path(f"{FORM}unduh.<str:kind>", forms.OfficialFile.as_view(), name="official-download"),
    path(f"{FORM}rincian/<int:column>/", forms.OfficialRows.as_view(), name="official-rows"),
    path(f"{FORM}tetapkan/", forms.OfficialFreeze.as_view(), name="official-freeze"),
    path("verifikasi/", frozen.Verify.as_view(), name="verify"),
    path("isian-tahunan/", yearly.YearlyList.as_view(), name="yearly-list"),
    path("isian-tahunan/<str:pk>/<int:year>/", yearly.YearlyEdit.as_view(), name="yearly-input"),
]
