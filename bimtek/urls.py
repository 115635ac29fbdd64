"""Addresses of training events."""

from django.urls import path

from bimtek import views

urlpatterns = [
    path("bimtek/", views.EventList.as_view(), name="event-list"),
    path("bimtek/baru/", views.EventCreate.as_view(), name="event-create"),
    path("bimtek/<int:pk>/", views.EventDetail.as_view(), name="event-detail"),
    path("bimtek/<int:pk>/ubah/", views.EventUpdate.as_view(), name="event-update"),
    path("bimtek/<int:pk>/riwayat/", views.EventHistory.as_view(), name="event-history"),
    path("bimtek/<int:pk>/narasumber/", views.SpeakerCreate.as_view(), name="speaker-create"),
    path("bimtek/<int:pk>/peserta/anggota/", views.AddMembers.as_view(), name="participant-add-members"),
    path("bimtek/<int:pk>/peserta/tambah/", views.ParticipantCreate.as_view(), name="participant-create"),
    path("bimtek/<int:pk>/kehadiran/<str:day>/", views.AttendancePage.as_view(), name="event-attendance"),
    path("narasumber/<int:pk>/ubah/", views.SpeakerUpdate.as_view(), name="speaker-update"),
    path("narasumber/<int:pk>/hapus/", views.SpeakerRemove.as_view(), name="speaker-remove"),
    path("peserta/<int:pk>/ubah/", views.ParticipantUpdate.as_view(), name="participant-update"),
    path("peserta/<int:pk>/keluarkan/", views.ParticipantDrop.as_view(), name="participant-drop"),
]
