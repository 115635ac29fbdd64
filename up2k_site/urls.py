"""Mount the apps; Django's admin has the reference lists only and knows no scope."""

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.generic import RedirectView

urlpatterns = [
    path("", include("reports.urls")),
    path("", include("reports.api.urls")),
    path("", include("reports.privacy.urls")),
    path("", include("reports.operations.urls")),
    path("", include("reports.practice.urls")),
    path("", include("reports.notices.urls")),
    path("", include("groups.urls")),
    path("", include("groups.audit.urls")),
    path("", include("groups.devices.urls")),
    path("", include("groups.books.urls")),
    path("", include("groups.drafts.urls")),
    path("", include("groups.help.urls")),
    path("", include("groups.uploads.urls")),
    path("", include("groups.phone.urls")),
    path("", include("groups.market.urls")),
    path("", include("groups.progress.urls")),
    path("", include("groups.score.urls")),
    path("", include("bimtek.urls")),
    path("", include("bimtek.invitations.urls")),
    path("", include("bimtek.door.urls")),
    path("", include("bimtek.effect.urls")),
    path("", include("bimtek.content.urls")),
    path("", include("bimtek.learning.urls")),
    # One door for everybody: limits of tries and the second step stand there.
    path(
        "admin/login/",
        login_not_required(RedirectView.as_view(pattern_name="login", query_string=True)),
        name="admin-login",
    ),
    path("admin/", admin.site.urls),
]

handler400 = "up2k_site.errors.bad_request"
handler403 = "up2k_site.errors.forbidden"
handler404 = "up2k_site.errors.not_found"
handler500 = "up2k_site.errors.server_error"
