"""Addresses of drafts."""

from django.urls import path

from groups.drafts import views

urlpatterns = [
    path("draf/", views.DraftSave.as_view(), name="draft-save"),
    path("draf/<uuid:submission>/buang/", views.DraftDiscard.as_view(), name="draft-discard"),
]
