"""Addresses of tests, certificates and training histories."""

from django.urls import path

from bimtek.learning.views import answering, certificates, history, setting_up

EVENT = "bimtek/<int:pk>/"

urlpatterns = [
    path(f"{EVENT}tes/", setting_up.EventLearning.as_view(), name="event-learning"),
    path(f"{EVENT}tes/pengaturan/", setting_up.PlanEdit.as_view(), name="learning-plan"),
    path(f"{EVENT}tes/salin/", setting_up.QuestionCopy.as_view(), name="question-copy"),
    path(f"{EVENT}tes/kode/", setting_up.AnswerCodes.as_view(), name="answer-codes"),
    path(f"{EVENT}tes/kode.pdf", setting_up.AnswerCards.as_view(), name="answer-cards"),
    path(f"{EVENT}tes/tambah/<str:part>/", setting_up.QuestionCreate.as_view(), name="question-create"),
    path("pertanyaan/<int:pk>/ubah/", setting_up.QuestionUpdate.as_view(), name="question-update"),
    path("pertanyaan/<int:pk>/hapus/", setting_up.QuestionRemove.as_view(), name="question-remove"),
    path(f"{EVENT}sertifikat/", certificates.EventCertificates.as_view(), name="event-certificates"),
    path(f"{EVENT}sertifikat/terbitkan/", certificates.CertificateIssue.as_view(), name="certificate-issue"),
    path(f"{EVENT}sertifikat.pdf", certificates.CertificateFiles.as_view(), name="certificate-files"),
    path("sertifikat/<int:pk>/cabut/", certificates.CertificateWithdraw.as_view(),
         name="certificate-withdraw"),
    path("sertifikat/<int:pk>/unduh.pdf", certificates.CertificateFile.as_view(), name="certificate-file"),
    path("sertifikat/periksa/", certificates.CertificateVerify.as_view(), name="certificate-verify"),
    path("sertifikat/periksa/<str:code>.pdf", certificates.certificate_paper, name="certificate-paper"),
    path("tes/<str:address>/", answering.Answers.as_view(), name="answers"),
    path("tes/<str:address>/<str:sheet>/", answering.AnswerSheetPage.as_view(), name="answer-sheet"),
    path("anggota/<int:pk>/pelatihan/", history.MemberTraining.as_view(), name="member-training"),
    path("anggota/<int:pk>/pelatihan.pdf", history.MemberTrainingFile.as_view(), name="member-training-file"),
]  # fmt: skip
