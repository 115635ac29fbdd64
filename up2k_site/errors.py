"""Error pages: what went wrong and where to go. The 500 page extends nothing and queries nothing."""

import errno
import sys

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.shortcuts import render

PAGES = {
    400: (
        "Permintaan tidak dapat dibaca",
        "Ada isian yang bentuknya tidak dikenal. Kembali, periksa isian, lalu kirim lagi.",
    ),
    403: (
        "Tidak boleh",
        "Akun Anda tidak memiliki tugas untuk halaman ini. Bila seharusnya punya, hubungi admin PKK kota.",
    ),
    404: (
        "Halaman tidak ada",
        "Alamatnya salah, datanya sudah dipindah, atau bukan untuk wilayah Anda.",
    ),
}


def _page(request, status):
    title, text = PAGES[status]
    return render(request, "error.html", {"title": title, "text": text}, status=status)


def bad_request(request, exception=None):
    return _page(request, 400)


def forbidden(request, exception=None):
    return _page(request, 403)


def not_found(request, exception=None):
    return _page(request, 404)


def server_error(request):
    """Our fault; or, with 503, something that this program needs is away or full for a while."""
    fault = sys.exc_info()[1]
    away = isinstance(fault, OperationalError | InterfaceError)
    away |= isinstance(fault, OSError) and fault.errno in (errno.ENOSPC, errno.EDQUOT, errno.EREMOTEIO)
    response = render(None, "500.html", {"is_practice": settings.PRACTICE}, status=503 if away else 500)
    if response.status_code == 503:
        response["Retry-After"] = "30"
    return response


def csrf_failure(request, reason=""):
    """A form that was open too long, or sent from elsewhere; what was typed stays in her browser."""
    context = {
        "title": "Halaman ini sudah terlalu lama terbuka",
        "text": "Tekan tombol kembali di HP, muat ulang halamannya, lalu kirim lagi.",
    }
    return render(request, "error.html", context, status=403)
