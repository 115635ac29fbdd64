"""Addresses of a group's books."""

from django.urls import path

from groups.books import views

urlpatterns = [
    path("buku/", views.BookList.as_view(), name="book-list"),
    path("kelompok/<int:pk>/buku/", views.LedgerBegin.as_view(), name="ledger-begin"),
    path("buku/<int:pk>/", views.LedgerPage.as_view(), name="ledger"),
    path("buku/<int:pk>/ubah/", views.LedgerUpdate.as_view(), name="ledger-update"),
    path("buku/<int:pk>/kas/", views.CashBook.as_view(), name="cash-book"),
    path("buku/<int:pk>/masuk/", views.CashIn.as_view(), name="cash-in"),
    path("buku/<int:pk>/keluar/", views.CashOut.as_view(), name="cash-out"),
    path("buku/<int:pk>/anggota/", views.SavingsBook.as_view(), name="savings-book"),
    path("buku/<int:pk>/setoran/<int:member>/", views.PaymentCreate.as_view(), name="payment-create"),
    path("buku/<int:pk>/ambil/<int:member>/", views.WithdrawalCreate.as_view(), name="withdrawal-create"),
    path("buku/<int:pk>/saldo-awal/<int:member>/", views.OpeningSavings.as_view(), name="opening-savings"),
    path("buku/<int:pk>/saldo-awal/pinjaman/", views.OpeningLoan.as_view(), name="opening-loan"),
    path("buku/<int:pk>/pinjaman/", views.LoanList.as_view(), name="loan-list"),
    path("buku/<int:pk>/pinjaman/baru/", views.LoanCreate.as_view(), name="loan-create"),
    path("buku/<int:pk>/pertemuan/", views.MeetingList.as_view(), name="meeting-list"),
    path("buku/<int:pk>/pertemuan/baru/", views.MeetingCreate.as_view(), name="meeting-create"),
    path("buku/<int:pk>/tutup/", views.MonthClose.as_view(), name="month-close"),
    path("buku/pertemuan/<int:pk>/", views.MeetingDetail.as_view(), name="meeting-detail"),
    path("buku/pinjaman/<int:pk>/", views.LoanDetail.as_view(), name="loan-detail"),
    path("buku/pinjaman/<int:pk>/angsuran/", views.LoanPay.as_view(), name="loan-pay"),
    path("buku/bukti/<int:pk>/", views.ReceiptDetail.as_view(), name="receipt-detail"),
    path("buku/bukti/<int:pk>/ubah/", views.CashUpdate.as_view(), name="cash-update"),
    path("buku/bukti/<int:pk>/batal/", views.ReceiptCancel.as_view(), name="receipt-cancel"),
]
