"""What members of the demo city asked about their data, and accounts that nobody looked at for a year."""

from datetime import timedelta

from groups.models import Member, User
from reports.privacy.models import AccountReview, DataRequest

# Which member, what was asked how many days ago, in which words, and the answer.
ASKED = (
    (10, "salinan", 1, "Lewat kader, untuk pengajuan kredit", ""),
    (25, "perbaikan", 4, "Tanggal lahir tidak sama dengan KTP", ""),
    (40, "salinan", 90, "", "Salinan diserahkan di kantor kelurahan"),
    (55, "tarik", 60, "Pindah ke luar kota", "Sudah dicatat keluar; nomor HP dihapus"),
)


def make_privacy(*, city, by, today, now, save):
    """Save them through ``save(model, instances)``."""
    members = list(Member.objects.filter(group__region__code__startswith=city).order_by("pk")[:60])
    requests = []
    for place, kind, days, note, outcome in ASKED:
        asked_on = today - timedelta(days=days)
        settled_on = asked_on + timedelta(days=2) if outcome else None
        requests.append(
            DataRequest(
                member=members[place],
                kind=kind,
                asked_on=asked_on,
                note=note,
                recorded_by=by,
                settled_on=settled_on,
                outcome=outcome,
            )
        )
    save(DataRequest, requests)
    long_ago = now - AccountReview.EVERY - timedelta(days=35)
    User.objects.filter(username__startswith="kader.33.75.01").update(date_joined=long_ago)
