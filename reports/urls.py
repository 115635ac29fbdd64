"""Addresses of Beranda and the summaries; region and period stand in the address, so it can be shared."""

from django.urls import include, path

from reports import dashboard_views as dashboards
from reports import figures_views as figures
from reports import home, press, views

urlpatterns = [
    path("", home.Home.as_view(), name="home"),
    path("rekap/", views.MySummary.as_view(), name="summary"),
    path("rekap/<str:code>/", views.RegionSummary.as_view(), name="summary-region"),
    path("rekap/<str:code>/unduh.<str:kind>", views.SummaryDownload.as_view(), name="summary-download"),
    path("rekap/<str:code>/rincian/<str:what>/", views.SummaryRows.as_view(), name="summary-rows"),
    path("rekap/<str:code>/bagian/<slug:part>/", dashboards.RecapPart.as_view(), name="recap-part"),
    path(
        "rekap/<str:code>/bagian/<slug:part>/unduh.<str:kind>",
        dashboards.RecapPart.as_view(),
        name="recap-part-file",
    ),
    path("kelompok/<int:pk>/profil/", dashboards.GroupProfile.as_view(), name="group-profile"),
    path("pantauan/", dashboards.MyDashboard.as_view(), name="dashboard"),
    path("pantauan/<str:code>/", dashboards.RegionDashboard.as_view(), name="dashboard-region"),
    path("pantauan/<str:code>/<slug:chart>.png", dashboards.ChartFile.as_view(), name="chart-file"),
    path("pantauan/<str:code>/perhatian/", dashboards.AttentionList.as_view(), name="attention"),
    path("pantauan/<str:code>/laporan/", dashboards.ReportWall.as_view(), name="report-wall"),
    path("pantauan/<str:code>/target/", dashboards.TargetEdit.as_view(), name="targets"),
    path("bimtek/<int:pk>/berita/", press.PressText.as_view(), name="event-press"),
    path("", include("reports.packages.urls")),
    path("angka/", figures.figures, name="figures"),
    path("angka/<str:code>/", figures.city_figures, name="figures-city"),
    path("angka/<str:code>/data.<str:kind>", figures.open_data, name="figures-data"),
    path("", include("reports.official.urls")),
]
