"""Addresses of the pages about personal data."""

from django.urls import path

from reports.privacy import views

urlpatterns = [
    path("privasi/", views.Privacy.as_view(), name="privacy"),
    path("anggota/<int:pk>/data-pribadi/", views.MemberData.as_view(), name="member-data"),
    path("anggota/<int:pk>/data-pribadi/salinan/", views.MemberCopy.as_view(), name="member-copy"),
    path("anggota/<int:pk>/data-pribadi/permintaan/", views.RequestCreate.as_view(), name="data-request"),
    path("anggota/<int:pk>/data-pribadi/batasi/", views.MemberRestrict.as_view(), name="member-restrict"),
    path("anggota/<int:pk>/data-pribadi/hapus/", views.MemberForget.as_view(), name="member-forget"),
    path("permintaan-data/", views.RequestList.as_view(), name="data-request-list"),
    path("permintaan-data/<int:pk>/", views.RequestSettle.as_view(), name="data-request-settle"),
    path("pengguna/tinjauan/", views.AccountReviews.as_view(), name="account-reviews"),
    path("pengguna/<int:pk>/tinjauan/", views.AccountKeep.as_view(), name="account-keep"),
]
