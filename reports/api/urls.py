"""Addresses of the keys, and of what programs read."""

from django.urls import path, re_path

from reports.api import endpoints, views

urlpatterns = [
    path("pengguna/akses/", views.KeyList.as_view(), name="key-list"),
    path("pengguna/akses/baru/", views.KeyCreate.as_view(), name="key-create"),
    path("pengguna/akses/<int:pk>/cabut/", views.KeyRevoke.as_view(), name="key-revoke"),
    path("api/", views.api_page, name="api-page"),
    path("api/v1/", endpoints.nothing_here, name="api-nothing"),
    path("api/v1/", endpoints.urls()),
    re_path("^api/.", endpoints.nothing_here, name="api-nothing"),
]
