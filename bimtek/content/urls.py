"""Addresses of an event's content."""

from django.urls import path

from bimtek.content import views

EVENT = "bimtek/<int:pk>/isi/"

urlpatterns = [
    path(EVENT, views.EventContent.as_view(), name="event-content"),
    path(f"{EVENT}acara/", views.AgendaCreate.as_view(), name="agenda-create"),
    path(f"{EVENT}materi/", views.MaterialCreate.as_view(), name="material-create"),
    path(f"{EVENT}foto/", views.PhotoCreate.as_view(), name="event-photo-create"),
    path(f"{EVENT}notulen/", views.MinutesEdit.as_view(), name="event-minutes"),
    path(f"{EVENT}biaya/", views.ExpenseCreate.as_view(), name="expense-create"),
    path("acara/<int:pk>/ubah/", views.AgendaUpdate.as_view(), name="agenda-update"),
    path("acara/<int:pk>/hapus/", views.AgendaRemove.as_view(), name="agenda-remove"),
    path("materi/<int:pk>/unduh/", views.MaterialFile.as_view(), name="material-file"),
    path("materi/<int:pk>/hapus/", views.MaterialRemove.as_view(), name="material-remove"),
    path("foto-kegiatan/<int:pk>/", views.PhotoPicture.as_view(), name="event-photo"),
    path("foto-kegiatan/<int:pk>/hapus/", views.PhotoRemove.as_view(), name="event-photo-remove"),
    path("biaya/<int:pk>/ubah/", views.ExpenseUpdate.as_view(), name="expense-update"),
    path("biaya/<int:pk>/hapus/", views.ExpenseRemove.as_view(), name="expense-remove"),
]
