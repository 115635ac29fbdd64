"""Parts from which names of people, groups and streets are put together; no combination means anybody."""

WOMEN = (
    *("Siti", "Sri", "Nur", "Tutik", "Endang", "Wahyu", "Dewi", "Rina", "Yuni", "Lestari", "Kartini", "Umi"),
    *("Aminah", "Fatimah", "Khotimah", "Maesaroh", "Rokhayah", "Sumiyati", "Suparti", "Warsini", "Zulaikha"),
    *("Ratna", "Indah", "Puji", "Eni", "Heni", "Isnaini", "Laila", "Muslikhah", "Nafisah", "Sulastri"),
)
WOMEN_LAST = (
    *("Rahayu", "Wijayanti", "Handayani", "Astuti", "Hidayah", "Kusumawati", "Purwanti", "Setyowati"),
    *("Nurjanah", "Maulida", "Lestari", "Utami", "Wulandari", "Ningsih", "Puspitasari", "Aini", "Susanti"),
    *("Rohmah", "Mulyani", "Anggraeni", "Safitri", "Yuliana", "Fauziah", "Istiqomah", "Winarsih"),
)
MEN = ("Ahmad", "Slamet", "Bambang", "Agus", "Khoirul", "Muhammad", "Sutrisno", "Teguh", "Wahid", "Yusuf")
MEN_LAST = (
    "Santoso",
    "Hidayat",
    "Riyadi",
    "Prasetyo",
    "Anwar",
    "Maulana",
    "Susilo",
    "Wibowo",
    "Fauzi",
    "Rohman",
)
GROUPS = (
    *(
        "Melati",
        "Mawar",
        "Kenanga",
        "Anggrek",
        "Dahlia",
        "Teratai",
        "Cempaka",
        "Flamboyan",
        "Sakura",
        "Kamboja",
    ),
    *(
        "Barokah",
        "Sejahtera",
        "Mekar Sari",
        "Sumber Rejeki",
        "Maju Bersama",
        "Srikandi",
        "Kartini",
        "Harapan",
    ),
    *(
        "Rukun",
        "Makmur",
        "Amanah",
        "Berkah",
        "Mandiri",
        "Guyub",
        "Lestari",
        "Canting",
        "Jlamprang",
        "Buketan",
    ),
)
STREETS = (
    *(
        "Canting",
        "Jlamprang",
        "Sekar Jagad",
        "Truntum",
        "Kawung",
        "Buketan",
        "Liong",
        "Sogan",
        "Terang Bulan",
    ),
    *("Pesisir", "Tambak", "Bahari", "Melati", "Kenari", "Cempaka"),
)
TITLES = ("Hj. {}", "{}, S.Pd.", "{}, S.E.", "Dra. {}", "Hj. {}, S.Ag.")
PRODUCTS = {
    "kuliner": ("Keripik tempe", "Nasi megono", "Kue kering", "Abon lele", "Sirup jahe", "Katering"),
    "kerajinan": ("Tas anyaman", "Bros kain", "Kotak tisu", "Sapu lidi", "Hiasan kerang"),
    "fesyen": ("Batik tulis", "Batik cap", "Jahit busana", "Daster batik", "Jilbab"),
    "jasa": ("Cuci setrika", "Rias pengantin", "Fotokopi"),
    "perdagangan": ("Warung sembako", "Beras kemasan", "Gas dan air"),
    "pertanian": ("Sayur hidroponik", "Bibit tanaman", "Jamur tiram"),
}
KIND_WEIGHTS = {
    "kuliner": 40,
    "kerajinan": 18,
    "fesyen": 22,
    "jasa": 8,
    "perdagangan": 8,
    "pertanian": 4,
}
JOBS = ("Ibu rumah tangga", "Pedagang", "Penjahit", "Pembatik", "Buruh", "Guru", "Wiraswasta")
SPEAKERS = (
    ("Dra. Retno Kusumaningtyas", "Dindagkop-UKM Kota Pekalongan", "Kemasan dan pemasaran"),
    ("Hj. Mustika Ayuningrum, S.Sos.", "TP PKK Kota Pekalongan", "Administrasi kelompok UP2K"),
    ("Arif Budiharjo, S.E., M.M.", "Dinperinaker Kota Pekalongan", "Izin P-IRT dan halal"),
    ("Wening Prameswari, S.E.", "Bank mitra", "Pembukuan sederhana"),
)
OFFICIALS = (
    ("Ny. Hj. Ambarwati Puspaningrum", "Ketua I TP PKK"),
    ("Ny. Sekarsari Widyaningrum", "Ketua Pokja I"),
    ("Ny. Larasati Kusumaningdyah", "Ketua Pokja II"),
    ("Ny. Palupi Hastutiningsih", "Ketua Pokja III"),
    ("Ny. Wigati Rahmaningtyas", "Ketua Pokja IV"),
)
PURPOSES = ("Beli bahan", "Tambah modal dagang", "Perbaiki alat", "Beli mesin jahit", "Kemasan dan label")
# category, what, and the most in thousands of rupiah
PURCHASES = (
    ("bahan", "Belanja bahan", 250),
    ("bahan", "Beli alat kerja", 150),
    ("kemasan", "Plastik kemasan dan label", 90),
    ("upah", "Upah membantu pesanan", 120),
    ("rapat", "Konsumsi pertemuan", 60),
    ("atk", "Fotokopi dan alat tulis", 30),
)
# agenda, decisions, follow-up
MEETINGS = (
    ("Arisan dan pembukuan", "Buku kas diperiksa bersama.", ""),
    ("Pembagian pesanan", "Pesanan dibagi rata; dikumpulkan hari Jumat.", "Bendahara menagih pembayaran."),
    ("Persiapan bazar", "Kelompok ikut bazar kelurahan.", "Sekretaris mendaftar ke kelurahan."),
    ("Simpan pinjam", "Pinjaman baru disetujui; angsuran tiap pertemuan.", "Yang menunggak didatangi."),
    ("Kemasan dan izin P-IRT", "Label diganti yang memuat tanggal kedaluwarsa.", "Urus P-IRT ke Dinkes."),
)
