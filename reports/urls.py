"""Addresses of Beranda and the summaries; region and period stand in the address, so it can be shared."""

from django.urls import include, path

from reports import home, views

urlpatterns = [
    path("", home.Home.as_view(), name="home"),
    path("rekap/", views.MySummary.as_view(), name="summary"),
    path("rekap/<str:code>/", views.RegionSummary.as_view(), name="summary-region"),
    path("rekap/<str:code>/unduh.<str:kind>", views.SummaryDownload.as_view(), name="summary-download"),
    path("rekap/<str:code>/rincian/<str:what>/", views.SummaryRows.as_view(), name="summary-rows"),
    path("", include("reports.official.urls")),
]
