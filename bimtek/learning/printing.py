"""Form 4.14.3, Data Pelatihan Kader, of one person."""

from groups.books.layout import Column, PrintedBook, Signature
from groups.models.officials import officials_on
from groups.values import show_date


def training_book(member, trainings, day) -> PrintedBook:
    """Her trainings in the columns of form 4.14.3, signed by those in office in her kelurahan on ``day``."""
    region = member.group.region
    names = officials_on(region, day)
    rows = [
        [
            number,
            row.event.title,
            row.event.kind.name,
            row.event.starts_on.year,
            f"Pokja II TP PKK {row.event.organiser.title}",
            "Bersertifikat" if row.is_certified else "Tidak",
        ]
        for number, row in enumerate(trainings, start=1)
    ]
    return PrintedBook(
        name="4.14.3",
        title="Data Pelatihan Kader",
        facts=[
            ("Formulir", "4.14.3"),
            ("No. registrasi", str(member.pk)),
            ("Nama lengkap", member.name),
            ("Masuk TP PKK (anggota UP2K sejak)", show_date(member.joined_on) or "belum diisi"),
            ("Jabatan", (member.office or "anggota").capitalize()),
            ("Kelompok", f"{member.group.name}, {region.title}"),
        ],
        columns=[
            Column("No", 8, "center"),
            Column("Judul pelatihan", 60),
            Column("Jenis kriteria kaderisasi", 30),
            Column("Tahun", 14, "center"),
            Column("Institusi penyelenggara", 45),
            Column("Bersertifikat/Tidak", 26),
        ],
        # As words: a year has no point in it.
        rows=[[str(value) if isinstance(value, int) else value for value in row] for row in rows],
        signatures=[
            Signature("Mengetahui,", f"Ketua TP PKK {region.title}", names.get("ketua", "")),
            Signature(show_date(day), f"Ketua Pokja II {region.title}", names.get("pokja2", "")),
        ],
        notes=["Yang dihitung: kegiatan terlaksana yang dihadiri paling sedikit satu hari."],
    )
