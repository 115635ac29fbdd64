"""Take the guides' pictures again: ``make panduan``. Each stands in a guide below a line that says how.

    <!-- gambar: kader.krapyak 360x740 /kelompok/119/ -->

"-" is nobody signed in; behind the address may stand a selector of the part that is shown. The demo city is
made in a temporary folder and served on a free port; needs Chromium. Pictures that no guide names go.
"""

import io
import os
import secrets
import sys
import tempfile
from pathlib import Path

import django
from PIL import Image
from playwright.sync_api import sync_playwright

COLOURS = 48


def shrunk(png: bytes) -> bytes:
    """Few colours: a page has no more, and a phone with a bad connection pays for each."""
    picture = Image.open(io.BytesIO(png)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()


def take(browser, address, password, pictures):
    """Each of ``pictures`` as its line says; one sign-in for each person and size."""
    pages = {}
    for picture in pictures:
        person, size, path, *part = picture.shot.split(" ", 3)
        if (person, size) not in pages:
            width, height = map(int, size.split("x"))
            page = browser.new_page(
                base_url=address,
                viewport={"width": width, "height": height},
                locale="id-ID",
                timezone_id="Asia/Jakarta",
                service_workers="block",
                reduced_motion="reduce",
            )
            if person != "-":
                page.goto("/masuk/")
                page.fill("[name=username]", person)
                page.fill("[name=password]", password)
                page.click("main button[type=submit]")
                # The offer of the tour stands in no picture of Beranda.
                page.get_by_role("button", name="Lewati").or_(page.get_by_text("Yang menunggu")).first.click()
            pages[person, size] = page
        page = pages[person, size]
        answer = page.goto(path, wait_until="networkidle")
        if answer.status != 200:
            sys.exit(f"{picture.name}: {path} answers {answer.status}")
        shown = page.locator(part[0]) if part else page
        picture.path.write_bytes(shrunk(shown.screenshot()))
        print(f"{picture.name:<28} {picture.path.stat().st_size / 1024:5.1f} KB")


def main():
    from groups.help.guides import FOLDER, GUIDES, guide
    from tests import city
    from tests.conftest import CHROMIUM
    from tests.serving import demo_server

    pictures = {one.name: one for slug in GUIDES for part in guide(slug).sections for one in part.pictures}
    folder, password = FOLDER / "gambar", secrets.token_urlsafe(12)
    folder.mkdir(exist_ok=True)
    for old in folder.glob("*.png"):
        if old.name not in pictures:
            old.unlink()
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        city.make(Path(place), password)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        with demo_server(place, password) as address:
            take(browser, address, password, pictures.values())
        browser.close()


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()
    main()
