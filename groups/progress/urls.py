"""Addresses of reports."""

from django.urls import path

from groups.progress.views import checking, reading, rules, writing

urlpatterns = [
    path("laporan/", reading.ReportList.as_view(), name="report-list"),
    path("laporan/periksa/", checking.ReportQueue.as_view(), name="report-queue"),
    path("laporan/pengingat/", checking.Reminders.as_view(), name="report-reminders"),
    path("laporan/aturan/", rules.RuleCreate.as_view(), name="reporting-rule"),
    path("laporan/<int:pk>/", reading.ReportDetail.as_view(), name="report-detail"),
    path("laporan/<int:pk>/cetak/", reading.ReportPdf.as_view(), name="report-pdf"),
    path("laporan/<int:pk>/loloskan/", checking.ReportApprove.as_view(), name="report-approve"),
    path("laporan/<int:pk>/kembalikan/", checking.ReportReturn.as_view(), name="report-return"),
    path("laporan/<int:pk>/revisi/", writing.ReportRevise.as_view(), name="report-revise"),
    path("laporan/buka/<int:pk>/", checking.OpeningDecide.as_view(), name="opening-decide"),
    path("kelompok/<int:pk>/laporan/", reading.GroupReports.as_view(), name="group-reports"),
    path("kelompok/<int:pk>/laporan/<slug:period>/", writing.ReportWrite.as_view(), name="report-write"),
    path("kelompok/<int:pk>/laporan/<slug:period>/buka/", writing.OpeningAsk.as_view(), name="opening-ask"),
]
