"""What programs of other offices read: the figures and lists of the pages, by the same queries, as JSON.

A key stands at the door as a person would, so outside its region everything is a 404. No answer has a NIK, a
phone, an address, a name of a person, or a text that somebody wrote freely. docs/api.md explains it.
"""

from functools import lru_cache

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import NinjaAPI, Path, Query, Schema
from ninja.errors import AuthenticationError
from ninja.errors import ValidationError as WrongParameters
from ninja.pagination import PaginationBase, paginate
from ninja.security import HttpBearer
from pydantic import Field

from groups.lists import groups_today
from groups.market.models import Permit, Product
from groups.market.queries import support_by_kelurahan
from groups.models import BusinessGroup, Region
from groups.progress.queries import rules_of
from groups.visits import MOST, WITHIN, count, limited, visitor
from reports.api.actions import note_use
from reports.api.middleware import SENTENCES, refusal
from reports.api.models import AccessKey
from reports.api.schemas import (
    GroupOut,
    PlaceOut,
    ProductOut,
    SupportOut,
    TableOut,
    group_out,
    place_out,
    product_out,
    support_out,
    table_out,
)
from reports.periods import parse_comparison, parse_period
from reports.queries import summary
from reports.recap import PARTS, part_table, recap
from reports.tables import recap_table

MOST |= {"api": 120, "api-wrong": 30}
MONEY_PARTS = {"modal", "hasil"}  # of single groups in a kelurahan: for Pokja II only


class TooManyError(Exception):
    """More requests in a minute than a key or an address may send."""


class KeyAuth(HttpBearer):
    """The key in the header ``Authorization: Bearer ...``, never in an address; sessions do not count."""

    def authenticate(self, request, token):
        key = AccessKey.objects.with_code(token).first()
        if key is None:
            if count("api-wrong", visitor(request)) > MOST["api-wrong"]:
                raise TooManyError
            return None
        if count("api", key.pk) > MOST["api"]:
            raise TooManyError
        note_use(key)
        return key


class Api(NinjaAPI):
    """Answers stay in no cache."""

    def create_response(self, *args, **kwargs):
        response = super().create_response(*args, **kwargs)
        response["Cache-Control"] = "private, no-store"
        return response


api = Api(
    title="UP2K PKK",
    version="1",
    description="Angka dan daftar kelompok UP2K PKK untuk program kantor lain; hanya membaca.",
    auth=KeyAuth(),
    docs_url=None,  # its page loads scripts; ours is api/page.html
    docs_decorator=limited("pages"),
    urls_namespace="api",
)


# -- Refusals, each with a sentence that says what to do


class RefusalOut(Schema):
    pesan: str


REFUSALS = {frozenset({400, 401, 403, 404, 429}): RefusalOut}


@api.exception_handler(AuthenticationError)
def no_key(request, error):
    text = (
        "Kunci tidak ada, salah, habis, atau dicabut. Kirim Authorization: Bearer dengan kunci yang berlaku."
    )
    return refusal(401, text, {"WWW-Authenticate": "Bearer"})


@api.exception_handler(PermissionDenied)
def not_for_this_key(request, error):
    return refusal(403, "Kunci ini tidak boleh membaca bagian itu. Mintalah kunci dengan tugas Pokja II.")


@api.exception_handler(Http404)
def not_there(request, error):
    return refusal(404, "Tidak ada, atau di luar wilayah kunci ini.")


@api.exception_handler(TooManyError)
def too_often(request, error):
    return refusal(429, SENTENCES[429], {"Retry-After": str(WITHIN)})


@api.exception_handler(ValidationError)
def wrong_period(request, error):
    return refusal(400, error.messages[0])


@api.exception_handler(WrongParameters)
def wrong_parameters(request, error):
    names = ", ".join(sorted({str(one["loc"][-1]) for one in error.errors}))
    return refusal(400, f"Periksa isian: {names}.")


@login_not_required
def nothing_here(request):
    return refusal(404, SENTENCES[404])


# -- Parameters


class Pages(PaginationBase):
    """A part of a long list; ``shape`` makes of each row what leaves the program."""

    class Input(Schema):
        halaman: int = Field(1, ge=1, le=1_000_000, description="Halaman ke berapa.")
        ukuran: int = Field(100, ge=1, le=500, description="Berapa baris satu halaman.")

    class Output(Schema):
        data: list
        jumlah: int
        halaman: int
        halaman_terakhir: int

    items_attribute = "data"

    def __init__(self, *, shape, **kwargs):
        super().__init__(**kwargs)
        self.shape = shape

    def paginate_queryset(self, queryset, pagination, **params):
        total, size, number = queryset.count(), pagination.ukuran, pagination.halaman
        return {
            "data": [self.shape(row) for row in queryset[(number - 1) * size : number * size]],
            "jumlah": total,
            "halaman": number,
            "halaman_terakhir": max(1, -(-total // size)),
        }


class Span(Schema):
    """The words of the pages' own addresses."""

    masa: str = Field("", max_length=10, description="Masa: 2026-t3, 2026-s1, atau 2026.")
    per: str = Field("", max_length=10, description="Atau satu tanggal: 2026-03-31. Kosong: hari ini.")
    dari: str = Field("", max_length=10, description="Awal masa bimtek. Kosong: 1 Januari.")


class Compared(Span):
    banding: str = Field(
        "", max_length=10, description="Masa atau tanggal pembanding. Kosong: yang sebelumnya."
    )


class Within(Schema):
    wilayah: str = Field("", max_length=13, description="Hanya wilayah ini dan di bawahnya.")


PART = Path(..., max_length=20, description=f"Salah satu dari {', '.join(PARTS)}.")
YEAR = Query(None, ge=1985, le=2100, description="Hanya yang diajukan tahun itu.")
CODE = Path(..., max_length=13, description="Kode wilayah Kemendagri, misalnya 33.75.03.")


def _region(request, code) -> Region:
    return get_object_or_404(Region.objects.visible_to(request.auth), pk=code)


def _within(request, rows, asked):
    return rows.in_region(_region(request, asked.wilayah)) if asked.wilayah else rows


# -- Addresses


@api.get(
    "/wilayah",
    response={200: list[PlaceOut], **REFUSALS},
    summary="Daftar wilayah",
    description="Wilayah kunci ini dan di bawahnya, menurut kode Kemendagri.",
)
@paginate(Pages, shape=place_out)
def regions(request):
    return Region.objects.visible_to(request.auth).open().order_by("code")


@api.get(
    "/rekap/{kode}",
    response={200: TableOut, **REFUSALS},
    summary="Rekap kelompok dan anggota",
    description="Angka halaman Rekap: kategori, anggota, cakupan, dan bimtek tiap wilayah di bawahnya.",
)
def recap_of_region(request, asked: Query[Span], kode: str = CODE):
    period = parse_period(asked.dict())
    result = summary(user=request.auth, region=_region(request, kode), period=period)
    return table_out(recap_table(result), [row.key for row in result.rows])


@api.get(
    "/rekap/{kode}/{bagian}",
    response={200: TableOut, **REFUSALS},
    summary="Bagian lain dari rekap",
    description="Angka halaman Rekap, bagian yang lain. "
    f"Bagian {' dan '.join(sorted(MONEY_PARTS))} hanya untuk kunci dengan tugas Pokja II.",
)
def part_of_recap(request, asked: Query[Compared], kode: str = CODE, bagian: str = PART):
    if bagian not in PARTS:
        raise Http404("part")
    region = _region(request, kode)
    if bagian in MONEY_PARTS and not request.auth.may_in("decide", region.pk):
        raise PermissionDenied("money")
    period = parse_period(asked.dict())
    earlier = parse_comparison(asked.dict(), period)
    periods = {"period": period, "earlier": earlier}
    result = recap(user=request.auth, region=region, rules=rules_of(region.pk), **periods)
    return table_out(part_table(result, bagian), [key for key, *_ in result.rows])


@api.get(
    "/kelompok",
    response={200: list[GroupOut], **REFUSALS},
    summary="Daftar kelompok",
    description="Kelompok yang tidak diarsipkan, menurut nama, dengan keadaannya hari ini.",
)
@paginate(Pages, shape=group_out)
def groups(request, asked: Query[Within]):
    rows = _within(request, BusinessGroup.objects.visible_to(request.auth), asked)
    return groups_today(rows).order_by("name", "pk")


@api.get(
    "/produk",
    response={200: list[ProductOut], **REFUSALS},
    summary="Daftar produk",
    description="Produk yang masih dijual, menurut nama, dengan jenis dan masa berlaku izinnya.",
)
@paginate(Pages, shape=product_out)
def products(request, asked: Query[Within]):
    rows = _within(request, Product.objects.visible_to(request.auth), asked).open()
    permits = Permit.objects.visible_to(request.auth).open().with_state(timezone.localdate())
    permits = Prefetch("group__permits", permits.select_related("kind"), to_attr="open_permits")
    return rows.select_related("kind", "group").prefetch_related(permits).order_by("name", "pk")


@api.get(
    "/dukungan/{kode}",
    response={200: list[SupportOut], **REFUSALS},
    summary="Dukungan mitra tiap kelurahan",
    description="Angka halaman Dukungan per kelurahan: yang berjalan, yang selesai tiap jenis, dan nilainya.",
)
def support(request, kode: str = CODE, tahun: int | None = YEAR):
    rows = support_by_kelurahan(user=request.auth, region=_region(request, kode), year=tahun)
    return [support_out(row) for row in rows]


def urls():
    """For the project's addresses; a key opens them, not a sign-in."""
    patterns, app, namespace = api.urls
    for pattern in patterns:
        pattern.callback.login_required = False
    return patterns, app, namespace


@lru_cache(maxsize=1)
def described() -> list[dict]:
    """The addresses in words, from the same description that programs read."""
    found = []
    for path, methods in api.get_openapi_schema()["paths"].items():
        operation = methods["get"]
        asked = [
            (one["name"], one["schema"].get("description") or one.get("description", ""))
            for one in operation.get("parameters", [])
        ]
        found.append(
            {
                "path": path,
                "title": operation["summary"],
                "text": operation["description"],
                "parameters": asked,
            }
        )
    return found
