"""Addresses of what one is told outside the program."""

from django.urls import path

from reports.notices import views

urlpatterns = [
    path("surel/", views.OwnMail.as_view(), name="own-mail"),
    path("hp-ini/pesan/", views.PhoneMessages.as_view(), name="phone-messages"),
]
