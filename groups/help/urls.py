"""Addresses of Bantuan."""

from django.urls import path

from groups.help import views

urlpatterns = [
    path("bantuan/", views.HelpIndex.as_view(), name="help-index"),
    path("bantuan/halaman/<slug:page>/", views.HelpPage.as_view(), name="help-page"),
    path("bantuan/panduan/<slug:slug>/", views.GuidePage.as_view(), name="guide"),
    path("bantuan/panduan/<slug:slug>.pdf", views.GuideFile.as_view(), name="guide-file"),
    path("bantuan/kenali/", views.TourStart.as_view(), name="tour-start"),
    path("bantuan/kenali/<int:step>/", views.Tour.as_view(), name="tour"),
    path("bantuan/kenali/selesai/", views.TourEnded.as_view(), name="tour-end"),
]
