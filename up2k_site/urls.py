"""Mount the apps; Django's admin has the reference lists only and knows no scope."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("reports.urls")),
    path("", include("groups.urls")),
    path("", include("groups.books.urls")),
    path("", include("groups.drafts.urls")),
    path("", include("groups.phone.urls")),
    path("", include("groups.market.urls")),
    path("", include("groups.progress.urls")),
    path("", include("groups.score.urls")),
    path("", include("bimtek.urls")),
    path("admin/", admin.site.urls),
]

handler400 = "up2k_site.errors.bad_request"
handler403 = "up2k_site.errors.forbidden"
handler404 = "up2k_site.errors.not_found"
handler500 = "up2k_site.errors.server_error"
