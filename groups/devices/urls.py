"""Addresses of signing in and of one's own devices."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from groups.devices import views

urlpatterns = [
    path("masuk/", views.SignIn.as_view(), name="login"),
    path("masuk/kode/", views.SignInCode.as_view(), name="sign-in-code"),
    path("keluar/", LogoutView.as_view(), name="logout"),
    path("kata-sandi/", views.OwnPassword.as_view(), name="password-change"),
    path("aktivasi/", views.Activate.as_view(), name="activate"),
    path("perangkat/", views.Devices.as_view(), name="device-list"),
    path("kode-masuk/", views.CodeSetup.as_view(), name="code-setup"),
    path("pengguna/<int:pk>/kode-masuk/", views.CodeTakeAway.as_view(), name="code-take-away"),
]
