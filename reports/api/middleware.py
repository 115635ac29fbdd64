"""Whatever a program is refused, and whoever refuses it, is said in one form: JSON with one sentence."""

from django.http import JsonResponse

SENTENCES = {
    400: "Permintaan tidak dapat dibaca. Periksa alamat dan isiannya.",
    403: "Tidak boleh.",
    404: "Alamat itu tidak ada. Daftarnya di /api/.",
    405: "Hanya membaca: pakai GET.",
    429: "Terlalu sering. Tunggu satu menit, lalu lanjutkan lebih pelan.",
    503: "Sedang tidak dapat melayani. Coba lagi sebentar lagi.",
}
FAULT = "Ada yang salah di pihak kami. Coba lagi nanti."
KEPT = ("Allow", "Retry-After", "WWW-Authenticate")


def refusal(status: int, text: str, headers=()) -> JsonResponse:
    response = JsonResponse({"pesan": text}, status=status, json_dumps_params={"ensure_ascii": False})
    response["Cache-Control"] = "no-store"
    for name, value in dict(headers).items():
        response[name] = value
    return response


class ApiRefusalMiddleware:
    """Under /api/, error pages for people become sentences for programs; /api/ itself is for people."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        for_program = request.path_info.startswith("/api/") and request.path_info != "/api/"
        if not for_program or response.status_code < 400 or "json" in response.get("Content-Type", ""):
            return response
        text = SENTENCES.get(response.status_code, FAULT)
        kept = {name: response[name] for name in KEPT if name in response}
        return refusal(response.status_code, text, kept)
