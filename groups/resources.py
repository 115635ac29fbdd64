"""The columns of groups and members in spreadsheets: what they are called, how a cell is read and shown.

One list for the import, its templates and the exports, so that what goes out comes back in unchanged.
The import pipeline around them is in ``groups.importing``.
"""

from functools import partial

from import_export import fields, resources, widgets

from groups.importing import cells
from groups.models.business import KINDS, OWNERSHIPS, STATUSES
from groups.models.people import EDUCATION, MARITAL, OFFICES
from groups.values import show_number, show_phone


class CellWidget(widgets.Widget):
    """Reads a cell with ``read`` (see importing.cells) and shows a value as text with ``show``."""

    def __init__(self, read, show=str):
        super().__init__()
        self.read, self.show = read, show

    def clean(self, value, row=None, **kwargs):
        return self.read(value)

    def render(self, value, obj=None, **kwargs):
        return "" if value is None or value == "" else self.show(value)


class Column(fields.Field):
    """One column of a spreadsheet.

    ``synonyms``: other headings that people write, compared by letters and digits only. ``choices``: the
    entries of a drop-down list in the template. ``as_text``: a spreadsheet must keep it as text.
    ``masked``: the attribute that stands for it where nobody gave a reason to see it.
    """

    def __init__(self, label, attribute=None, widget=None, *, synonyms=(), example="", note="", choices=(),
                 width=14, as_text=False, required=False, masked=None):  # fmt: skip
        super().__init__(attribute=attribute, column_name=label, widget=widget or text(120, label))
        self.synonyms, self.example, self.note, self.choices = synonyms, example, note, choices
        self.width, self.as_text, self.required, self.masked = width, as_text, required, masked


def text(longest, label):
    return CellWidget(partial(cells.read_text, longest=longest, label=label))


def number(least, most, label, show=str):
    return CellWidget(partial(cells.read_number, least=least, most=most, label=label), show)


def day(**rule):
    return CellWidget(partial(cells.read_day, **rule), lambda value: f"{value:%d/%m/%Y}")


def rt_rw(label):
    return CellWidget(lambda cell: _padded(cells.read_number(cell, least=1, most=999, label=label)))


def _padded(value):
    return None if value is None else f"{value:02d}"


def one_of(choices, words, label):
    """One of ``choices`` (code, name), written as its name, its code or one of ``words`` (letters: code).

    None for what is none of them: the import says so and keeps the rest of the row.
    """
    known = {
        _letters(name): code for pair in choices for name, code in ((pair[0], pair[0]), (pair[1], pair[0]))
    }
    known |= words

    def read(cell):
        if cells.is_blank(cell):
            return None
        written = cells.text_of(cell)
        code = known.get(_letters(written))
        if code is None:
            raise cells.bad("value_ignored", f"{label} “{written}” tidak dikenal dan tidak dicatat.")
        return code

    return CellWidget(read, lambda code: dict(choices).get(code, code))


def _read_membership(cell):
    code = _MEMBERSHIP_CODES.read(cell)
    return None if code is None else code == "aktif"


def _letters(text):
    return "".join(sign for sign in text.lower() if sign.isalnum())


EDUCATION_WORDS = {
    **dict.fromkeys(["tidaksekolah", "tdksekolah", "belumsekolah", "tidaktamatsd", "tidaktamat"], "tidak"),
    **dict.fromkeys(["sd", "mi", "sdmi", "sr", "paketa", "tamatsd", "sdsederajat"], "sd"),
    **dict.fromkeys(["smp", "mts", "sltp", "smpmts", "paketb", "sltpsederajat", "smpsederajat"], "smp"),
    **dict.fromkeys(
        ["sma", "smk", "ma", "slta", "smu", "stm", "smea", "smkk", "spg", "mas", "man", "paketc", "smasmk",
         "sltasederajat", "smasederajat"], "sma",
    ),
    **dict.fromkeys(["d1", "d2", "d3", "d4", "diploma", "diii", "dii", "di", "div", "akademi"], "diploma"),
    **dict.fromkeys(["s1", "s2", "s3", "sarjana", "strata1", "strata2", "pt", "perguruantinggi", "magister"],
                    "sarjana"),
}  # fmt: skip
MARITAL_WORDS = {
    **dict.fromkeys(
        ["belumkawin", "blmkawin", "belumnikah", "blmnikah", "lajang", "bk", "belummenikah"], "belum"
    ),
    **dict.fromkeys(["kawin", "nikah", "menikah", "k", "sudahmenikah", "sudahkawin"], "menikah"),
    **dict.fromkeys(["cerai", "janda", "duda", "ceraihidup", "ceraimati", "jd", "dd"], "cerai"),
}
STATUS_WORDS = {"ya": "aktif", "tdkaktif": "tidak_aktif", "nonaktif": "tidak_aktif", "vakum": "tidak_aktif"}
KIND_WORDS = {"kelompokkhusus": "poksus", "kelompokpelaksana": "poklak", "pokla": "poklak"}
MEMBERSHIP_WORDS = {
    **dict.fromkeys(["masih", "ya", "anggota"], "aktif"),
    **dict.fromkeys(["tidakaktif", "nonaktif", "berhenti", "mundur", "mengundurkandiri", "tidak"], "keluar"),
}
_MEMBERSHIP_CODES = one_of(
    [("aktif", "Masih anggota"), ("keluar", "Sudah keluar")], MEMBERSHIP_WORDS, "Keanggotaan"
)
MEMBERSHIP = CellWidget(_read_membership, lambda stays: "Masih anggota" if stays else "Sudah keluar")
PLACE_NOTE = "Nama resmi kelurahan."


class SheetResource(resources.Resource):
    """A resource whose ``fields`` are Columns, in the order of the spreadsheet."""

    @classmethod
    def headings(cls) -> list[str]:
        return [column.column_name for column in cls.fields.values()]

    @classmethod
    def values(cls, row, reveal: bool = False) -> list[str]:
        """The row's cells as text, in the order of ``fields``; masked ones in full only to ``reveal``."""
        return [
            getattr(row, column.masked) if column.masked and not reveal else column.export(row)
            for column in cls.fields.values()
        ]


class MemberResource(SheetResource):
    """A member, with the group and the kelurahan that she is in."""

    PRIVATE = {"nik", "birth_place", "birth_on", "phone", "rt", "rw", "address"}

    @classmethod
    def values(cls, row, reveal=False):
        """Nothing private of somebody who asked that her data be not used."""
        cells = super().values(row, reveal)
        if getattr(row, "restricted_on", None):
            return ["" if name in cls.PRIVATE else cell for name, cell in zip(cls.fields, cells, strict=True)]
        return cells

    name = Column("Nama Lengkap", "name", text(120, "Nama"), required=True, width=30,
                  example="Hj. Siti Aminah, S.Pd.",
                  synonyms=("nama", "nama anggota", "nama peserta", "nama dan gelar",
                            "nama lengkap dan gelar",
                            "nama lengkap anggota", "nama kader", "nama ibu", "nm", "nm anggota",
                            "nama warga",
                            "nama pengurus", "nama orang", "nama member"))  # fmt: skip
    nik = Column("NIK", "nik", CellWidget(cells.read_nik), as_text=True, masked="nik_masked",
                 width=20, example="3375035703809001",
                 note="16 angka, boleh kosong. Kolom ini harus berjenis Teks.",
                 synonyms=("no nik", "nomor nik", "nik ktp", "no ktp", "nomor ktp", "ktp",
                           "no induk kependudukan",
                           "nomor induk kependudukan", "no identitas", "nik anggota"))  # fmt: skip
    sex = Column("L/P", "sex", CellWidget(cells.read_sex), width=6, example="P", choices=("P", "L"),
                 synonyms=("jenis kelamin", "jk", "kelamin", "jns kelamin", "gender", "sex",
                           "jenis kelamin lp", "jklp",
                           "l p", "pl", "p/l"))  # fmt: skip
    birth_place = Column("Tempat Lahir", "birth_place", text(60, "Tempat lahir"), width=16,
                         example="Pekalongan",
                         synonyms=("tmp lahir", "tempat", "tpt lahir", "kota lahir"))  # fmt: skip
    birth_on = Column("Tanggal Lahir", "birth_on", day(first=cells.FIRST_BIRTH, birth=True),
                      example="17/03/1980",
                      synonyms=("tgl lahir", "tanggal kelahiran", "lahir", "tgl lhr", "tg bl th lahir",
                                "tgl bln thn lahir", "tanggal bulan tahun lahir", "tg bl th lahir umur",
                                "birth date", "dob"))  # fmt: skip
    phone = Column("Nomor HP", "phone", CellWidget(cells.read_phone, show_phone), as_text=True, width=17,
                   example="0812-3456-7890",
                   synonyms=("hp", "no hp", "nohp", "no telp", "telepon", "telp", "no telepon",
                             "nomor telepon", "wa",
                             "no wa", "whatsapp", "nomor wa", "no whatsapp", "no hp wa", "handphone",
                             "kontak",
                             "nomor kontak", "no kontak", "ponsel", "nomor handphone",
                             "no handphone"))  # fmt: skip
    group = Column("Kelompok", "group__name", text(120, "Nama kelompok"), required=True, width=24,
                   example="Melati Jaya",
                   synonyms=("nama kelompok", "nama klpk", "nm kelompok", "klp", "nama klp", "kelompok up2k",
                             "nama kelompok up2k", "poklak", "nama poklak", "nama kelompok usaha",
                             "kelompok usaha",
                             "nama pokla", "kelompok pelaksana", "kelp", "nama kelp"))  # fmt: skip
    region = Column("Kelurahan", "group__region__name", text(80, "Kelurahan"), width=18, note=PLACE_NOTE,
                    synonyms=("desa", "kel", "desa kelurahan", "kelurahan desa", "nama kelurahan",
                              "desa/kel", "kel/desa",
                              "asal kelurahan", "nama desa", "wilayah", "desakel"))  # fmt: skip
    district = Column("Kecamatan", "group__region__parent__name", text(80, "Kecamatan"), width=18,
                      synonyms=("kec", "nama kecamatan", "kecamatan kota"))  # fmt: skip
    rt = Column("RT", "rt", rt_rw("RT"), as_text=True, width=5, example="02", synonyms=("no rt", "nomor rt"))
    rw = Column("RW", "rw", rt_rw("RW"), as_text=True, width=5, example="05", synonyms=("no rw", "nomor rw"))
    address = Column("Alamat", "address", text(200, "Alamat"), width=28, example="Jalan Kurinci 3",
                     synonyms=("alamat rumah", "alamat lengkap", "alamat anggota", "jalan", "domisili",
                               "alamat tinggal",
                               "tempat tinggal"))  # fmt: skip
    marital = Column("Status Perkawinan", "marital", one_of(MARITAL, MARITAL_WORDS, "Status perkawinan"),
                     width=18,
                     choices=tuple(name for _, name in MARITAL),
                     synonyms=("status", "status kawin", "status nikah", "perkawinan",
                               "kawin belum kawin"))  # fmt: skip
    education = Column("Pendidikan", "education", one_of(EDUCATION, EDUCATION_WORDS, "Pendidikan"), width=16,
                       choices=tuple(name for _, name in EDUCATION),
                       synonyms=("pendidikan terakhir", "pend", "pddk", "ijazah",
                                 "pend terakhir"))  # fmt: skip
    job = Column(
        "Pekerjaan", "job", text(60, "Pekerjaan"), width=16, synonyms=("pek", "profesi", "mata pencaharian")
    )
    own_business = Column("Usaha Sendiri", "own_business", text(120, "Usaha sendiri"), width=18,
                          synonyms=("usaha", "usaha anggota", "jenis usaha anggota", "jenis usaha",
                                    "usaha yang dijalankan"))  # fmt: skip
    office = Column("Jabatan", "office", one_of(OFFICES, {"anggota": "", "angg": "", "ang": ""}, "Jabatan"),
                    choices=(*(name for _, name in OFFICES), "Anggota"),
                    synonyms=("jabatan dalam kelompok", "kedudukan", "jabatan di kelompok", "peran",
                              "kedudukan dalam kelompok"))  # fmt: skip
    joined_on = Column("Tanggal Masuk", "joined_on", day(whole=False), example="01/01/2019",
                       synonyms=("tgl masuk", "tanggal masuk anggota", "masuk", "tgl bergabung",
                                 "tanggal bergabung",
                                 "bergabung", "menjadi anggota sejak", "tahun masuk", "sejak",
                                 "tgl masuk anggota",
                                 "tanggal menjadi anggota"))  # fmt: skip
    membership = Column("Keanggotaan", "is_active", MEMBERSHIP, width=16, example="Masih anggota",
                        choices=("Masih anggota", "Sudah keluar"),
                        note="Tanggal keluar dicatat lewat halaman anggotanya.",
                        synonyms=("status keanggotaan", "status anggota", "keaktifan anggota"))  # fmt: skip
    consent_on = Column("Tanggal Persetujuan", "consent_on", day(), width=18,
                        note="Tanggal ia setuju datanya dicatat.", synonyms=("tgl persetujuan",
                                                                             "tanggal setuju"))  # fmt: skip
    consent_by = Column(
        "Persetujuan Diterima Oleh", "consent_by", text(120, "Penerima persetujuan"), width=24
    )


class GroupResource(SheetResource):
    """A group as it is today."""

    name = Column("Nama Kelompok", "name", text(120, "Nama kelompok"), required=True, width=28,
                  example="Melati Jaya",
                  synonyms=("nama", "kelompok", "nama klpk", "nm kelompok", "nama klp", "klp", "nama up2k",
                            "kelompok up2k",
                            "nama kelompok up2k", "nama poklak", "poklak", "nama usaha", "nama kelp",
                            "nama pokla",
                            "nama kelompok usaha", "nama kelompok pelaksana"))  # fmt: skip
    region = Column("Kelurahan", "region__name", text(80, "Kelurahan"), required=True, width=18,
                    note=PLACE_NOTE,
                    synonyms=MemberResource.fields["region"].synonyms)  # fmt: skip
    district = Column("Kecamatan", "region__parent__name", text(80, "Kecamatan"), width=18,
                      synonyms=MemberResource.fields["district"].synonyms)  # fmt: skip
    kind = Column("Bentuk", "kind", one_of(KINDS, KIND_WORDS, "Bentuk"), width=22,
                  example="Kelompok Pelaksana (Poklak)",
                  choices=tuple(name for _, name in KINDS), synonyms=("bentuk kelompok",
                                                                      "poksus poklak"))  # fmt: skip
    rt = Column("RT", "rt", rt_rw("RT"), as_text=True, width=5, example="02", synonyms=("no rt", "nomor rt"))
    rw = Column("RW", "rw", rt_rw("RW"), as_text=True, width=5, example="05", synonyms=("no rw", "nomor rw"))
    address = Column("Alamat", "address", text(200, "Alamat"), width=28, example="Jalan Kurinci 3",
                     synonyms=("alamat kelompok", "alamat lengkap", "alamat sekretariat", "sekretariat",
                               "lokasi"))  # fmt: skip
    founded_on = Column("Tanggal Berdiri", "founded_on", day(whole=False), example="05/05/2015",
                        note="Bila hanya tahunnya yang diketahui, tulis tahunnya.",
                        synonyms=("tgl berdiri", "tahun berdiri", "berdiri", "thn berdiri", "berdiri sejak",
                                  "tanggal pembentukan", "tahun pembentukan", "tgl pembentukan",
                                  "didirikan"))  # fmt: skip
    decree_no = Column("Nomor SK", "decree_no", text(60, "Nomor SK"), width=20, example="411.4/12/2015",
                       synonyms=("no sk", "sk", "no sk pembentukan", "nomor sk pembentukan",
                                 "sk pembentukan"))  # fmt: skip
    decree_on = Column("Tanggal SK", "decree_on", day(), synonyms=("tgl sk", "tanggal sk pembentukan"))
    business_kind = Column("Jenis Usaha", "business_kind__name", text(80, "Jenis usaha"), width=18,
                           example="Kuliner",
                           synonyms=("bidang usaha", "jenis", "usaha", "jns usaha", "kategori usaha",
                                     "bidang"))  # fmt: skip
    product = Column("Usaha atau Produk Utama", "product", text(120, "Produk"), width=24,
                     example="Keripik tempe",
                     synonyms=("produk", "produk unggulan", "hasil produksi", "produk utama", "komoditi",
                               "jenis produk",
                               "nama produk", "usaha yang dijalankan"))  # fmt: skip
    ownership = Column("Kepemilikan", "ownership", one_of(OWNERSHIPS, {}, "Kepemilikan"), width=14,
                       example="Kelompok",
                       choices=tuple(name for _, name in OWNERSHIPS),
                       synonyms=("kepemilikan usaha", "status usaha", "milik"))  # fmt: skip
    level_name = Column("Kategori", "level_name", text(80, "Kategori"), example="Pemula",
                        synonyms=("tingkat", "stratifikasi", "kategori kelompok", "klasifikasi", "strata",
                                  "tingkatan",
                                  "kategori up2k", "peringkat"))  # fmt: skip
    capital_initial = Column("Modal Awal", "capital_initial", CellWidget(cells.read_money, show_number),
                             width=16, example="1.500.000",
                             synonyms=("modal", "modal awal rp", "jumlah modal", "modal usaha", "modal rp",
                                       "besar modal", "modal awal rupiah"))  # fmt: skip
    capital_source = Column("Sumber Modal", "capital_source__name", text(80, "Sumber modal"), width=18,
                            synonyms=("sumber modal awal", "sumber dana", "asal modal",
                                      "sumber"))  # fmt: skip
    capital_year = Column("Tahun Modal", "capital_year", number(1985, 2100, "Tahun modal"), width=12,
                          synonyms=("tahun modal awal", "thn modal"))  # fmt: skip
    meeting_schedule = Column("Jadwal Pertemuan", "meeting_schedule", text(120, "Jadwal pertemuan"), width=24,
                              synonyms=("jadwal", "pertemuan", "waktu pertemuan"))  # fmt: skip
    contact_name = Column("Nama Kontak", "contact_name", text(120, "Nama kontak"), width=22,
                          synonyms=("contact person", "cp", "narahubung", "penanggung jawab",
                                    "kontak person"))  # fmt: skip
    contact_phone = Column("Nomor HP Kontak", "contact_phone", CellWidget(cells.read_phone, show_phone),
                           as_text=True,
                           width=17, example="0812-3456-7890",
                           synonyms=(*MemberResource.fields["phone"].synonyms, "nomor hp"))  # fmt: skip
    status = Column("Keadaan", "status", one_of(STATUSES, STATUS_WORDS, "Keadaan"), width=12, example="Aktif",
                    choices=tuple(name for _, name in STATUSES),
                    synonyms=("status", "status kelompok", "aktif", "aktif tidak", "ket aktif",
                              "keaktifan"))  # fmt: skip


# Headings that tables have and nobody needs: a running number, an age, a place to sign.
NOT_NEEDED = ("no", "nomor", "no urut", "nomor urut", "nourut", "#", "umur", "usia", "tanda tangan", "ttd",
"paraf",
              "jumlah anggota", "jml anggota", "yang perlu diperbaiki")  # fmt: skip
