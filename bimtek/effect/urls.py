"""Addresses of follow-up tasks, results and coverage."""

from django.urls import path

from bimtek.effect.views import following, results

urlpatterns = [
    path("bimtek/<int:pk>/hasil/", results.EventEffect.as_view(), name="event-effect"),
    path("bimtek/<int:pk>/laporan.pdf", results.EventReport.as_view(), name="event-report"),
    path("bimtek/<int:pk>/hasil/tambah/", following.FollowUpCreate.as_view(), name="follow-up-create"),
    path("bimtek/cakupan/", results.TrainingCoverage.as_view(), name="training-coverage"),
    path("bimtek/tindak-lanjut/", following.FollowUpList.as_view(), name="follow-up-list"),
    path("tindak-lanjut/<int:pk>/selesai/", following.FollowUpFinish.as_view(), name="follow-up-finish"),
    path("tindak-lanjut/<int:pk>/batal/", following.FollowUpVoid.as_view(), name="follow-up-void"),
]
