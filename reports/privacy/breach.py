"""After a breach: whose data an account had in its hands, and the notice that the law asks for."""

from dataclasses import dataclass

from django.utils import timezone

from groups.audit.models import Act, AuditEntry
from groups.models import AccessRecord, Member
from groups.values import show_date

# Downloads that hold lists of people, by the beginning of their address.
LISTS_OF_PEOPLE = ("/anggota/", "/kelompok/", "/bimtek/", "/buku/", "/impor/")


@dataclass(frozen=True)
class Concerned:
    member: Member
    how: str


def concerned(*, account, since, until) -> list[Concerned]:
    """Members by what happened to their data: NIK seen, record written, or in a list that was downloaded.

    What a list held is not kept: where one was downloaded, everybody in the account's regions counts.
    """
    between = {"at__gte": since, "at__lt": until}
    found = {}
    taken = Act.objects.filter(user=account, kind="unduh", **between).values_list("what", flat=True)
    if any(address.startswith(LISTS_OF_PEOPLE) for address in taken):
        for pk in Member.objects.visible_to(account).values_list("pk", flat=True):
            found[pk] = "mungkin ada di daftar yang diunduh"
    written = AuditEntry.objects.filter(user=account, member_pk__isnull=False, **between)
    for pk in written.values_list("member_pk", flat=True):
        found[pk] = "datanya dibuka dan diubah"
    for pk in AccessRecord.objects.filter(user=account, **between).values_list("member_id", flat=True):
        found[pk] = "NIK lengkap dilihat"
    members = Member.objects.filter(pk__in=found).select_related("group__region").order_by("name_key", "pk")
    return [Concerned(member, found[member.pk]) for member in members]


def notice(*, account, since, until, people, contact) -> str:
    """The notice to the people concerned and to the agency (UU 27/2022, pasal 46), filled as far as known."""
    last = timezone.localtime(until).date()
    seen = sum(row.how == "NIK lengkap dilihat" for row in people)
    return f"""PEMBERITAHUAN KEGAGALAN PELINDUNGAN DATA PRIBADI
(Undang-Undang Nomor 27 Tahun 2022 pasal 46; paling lambat 3 x 24 jam sejak diketahui)

Diketahui pada     : [tanggal dan jam]
Disampaikan oleh   : {contact}
Masa yang diperiksa: {show_date(timezone.localtime(since).date())} sampai {show_date(last)}

1. Data pribadi yang terungkap
   {len(people)} orang; {seen} di antaranya NIK lengkapnya dilihat. Data: nama, kelompok, nomor HP, alamat,
   tanggal lahir[, dan lainnya]. Kata sandi tidak disimpan dalam bentuk yang dapat dibaca.

2. Kapan dan bagaimana
   Melalui akun {account.name} ({account.username}). [Uraian: kata sandi diketahui orang lain, HP hilang, ...]

3. Penanganan dan pemulihan
   Akun ditutup dan dikeluarkan dari semua perangkat pada [tanggal dan jam]. [Langkah lain]

4. Yang dapat Anda lakukan
   Waspada terhadap orang yang menghubungi dengan menyebut data Anda. Pertanyaan: {contact}.
"""
