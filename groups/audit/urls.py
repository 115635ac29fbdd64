"""Addresses of the trail."""

from django.urls import path

from groups.audit import views

urlpatterns = [
    path("jejak/", views.AuditList.as_view(), name="audit-list"),
    path("anggota/<int:pk>/jejak/", views.MemberTrail.as_view(), name="member-trail"),
]
