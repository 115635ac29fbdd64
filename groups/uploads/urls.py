"""Address of a file on its way."""

from django.urls import path

from groups.uploads import views

urlpatterns = [path("kiriman/<uuid:upload>/", views.Upload.as_view(), name="upload")]
