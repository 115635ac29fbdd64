"""Members, the groups they were in and when, and the officers among them."""

from django.db import models
from django.db.models import FilteredRelation, OuterRef, Q, Subquery
from django.urls import reverse
from simple_history.models import HistoricalRecords

from groups.models.base import Record, during, interval_is_forward, one_of
from groups.models.business import BusinessGroup
from groups.scoping.queryset import RegionScopedQuerySet
from groups.secrets import decrypt, encrypt, nik_hash
from groups.values import mask_nik, name_key, show_phone

SEXES = [("L", "Laki-laki"), ("P", "Perempuan")]
MARITAL = [("belum", "Belum menikah"), ("menikah", "Menikah"), ("cerai", "Cerai hidup atau mati")]
EDUCATION = [
    ("tidak", "Tidak sekolah"),
    ("sd", "SD/MI"),
    ("smp", "SMP/MTs"),
    ("sma", "SMA/SMK/MA"),
    ("diploma", "Diploma"),
    ("sarjana", "Sarjana atau lebih"),
]
OFFICES = [("ketua", "Ketua"), ("sekretaris", "Sekretaris"), ("bendahara", "Bendahara")]


class MemberQuerySet(RegionScopedQuerySet):
    code_path = "group__region__code"

    def kept(self):
        """Of kept groups, and without those merged into another record (see ``MemberPair``)."""
        merging = FilteredRelation("mergings", condition=Q(mergings__undone_at__isnull=True))
        return self.alias(merging=merging).filter(group__archived_at__isnull=True, merging__isnull=True)

    def with_office(self):
        """With ``office``: the office she holds now, or None."""
        terms = OfficerTerm.objects.filter(member=OuterRef("pk"), ended_on__isnull=True)
        return self.annotate(office=Subquery(terms.values("office")[:1]))

    def with_joined(self):
        """With ``joined_on`` of her present or last membership."""
        spells = Membership.objects.filter(member=OuterRef("pk"), voided_at__isnull=True)
        return self.annotate(joined_on=Subquery(spells.order_by("-joined_on").values("joined_on")[:1]))


class Member(Record):
    """A person. ``group`` is where she is a member now, or was last; ``is_active`` says which.

    The dated rows behind both are her Memberships; ``groups.actions.members`` keeps them together.
    NIK is kept as a Fernet token with a keyed hash beside it.
    """

    group = models.ForeignKey(BusinessGroup, models.PROTECT, related_name="members", verbose_name="kelompok")
    is_active = models.BooleanField("masih anggota", default=True, editable=False)
    name = models.CharField("nama lengkap", max_length=120)
    name_key = models.CharField(max_length=120, editable=False, db_index=True)
    nik_token = models.TextField(blank=True, editable=False)
    nik_hash = models.CharField(max_length=64, blank=True, editable=False)
    sex = models.CharField("jenis kelamin", max_length=1, choices=SEXES)
    birth_place = models.CharField("tempat lahir", max_length=60, blank=True)
    birth_on = models.DateField("tanggal lahir", null=True, blank=True)
    phone = models.CharField("nomor HP", max_length=16, blank=True, db_index=True)
    address = models.CharField("alamat", max_length=200, blank=True)
    rw = models.CharField("RW", max_length=3, blank=True)
    rt = models.CharField("RT", max_length=3, blank=True)
    marital = models.CharField("status perkawinan", max_length=10, choices=MARITAL, blank=True)
    education = models.CharField("pendidikan", max_length=10, choices=EDUCATION, blank=True)
    job = models.CharField("pekerjaan", max_length=60, blank=True)
    own_business = models.CharField("usaha sendiri", max_length=120, blank=True)
    consent_on = models.DateField("tanggal setuju datanya dicatat", null=True, blank=True)
    consent_by = models.CharField("persetujuan diterima oleh", max_length=120, blank=True)
    # She asked that her data be kept but not used, or taken out; see reports.privacy.
    restricted_on = models.DateField("pemakaian datanya dibatasi sejak", null=True, editable=False)
    forgotten_on = models.DateField("data pribadinya dihapus", null=True, editable=False)

    objects = MemberQuerySet.as_manager()

    class Meta:
        verbose_name = "anggota"
        verbose_name_plural = "anggota"
        ordering = ["name_key"]
        constraints = [
            one_of("sex", SEXES, "member_sex_known"),
            one_of("marital", [("", ""), *MARITAL], "member_marital_known"),
            one_of("education", [("", ""), *EDUCATION], "member_education_known"),
            models.CheckConstraint(
                name="member_born_since_1900",
                condition=Q(birth_on__isnull=True) | Q(birth_on__gte="1900-01-01"),
                violation_error_message="Periksa tahun lahirnya.",
            ),
            models.CheckConstraint(
                name="member_nik_has_hash",
                condition=Q(nik_token="", nik_hash="") | (~Q(nik_token="") & ~Q(nik_hash="")),
                violation_error_message="NIK tidak lengkap tersimpan. Isi ulang NIK.",
            ),
            models.CheckConstraint(
                name="member_consent_says_by_whom",
                condition=Q(consent_on__isnull=True) | ~Q(consent_by=""),
                violation_error_message="Tulis siapa yang menerima persetujuannya.",
            ),
            models.CheckConstraint(
                name="member_forgotten_is_nobody",
                condition=Q(forgotten_on__isnull=True)
                | Q(
                    is_active=False,
                    nik_token="",
                    birth_place="",
                    birth_on__isnull=True,
                    phone="",
                    address="",
                    rw="",
                    rt="",
                    job="",
                    own_business="",
                    consent_on__isnull=True,
                    consent_by="",
                ),  # fmt: skip
                violation_error_message="Data pribadinya sudah dihapus dan tidak dapat diisi lagi.",
            ),
            models.UniqueConstraint(
                fields=["nik_hash"],
                condition=Q(is_active=True) & ~Q(nik_hash=""),
                name="member_nik_once_per_city",
                violation_error_message=(
                    "NIK ini sudah dipakai anggota lain yang masih aktif di kota ini. Periksa KTP; "
                    "bila orangnya sama, pindahkan dari kelompok lamanya atau tanya admin."
                ),
            ),
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.name_key = name_key(self.name)
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("member-detail", args=[self.pk])

    def set_nik(self, digits: str, city_code: str):
        """Keep 16 digits encrypted, or nothing when empty."""
        if digits == self.nik and (not digits or self.nik_hash == nik_hash(digits, city_code)):
            return  # a new token for the same digits would look like an edit in the history
        self.nik_token = encrypt(digits) if digits else ""
        self.nik_hash = nik_hash(digits, city_code) if digits else ""

    @property
    def nik(self) -> str:
        """16 plain digits or nothing. Only for validation and ``actions.members.reveal_nik``."""
        return decrypt(self.nik_token) if self.nik_token else ""

    @property
    def nik_masked(self) -> str:
        return mask_nik(self.nik) if self.nik_token else ""

    @property
    def phone_local(self) -> str:
        """As lists show it: not of somebody who asked that her data be not used."""
        return "dibatasi" if self.restricted_on else show_phone(self.phone)


class MembershipQuerySet(RegionScopedQuerySet):
    code_path = "group__region__code"

    def as_of(self, day):
        """Memberships that counted on ``day`` (of kept groups; whatever the group's status was)."""
        return self.filter(
            during(day, start="joined_on", end="left_on"),
            voided_at__isnull=True,
            group__archived_at__isnull=True,
        )


class Membership(models.Model):
    """A member's time in a group, from ``joined_on`` until ``left_on`` (exclusive).

    ``voided_at`` is set where it was written by mistake: such a row counts at no date.
    """

    member = models.ForeignKey(Member, models.PROTECT, related_name="memberships")
    group = models.ForeignKey(
        BusinessGroup, models.PROTECT, related_name="memberships", verbose_name="kelompok"
    )
    joined_on = models.DateField("tanggal masuk")
    left_on = models.DateField("tanggal keluar", null=True, blank=True)
    left_reason = models.CharField("alasan keluar", max_length=200, blank=True)
    voided_at = models.DateTimeField("dinyatakan salah catat", null=True, editable=False)
    history = HistoricalRecords()

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = "keanggotaan"
        ordering = ["joined_on"]
        constraints = [
            interval_is_forward(
                "membership_forward",
                "joined_on",
                "left_on",
                "Tanggal keluar tidak boleh sebelum tanggal masuk.",
            ),
            models.UniqueConstraint(
                fields=["member"],
                condition=Q(left_on__isnull=True, voided_at__isnull=True),
                name="membership_one_open",
                violation_error_message="Anggota ini masih tercatat di sebuah kelompok.",
            ),
        ]

    def __str__(self):
        return f"{self.member_id} @ {self.group_id}"


class OfficerTermQuerySet(RegionScopedQuerySet):
    code_path = "group__region__code"


class OfficerTerm(models.Model):
    """A member's time as ketua, sekretaris or bendahara; at most one of each at a time in a group."""

    group = models.ForeignKey(BusinessGroup, models.PROTECT, related_name="officer_terms")
    member = models.ForeignKey(Member, models.PROTECT, related_name="officer_terms", verbose_name="anggota")
    office = models.CharField("jabatan", max_length=12, choices=OFFICES)
    started_on = models.DateField("mulai menjabat")
    ended_on = models.DateField("selesai menjabat", null=True, blank=True)
    history = HistoricalRecords()

    objects = OfficerTermQuerySet.as_manager()

    class Meta:
        verbose_name = "pengurus"
        ordering = ["-started_on"]
        constraints = [
            one_of("office", OFFICES, "officerterm_office_known"),
            interval_is_forward(
                "officerterm_forward",
                "started_on",
                "ended_on",
                "Selesai menjabat tidak boleh sebelum mulai menjabat.",
            ),
            models.UniqueConstraint(
                fields=["group", "office"],
                condition=Q(ended_on__isnull=True),
                name="officerterm_one_holder",
                violation_error_message="Jabatan ini masih dipegang anggota lain.",
            ),
            models.UniqueConstraint(
                fields=["member"],
                condition=Q(ended_on__isnull=True),
                name="officerterm_one_office",
                violation_error_message="Anggota ini masih memegang jabatan lain.",
            ),
        ]

    def __str__(self):
        return f"{self.office} {self.member_id}"
