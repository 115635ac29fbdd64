"""Addresses of invitations."""

from django.urls import path

from bimtek.invitations import views

urlpatterns = [
    path("bimtek/<int:pk>/salin/", views.EventCopy.as_view(), name="event-copy"),
    path("bimtek/<int:pk>/undangan/", views.InvitationList.as_view(), name="invitation-list"),
    path("bimtek/<int:pk>/undangan/pilih/", views.Choose.as_view(), name="invitation-choose"),
    path("bimtek/<int:pk>/undangan/tempat/", views.Seats.as_view(), name="invitation-seats"),
    path("bimtek/<int:pk>/undangan/nomor/", views.Letters.as_view(), name="invitation-letters"),
    path("bimtek/<int:pk>/undangan/surat/", views.LettersFile.as_view(), name="invitation-letters-file"),
    path("undangan/<int:pk>/", views.InvitationDetail.as_view(), name="invitation-detail"),
    path("undangan/<int:pk>/surat/", views.LetterFile.as_view(), name="invitation-letter"),
    path("undangan/<int:pk>/tambah/", views.AddPeople.as_view(), name="invitation-add"),
    path("undangan/orang/<int:pk>/jawab/", views.Answer.as_view(), name="invitee-answer"),
    path("undangan/orang/<int:pk>/ganti/", views.Substitute.as_view(), name="invitee-substitute"),
]
