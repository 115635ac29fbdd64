"""Draw the icons of the installed app from static/favicon.svg, with the tests' Chromium: make icons."""

import shutil
from pathlib import Path

from playwright.sync_api import sync_playwright

STATIC = Path(__file__).resolve().parent.parent / "static"
GROUND = "#0b5a5e"
# Name, size, and how much of it the drawing takes: a mask may cut a fifth off each side.
ICONS = [("192", 192, 1), ("512", 512, 1), ("maskable-512", 512, 0.72)]


def main():
    drawing = (STATIC / "favicon.svg").read_text()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for name, size, share in ICONS:
            page = browser.new_page(viewport={"width": size, "height": size})
            side, margin = size * share, size * (1 - share) / 2
            ground = GROUND if share < 1 else "transparent"
            page.set_content(
                f"<style>body{{margin:0;background:{ground}}}"
                f"svg{{position:absolute;left:{margin}px;top:{margin}px;width:{side}px;height:{side}px}}"
                f"</style>{drawing}"
            )
            page.screenshot(path=STATIC / "icons" / f"{name}.png", omit_background=True)
        browser.close()


if __name__ == "__main__":
    main()
