"""Addresses of Latihan: the way there, and the way in."""

from django.urls import path

from reports.practice import views

urlpatterns = [
    path("latihan/", views.Start.as_view(), name="practice"),
    path("latihan/masuk/", views.enter, name="practice-enter"),
]
