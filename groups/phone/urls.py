"""Addresses of the installed app."""

from django.urls import path

from groups.phone import views

urlpatterns = [
    path("sw.js", views.worker, name="worker"),
    path("up2k.webmanifest", views.manifest, name="manifest"),
    path("hp-ini/", views.ThisPhone.as_view(), name="this-phone"),
    path("hp-ini/halaman/", views.ahead, name="pages-ahead"),
]
