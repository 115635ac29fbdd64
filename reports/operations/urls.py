"""Addresses for machines."""

from django.urls import path

from reports.operations import views

urlpatterns = [
    path("siap", views.ready, name="ready"),
    path("metrik", views.metrics, name="metrics"),
]
