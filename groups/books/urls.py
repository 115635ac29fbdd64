"""Addresses of a group's books."""

from django.urls import path

from groups.books.registers import views as registers
from groups.books.views import cash, ledger, loans, meetings, members, pictures, printing

urlpatterns = [
    path("buku/", ledger.BookList.as_view(), name="book-list"),
    path("kelompok/<int:pk>/buku/", ledger.LedgerBegin.as_view(), name="ledger-begin"),
    path("kelompok/<int:pk>/buku-lain/", registers.RegisterIndex.as_view(), name="register-index"),
    path("kelompok/<int:pk>/buku-lain/cetak/", printing.GroupPrintPage.as_view(), name="register-print"),
    path(
        "kelompok/<int:pk>/buku-lain/cetak/<slug:name>.<slug:kind>",
        printing.GroupBookFile.as_view(),
        name="register-file",
    ),
    path("kelompok/<int:pk>/buku-lain/<slug:name>/", registers.RegisterList.as_view(), name="register"),
    path(
        "kelompok/<int:pk>/buku-lain/<slug:name>/baru/",
        registers.RegisterCreate.as_view(),
        name="register-create",
    ),
    path("buku/catatan/<slug:name>/<int:pk>/", registers.RegisterRowDetail.as_view(), name="register-row"),
    path(
        "buku/catatan/<slug:name>/<int:pk>/ubah/", registers.RegisterUpdate.as_view(), name="register-update"
    ),
    path("buku/catatan/<slug:name>/<int:pk>/batal/", registers.RegisterVoid.as_view(), name="register-void"),
    path("buku/<int:pk>/", ledger.LedgerPage.as_view(), name="ledger"),
    path("buku/<int:pk>/ubah/", ledger.LedgerUpdate.as_view(), name="ledger-update"),
    path("buku/<int:pk>/kas/", cash.CashBook.as_view(), name="cash-book"),
    path("buku/<int:pk>/masuk/", cash.CashIn.as_view(), name="cash-in"),
    path("buku/<int:pk>/keluar/", cash.CashOut.as_view(), name="cash-out"),
    path("buku/<int:pk>/anggota/", members.SavingsBook.as_view(), name="savings-book"),
    path("buku/<int:pk>/setoran/<int:member>/", members.PaymentCreate.as_view(), name="payment-create"),
    path("buku/<int:pk>/ambil/<int:member>/", members.WithdrawalCreate.as_view(), name="withdrawal-create"),
    path("buku/<int:pk>/saldo-awal/<int:member>/", members.OpeningSavings.as_view(), name="opening-savings"),
    path("buku/<int:pk>/saldo-awal/pinjaman/", loans.OpeningLoan.as_view(), name="opening-loan"),
    path("buku/<int:pk>/pinjaman/", loans.LoanList.as_view(), name="loan-list"),
    path("buku/<int:pk>/pinjaman/baru/", loans.LoanCreate.as_view(), name="loan-create"),
    path("buku/<int:pk>/pertemuan/", meetings.MeetingList.as_view(), name="meeting-list"),
    path("buku/<int:pk>/pertemuan/baru/", meetings.MeetingCreate.as_view(), name="meeting-create"),
    path("buku/<int:pk>/cetak/", printing.PrintPage.as_view(), name="book-print"),
    path("buku/<int:pk>/cetak/<slug:name>.<slug:kind>", printing.BookFile.as_view(), name="book-file"),
    path("buku/<int:pk>/tutup/", ledger.MonthClose.as_view(), name="month-close"),
    path("buku/pertemuan/<int:pk>/", meetings.MeetingDetail.as_view(), name="meeting-detail"),
    path("buku/pertemuan/<int:pk>/ubah/", meetings.MeetingUpdate.as_view(), name="meeting-update"),
    path("buku/pertemuan/<int:pk>/notulen/", meetings.MeetingFile.as_view(), name="meeting-file"),
    path("buku/pinjaman/<int:pk>/", loans.LoanDetail.as_view(), name="loan-detail"),
    path("buku/pinjaman/<int:pk>/kartu/", loans.LoanCard.as_view(), name="loan-card"),
    path("buku/pinjaman/<int:pk>/angsuran/", loans.LoanPay.as_view(), name="loan-pay"),
    path("buku/bukti/<int:pk>/", cash.ReceiptDetail.as_view(), name="receipt-detail"),
    path("buku/bukti/<int:pk>/kuitansi/", cash.ReceiptFile.as_view(), name="receipt-file"),
    path("buku/bukti/<int:pk>/foto/", pictures.PictureAdd.as_view(), name="receipt-picture-add"),
    path("buku/foto/<int:pk>.jpg", pictures.PictureFile.as_view(), name="receipt-picture"),
    path("buku/foto/<int:pk>/batal/", pictures.PictureVoid.as_view(), name="receipt-picture-void"),
    path("buku/bukti/<int:pk>/ubah/", cash.CashUpdate.as_view(), name="cash-update"),
    path("buku/bukti/<int:pk>/batal/", cash.ReceiptCancel.as_view(), name="receipt-cancel"),
]
