"""Addresses of the door."""

from django.urls import path

from bimtek.door import own_views, views

DAY = "bimtek/<int:pk>/hadir/<str:day>/"

urlpatterns = [
    path("bimtek/<int:pk>/hadir/", views.Door.as_view(), name="door"),
    path("bimtek/<int:pk>/hadir/sesi/", views.SessionCreate.as_view(), name="session-create"),
    path("bimtek/<int:pk>/hadir/cetak/", views.PrintList.as_view(), name="door-list"),
    path("bimtek/<int:pk>/hadir/kartu/", views.PrintBadges.as_view(), name="door-badges"),
    path(DAY, views.Desk.as_view(), name="desk"),
    path(f"{DAY}jumlah/", views.DeskCount.as_view(), name="desk-count"),
    path(f"{DAY}kirim/", views.DeskSend.as_view(), name="desk-send"),
    path(f"{DAY}orang/<int:person>/", views.DeskPerson.as_view(), name="desk-person"),
    path(f"{DAY}nomor/", views.DeskNumbers.as_view(), name="desk-numbers"),
    path(f"{DAY}langsung/", views.DeskWalkIns.as_view(), name="desk-walk-ins"),
    path(f"{DAY}poster/", views.PosterPage.as_view(), name="poster"),
    path(f"{DAY}poster/cetak/", views.PosterFile.as_view(), name="poster-file"),
    path("sesi/<int:pk>/hapus/", views.SessionRemove.as_view(), name="session-remove"),
    path("kehadiran/<int:pk>/batal/", views.CheckInUndo.as_view(), name="check-in-undo"),
    path("peserta/<int:pk>/kartu/", own_views.Card.as_view(), name="participant-card"),
    path("hadir/<str:code>/", own_views.Myself.as_view(), name="door-myself"),
]
