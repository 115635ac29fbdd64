"""What lies in a package: form and recap of each place, and a text that says what is what."""

from groups.models import Region
from groups.progress.queries import rules_of
from groups.values import show_date
from reports.models import FrozenForm
from reports.official.definitions import Form
from reports.official.filling import as_table, fill
from reports.official.printing import document_of, letterhead, signers, to_pdf, to_xlsx
from reports.official.years import Span
from reports.periods import Period
from reports.queries import summary
from reports.recap import PARTS, part_table, recap
from reports.renderers import pdf, xlsx
from reports.tables import recap_table

GUIDE = "Baca dulu.txt"


def places_of(user, region: Region):
    """``region`` and all below it down to the kelurahan, in the order of their codes, with their parents."""
    places = Region.objects.visible_in(user, region).select_related("parent__parent__parent")
    return places.exclude(level="provinsi").filter(closed_on__isnull=True).order_by("code")


def folder_of(place: Region, top: Region) -> str:
    """``33.75.03 Kecamatan Pekalongan Utara/33.75.03.1002 Kelurahan Krapyak``, from ``top`` down."""
    names = []
    while place is not None and len(place.pk) >= len(top.pk):
        names.append(f"{place.pk} {place.title}".replace("/", "-"))
        place = place.parent
    return "/".join(reversed(names))


def files_of(*, user, place: Region, form: Form, span: Span, paper: str):
    """(name, bytes) of the papers of one place: its form, what was determined of it, its recap."""
    filled = fill(user=user, form=form, region=place, span=span)
    document = document_of(filled, span.last)
    name = f"formulir {form.code} tahun {span.year}"
    yield f"{name}.pdf", to_pdf(document, paper)
    table = as_table(filled, links=False)
    yield f"{name}.xlsx", to_xlsx(filled, table, document, paper=paper, user_name=user.name)
    determined = FrozenForm.objects.visible_to(user).of_form(form.code, place, span.year).in_force()
    for frozen in determined.only(f"pdf_{paper}"):
        yield f"{name}, yang ditetapkan.pdf", bytes(getattr(frozen, f"pdf_{paper}"))
    tables = recap_tables(user=user, place=place, span=span)
    signed = {"letterhead": letterhead(place), "signers": signers(place, span.last)}
    yield f"rekap tahun {span.year}.pdf", pdf.render(*tables, paper=paper, user_name=user.name, **signed)
    filters = {"Wilayah": f"{place.title} ({place.pk})", "Masa": span.span}
    yield f"rekap tahun {span.year}.xlsx", xlsx.render(*tables, user_name=user.name, filters=filters)


def recap_tables(*, user, place: Region, span: Span) -> list:
    """The summary and every part of the recap, as at the end of the year, beside the year before."""
    period = Period(span.first, span.last)
    result = recap(
        user=user, region=place, period=period, earlier=period.earlier, rules=rules_of(place.city_code)
    )
    whole = recap_table(summary(user=user, region=place, period=period))
    return [whole, *(part_table(result, part) for part in PARTS)]


def guide(*, region: Region, form: Form, span: Span, user_name: str, made_on, places: int) -> str:
    """The text on top of the package."""
    lines = [
        f"PAKET LAPORAN {region.title.upper()}, {span.label.upper()}",
        "",
        f"Dibuat {show_date(made_on)} oleh {user_name}, untuk {places} wilayah.",
        "Setiap wilayah mempunyai map sendiri; map kelurahan ada di dalam map kecamatannya.",
        "",
        f"- formulir {form.code}: {form.full_name}, sebagai PDF dan XLSX (dibuka dengan Excel), "
        "menurut data pada hari paket ini dibuat.",
        "- yang ditetapkan: hanya ada bila laporan itu sudah ditetapkan; isinya tidak berubah lagi. "
        "Bila berbeda dari formulir di sebelahnya, yang berlaku adalah yang ditetapkan.",
        "- rekap: semua bagian rekap UP2K, sebagai PDF dan XLSX.",
        "",
        f"Keadaan data: {show_date(span.last)}. Arti dan sumber setiap angka ada di bawah tabelnya dan di "
        "lembar Keterangan.",
    ]
    return "\r\n".join(lines) + "\r\n"
