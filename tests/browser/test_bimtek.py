"""A bimtek from the plan to the door: invite by rule, confirm on a phone, check in by a scanned code."""

import io

import pytest
import segno
from django.utils import timezone
from PIL import Image

from bimtek import codes
from bimtek.door.models import CheckIn
from bimtek.models import Participant
from groups.actions.members import appoint
from tests import factories as f
from tests.browser.conftest import LAPTOP, violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDTH, HEIGHT = 640, 480


def camera_film(path, text):
    """A film of a sheet of paper with ``text`` as a QR code on it; a fake camera plays it over and over."""
    picture = io.BytesIO()
    segno.make(text, error="m", micro=False).save(picture, kind="png", scale=8, border=4)
    sheet = Image.new("L", (WIDTH, HEIGHT), 235)
    sheet.paste(Image.open(picture).convert("L").rotate(7, expand=True, fillcolor=235), (180, 90))
    grey = bytes([128]) * (WIDTH * HEIGHT // 2)
    frame = b"FRAME\n" + sheet.tobytes() + grey
    path.write_bytes(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F10:1 Ip A1:1 C420jpeg\n".encode() + frame * 2)
    return path


@pytest.fixture
def with_camera(browser_type, browser_type_launch_args):
    """``with_camera(film)``: the ``new_context`` of a browser whose camera shows the film."""
    opened = []

    def launch(film):
        more = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]
        args = [*browser_type_launch_args["args"], *more, f"--use-file-for-fake-video-capture={film}"]
        opened.append(browser_type.launch(**browser_type_launch_args | {"args": args}))
        return opened[-1].new_context

    yield launch
    for browser in opened:
        browser.close()


def test_a_bimtek_from_plan_to_invitation_to_confirmation_to_the_scanned_code(
    open_as, sign_in_through, with_camera, tmp_path
):
    group = f.group(name="Melati")
    ani = f.member(group, name="Bu Ani")
    appoint(group=group, member=ani, office="bendahara", on=group.founded_on, by=f.admin())
    pokja, today = f.pokja_kota(), timezone.localdate()

    page = open_as(pokja, LAPTOP)
    page.get_by_role("link", name="Bimtek", exact=True).click()
    page.get_by_role("link", name="Tambah kegiatan").first.click()
    page.get_by_label("Judul").fill("Bimtek pembukuan")
    page.get_by_label("Jenis kegiatan").select_option(label="Bimtek")
    page.get_by_label("Tempat").fill("Aula Kantor PKK")
    page.get_by_label("Tanggal mulai").fill(today.isoformat())
    page.get_by_role("button", name="Simpan").click()
    page.get_by_role("link", name="Undangan").click()
    page.get_by_role("link", name="Pilih yang diundang").first.click()
    page.get_by_role("link", name="Bendahara yang kelompoknya belum menutup").click()
    page.get_by_text("1 orang sesuai dan belum diundang dari 1 kelurahan").wait_for()
    assert violations(page) == []
    page.get_by_role("button", name="Undang yang dicentang").click()
    page.get_by_text("0 datang dari 1 tempat").wait_for()

    phone = open_as(f.kader())
    phone.get_by_role("link", name="konfirmasi 1 peserta").click()
    phone.get_by_role("button", name="Datang Bu Ani", exact=True).wait_for()
    assert violations(phone) == []
    assert not phone.evaluate("document.documentElement.scrollWidth > innerWidth")
    phone.get_by_role("button", name="Datang Bu Ani", exact=True).click()
    phone.get_by_role("heading", name="Datang", exact=True).wait_for()
    assert violations(phone) == []

    person = Participant.objects.get()
    late = f.participant(person.event, f.member(group, name="Bu Budi"))
    film = camera_film(tmp_path / "kamera.y4m", codes.qr_text(person.event_id, person.pk))
    desk = sign_in_through(with_camera(film), pokja)
    desk.goto(f"/bimtek/{person.event_id}/hadir/{today.isoformat()}/")
    desk.get_by_role("button", name="Nyalakan kamera").click()
    desk.get_by_role("status").get_by_text("Bu Ani hadir.").wait_for()
    desk.locator("#jumlah").get_by_text("dari 2 peserta").wait_for()
    desk.get_by_role("link", name="batalkan Bu Ani").wait_for()
    assert desk.locator("#jumlah strong").first.inner_text() == "1"
    assert not desk.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert violations(desk) == []

    desk.context.set_offline(True)
    desk.get_by_label("Kode peserta atau nomor daftar").fill(codes.shown(codes.code_of(late.pk)))
    desk.get_by_role("button", name="Catat hadir").click()
    desk.get_by_text("1 kehadiran tersimpan di perangkat ini. Sambungan terputus").wait_for()
    kept = desk.evaluate("Object.values(localStorage).join()")
    assert codes.shown(codes.code_of(late.pk)) in kept
    assert "Budi" not in kept
    desk.context.set_offline(False)
    desk.get_by_role("status").get_by_text("Bu Budi hadir.").wait_for()
    found = CheckIn.objects.order_by("pk").values_list("participant__name", "way")
    assert list(found) == [("Bu Ani", "kode"), ("Bu Budi", "kode")]
    assert codes.shown(codes.code_of(late.pk)) not in desk.evaluate("Object.values(localStorage).join()")
