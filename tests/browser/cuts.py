"""Stories of a form that is filled in and sent while the connection is cut at one point of it."""

import re
import time
from dataclasses import dataclass

from bimtek.models import Attendance
from groups.books.models import CashLine, Meeting, MeetingAttendance
from groups.models import Member
from tests import factories as f
from tests.browser.proxy import DELAY, OPEN, REFUSE, SWALLOW, TRUNCATE
from tests.browser.test_phone import ready
from tests.pictures import photo

TYPE, SEND, CLOSE = "type", "send", "close"


@dataclass(frozen=True)
class Point:
    """Cut in the way ``how`` after ``after`` boxes were typed (TYPE: she goes on and sends; CLOSE: the page
    is closed and opened again), or when she sends (SEND).
    """

    when: str
    how: str
    after: int = 0


FEW = [Point(TYPE, REFUSE, 1), Point(SEND, SWALLOW), Point(SEND, TRUNCATE), Point(CLOSE, REFUSE, 2)]
ALL = [
    *(Point(TYPE, how, after) for after in (1, 2, 3) for how in (REFUSE, SWALLOW, TRUNCATE)),
    *(Point(SEND, how) for how in (REFUSE, SWALLOW, TRUNCATE, DELAY)),
    *(Point(CLOSE, how, after) for after in (1, 2, 3) for how in (REFUSE, OPEN)),
    Point(TYPE, DELAY, 2),
]


class Story:
    """A form of a kader, one after the other at ``path``. ``arrived``: what the sending ``number`` made, and
    what it should have made."""

    person = staticmethod(f.kader)
    ready = staticmethod(ready)
    button = "Simpan"

    def at(self, number):
        return self.path


class MemberStory(Story):
    def __init__(self, group, ledger):
        self.path = f"/kelompok/{group.pk}/anggota/baru/"

    def steps(self, page, number):
        yield lambda: page.get_by_label("Nama lengkap").fill(f"Ibu {number:02d}")
        yield lambda: page.get_by_label("Perempuan").check()
        yield lambda: page.get_by_label("Nomor HP").fill(f"0812-3456-7{number:03d}")

    @staticmethod
    def arrived(number):
        rows = Member.objects.filter(name=f"Ibu {number:02d}").values_list("sex", "phone")
        return list(rows), [("P", f"+6281234567{number:03d}")]


class CashStory(Story):
    def __init__(self, group, ledger):
        self.path = f"/buku/{ledger.pk}/masuk/"

    def steps(self, page, number):
        yield lambda: page.get_by_label("Jumlah").fill(f"{number + 1}000")
        yield lambda: page.get_by_label("Untuk apa").select_option(index=1)
        yield lambda: page.get_by_label("Uraian").fill(f"Jual {number:02d}")

    @staticmethod
    def arrived(number):
        rows = CashLine.objects.filter(description=f"Jual {number:02d}").values_list("amount", flat=True)
        return list(rows), [(number + 1) * 1000]


class PhotoStory(CashStory):
    """A cash line with a photo, 80 KB as it is sent; only once it is on the phone does she go on."""

    def steps(self, page, number):
        def take():
            page.locator("summary").first.click()
            content = photo((800, 600), noisy=True)
            page.get_by_label("Foto nota").set_input_files(
                {"name": "nota.jpg", "mimeType": "image/jpeg", "buffer": content}
            )
            page.get_by_text(re.compile("^Foto (sudah|tersimpan|[0-9])")).wait_for()

        amount, category, description = super().steps(page, number)
        yield lambda: (amount(), category())
        yield take
        yield description

    @staticmethod
    def arrived(number):
        lines = CashLine.objects.filter(description=f"Jual {number:02d}")
        rows = [(line.amount, line.receipt.pictures.count()) for line in lines]
        return rows, [((number + 1) * 1000, 1)]


class AttendanceStory(Story):
    """Ticks of a bimtek, by whoever runs it; each time of another event."""

    person = staticmethod(f.pokja_kota)
    button = "Simpan kehadiran"

    def __init__(self, group, ledger):
        people = [f.member(group) for _ in range(4)]
        self.events = [f.event() for _ in ALL]
        for event in self.events:
            for person in people:
                f.participant(event, person)

    @staticmethod
    def ready(page):
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")

    def at(self, number):
        event = self.events[number]
        return f"/bimtek/{event.pk}/kehadiran/{event.starts_on.isoformat()}/"

    def steps(self, page, number):
        for place in range(3):
            yield lambda place=place: page.get_by_role("checkbox").nth(place).check()

    def arrived(self, number):
        return [Attendance.objects.filter(participant__event=self.events[number]).count()], [3]


class MeetingStory(Story):
    button = "Simpan pertemuan"

    def __init__(self, group, ledger):
        self.path = f"/buku/{ledger.pk}/pertemuan/baru/"

    def steps(self, page, number):
        def minutes():
            page.locator("summary").first.click()
            page.get_by_label("Tempat").fill(f"Balai {number:02d}")

        yield minutes
        yield lambda: page.get_by_role("checkbox", name="Ketua").check()
        yield lambda: page.get_by_label("Sukarela").first.fill(f"{number + 1}000")

    @staticmethod
    def arrived(number):
        meetings = Meeting.objects.filter(place=f"Balai {number:02d}")
        came = MeetingAttendance.objects.filter(meeting__in=meetings).count()
        saved = CashLine.objects.filter(receipt__meeting__in=meetings, amount=(number + 1) * 1000).count()
        return [(meetings.count(), came, saved)], [(1, 1, 1)]


def go_through(page, proxy, story, point, number):
    """Fill in and send with the cut; what arrived, and what should have."""
    path = story.at(number)
    page.goto(path)
    steps = list(story.steps(page, number))
    for index, step in enumerate(steps):
        step()
        if point.when != SEND and index + 1 == point.after:
            proxy.cut(point.how)
            if point.when == CLOSE:
                taken_up(page, proxy, path)
    if point.when == SEND:
        proxy.cut(point.how)
    page.get_by_role("button", name=story.button, exact=True).click()
    # Sent and answered, or safe on the phone.
    page.wait_for_url(lambda url: not url.split("?")[0].endswith(path), timeout=90_000)
    proxy.cut(OPEN)
    if page.url.endswith("/hp-ini/"):
        page.reload()
        until = time.monotonic() + 90
        while page.evaluate("queue.waiting().then((notes) => notes.length)") and time.monotonic() < until:
            page.wait_for_timeout(200)
    return story.arrived(number)


def taken_up(page, proxy, path):
    """The page is gone once it was kept; opened again, the offer brings everything back."""
    if proxy.how == OPEN:
        page.get_by_text("Isian disimpan sementara").wait_for()
    else:
        kept = page.locator("form[data-on-phone]").or_(page.get_by_text("Isian disimpan sementara"))
        kept.first.wait_for()
    page.wait_for_timeout(5000)  # of something typed before, perhaps; a draft is at most so old
    page.goto("about:blank")
    proxy.cut(OPEN)
    page.goto(path)
    offer = page.locator(".note-warning", has_text=re.compile("yang belum disimpan"))
    offer.get_by_text("Lanjutkan").click()
    page.get_by_text("yang belum disimpan").wait_for(state="detached")
