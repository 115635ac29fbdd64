"""Error pages: what went wrong and where to go. The 500 page extends nothing and queries nothing."""

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
    return render(None, "500.html", status=500)


def csrf_failure(request, reason=""):
    """A form that was open too long, or sent from elsewhere; what was typed stays in her browser."""
    context = {
        "title": "Halaman ini sudah terlalu lama terbuka",
        "text": "Tekan tombol kembali di HP, muat ulang halamannya, lalu kirim lagi.",
    }
    return render(request, "error.html", context, status=403)
