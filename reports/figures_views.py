"""The page of figures about the programme that everybody may read, and the same figures as open data."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import patch_cache_control

from groups.models import Region
from groups.spreadsheets import TYPES, to_csv
from groups.values import show_share
from groups.visits import limited
from reports.charts import stacked_bars
from reports.disclosure import LEAST
from reports.published import KEPT_FOR, NOTES, published

LICENCE = "CC BY 4.0"


@login_not_required
@limited("pages")
def figures(request):
    """The figures of the one city that is kept here, or the cities to choose from."""
    cities = list(Region.objects.public().order_by("name"))
    if len(cities) == 1:
        return _page(request, cities[0])
    return render(request, "reports/figures_cities.html", {"title": "Angka UP2K PKK", "cities": cities})


@login_not_required
@limited("pages")
def city_figures(request, code):
    return _page(request, get_object_or_404(Region.objects.public(), pk=code))


@login_not_required
@limited("pages")
def open_data(request, code, kind):
    """The same figures for programs and spreadsheets: csv or json."""
    if kind not in ("csv", "json"):
        raise Http404("kind")
    result = published(get_object_or_404(Region.objects.public(), pk=code))
    if kind == "csv":
        response = HttpResponse(to_csv(_lines(result)), content_type=TYPES["csv"])
    else:
        response = JsonResponse(_tree(result), json_dumps_params={"ensure_ascii": False})
    name = f"up2k-{result.city.pk}-{result.day}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Access-Control-Allow-Origin"] = "*"
    patch_cache_control(response, public=True, max_age=KEPT_FOR)
    return response


def _page(request, city):
    result = published(city)
    address = request.build_absolute_uri(reverse("figures-city", args=[city.pk]))
    context = {
        "title": f"Angka UP2K PKK {city.title}",
        "result": result,
        "address": address,
        "tiles": _tiles(result),
        "by_place": [part for part in result.parts if len(part.rows) > 1],
        "others": [_with_chart(part) for part in result.parts if len(part.rows) == 1],
        "notes": NOTES,
        "licence": LICENCE,
    }
    response = render(request, "reports/figures.html", context)
    if not request.user.is_authenticated:  # whose page has a menu of her own
        patch_cache_control(response, public=True, max_age=600)
    return response


def _tiles(result):
    """(label, number, words under it) of the whole city; nothing where too little is there."""
    if not result.parts:
        return []
    groups = result.part("kelompok").rows[0].values[0]
    members, trained, _ = result.part("anggota").rows[0].values
    tiles = [("Kelompok aktif", groups, f"di {result.kelurahan} kelurahan"), ("Anggota", members, "orang")]
    if trained is not None:
        tiles.append(("Pernah ikut bimtek", trained, show_share(trained, members).split(" · ")[0]))
    return tiles


def _with_chart(part):
    """A part of one row, its labels with their numbers, and a chart of what is not hidden."""
    pairs = [(label, number) for (_, label), number in zip(part.columns, part.rows[0].values, strict=True)]
    shown = [(label, number) for label, number in pairs if number is not None]
    labels, numbers = [label for label, _ in shown], [[number] for _, number in shown]
    unit = "Orang" if part.code == "jenis_kelamin" else "Kelompok"
    return part, pairs, stacked_bars(part.title, labels, [unit], numbers, [0])


def _lines(result):
    """One line for each figure, which every program reads; an empty number is hidden."""
    yield ("Tanggal", "Tabel", "Kode wilayah", "Wilayah", "Tingkat", "Ukuran", "Nilai")
    for part in result.parts:
        for row in part.rows:
            for (_, label), number in zip(part.columns, row.values, strict=True):
                value = "" if number is None else number
                yield (f"{result.day}", part.title, row.code, row.name, row.level, label, value)


def _tree(result) -> dict:
    return {
        "sumber": result.source,
        "lisensi": LICENCE,
        "kode": result.city.pk,
        "wilayah": result.city.title,
        "tanggal": result.day,
        "batas": LEAST,
        "catatan": NOTES,
        "tabel": [
            {
                "kode": part.code,
                "judul": part.title,
                "kolom": [{"kode": code, "judul": label} for code, label in part.columns],
                "baris": [
                    {
                        "kode": row.code,
                        "wilayah": row.name,
                        "tingkat": row.level,
                        "nilai": {
                            code: number for (code, _), number in zip(part.columns, row.values, strict=True)
                        },
                    }
                    for row in part.rows
                ],
            }
            for part in result.parts
        ],
    }
