"""Addresses of the packages of reports, below the catalogue."""

from django.urls import path

from reports.packages import views

urlpatterns = [
    path("laporan-resmi/paket/", views.PackageCreate.as_view(), name="package-create"),
    path("laporan-resmi/paket/<int:pk>/", views.PackageDetail.as_view(), name="package-detail"),
    path("laporan-resmi/paket/<int:pk>/unduh.zip", views.PackageFile.as_view(), name="package-file"),
    path("laporan-resmi/paket/<int:pk>/lagi/", views.PackageRetry.as_view(), name="package-retry"),
]
