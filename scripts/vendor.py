#!/usr/bin/env python3
"""Fetch the third-party files of static/vendor/, and check them against their checksums.

Only what a page loads is kept: Bootstrap's stylesheet (no JavaScript), one sprite of the icons that we
use, and the decoder of QR codes for the desk of an event.
``--verify`` needs no network: it compares the files with static/vendor/CHECKSUMS.
"""

import argparse
import hashlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import xml.etree.ElementTree as ET
from pathlib import Path

VENDOR = Path(__file__).resolve().parent.parent / "static" / "vendor"
CHECKSUMS = VENDOR / "CHECKSUMS"
BOOTSTRAP = "bootstrap@5.3.9"
ICONS = "bootstrap-icons@1.13.2"
QR = "qr@0.5.5"
ICON_NAMES = """
    archive arrow-left arrow-repeat award bar-chart box-arrow-right calendar-event card-text
    check-circle check-lg chevron-down chevron-right clock-history dash-lg download exclamation-triangle eye
    file-earmark-spreadsheet filter gear geo-alt house info-circle journal-text list list-ul lock map
    mortarboard pencil people person person-gear person-plus plus-lg printer qr-code question-circle
    search shop shuffle telephone three-dots upload whatsapp x-circle
"""
SVG = "http://www.w3.org/2000/svg"


def fetch(package: str) -> dict[str, str]:
    """The text files of the npm package ``package`` (name@version), by their path inside it."""
    npm = shutil.which("npm")
    if npm is None:
        sys.exit("make vendor needs npm (Debian: apt-get install npm). Nothing was changed.")
    with tempfile.TemporaryDirectory() as folder:
        command = [npm, "pack", "--silent", "--ignore-scripts", "--pack-destination", folder, package]
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        if done.returncode:
            sys.exit(f"npm pack {package} failed. Nothing was changed.\n{done.stderr}")
        with tarfile.open(Path(folder) / done.stdout.split()[-1]) as archive:
            return {
                member.name.removeprefix("package/"): archive.extractfile(member).read().decode()
                for member in archive
                if member.isfile() and member.name.endswith((".min.css", ".svg", ".js", "LICENSE"))
            }


def stylesheet(bootstrap: dict[str, str]) -> str:
    """Bootstrap's CSS without its source map, which the manifest storage would look for in vain."""
    css = bootstrap["dist/css/bootstrap.min.css"]
    return re.sub(r"\s*/\*# sourceMappingURL=.*?\*/\s*$", "", css) + "\n"


def module(text: str) -> str:
    """A JavaScript module without its source map."""
    return re.sub(r"\s*//# sourceMappingURL=.*\s*$", "", text) + "\n"


def sprite(icons: dict[str, str]) -> str:
    """One SVG that holds each icon as a symbol with the icon's name as its id."""
    ET.register_namespace("", SVG)
    root = ET.Element(f"{{{SVG}}}svg")
    root.text = "\n"
    for name in sorted(ICON_NAMES.split()):
        icon = ET.fromstring(icons[f"icons/{name}.svg"])  # noqa: S314
        attributes = {"id": name, "viewBox": icon.get("viewBox"), "fill": "currentColor"}
        symbol = ET.SubElement(root, f"{{{SVG}}}symbol", attributes)
        symbol.tail = "\n"
        for shape in icon:
            shape.tail = None
            symbol.append(shape)
    return ET.tostring(root, encoding="unicode") + "\n"


def checksums() -> str:
    """One line a file, as ``sha256sum`` writes it, sorted by path."""
    files = sorted(p for p in VENDOR.rglob("*") if p.is_file() and p != CHECKSUMS)
    return "".join(
        f"{hashlib.sha256(p.read_bytes()).hexdigest()}  {p.relative_to(VENDOR).as_posix()}\n" for p in files
    )


def renew():
    """Fetch everything first, then write: a failed download changes nothing."""
    bootstrap = fetch(BOOTSTRAP)
    icons = fetch(ICONS)
    qr = fetch(QR)
    contents = {
        "bootstrap/bootstrap.min.css": stylesheet(bootstrap),
        "bootstrap/LICENSE": bootstrap["LICENSE"],
        "icons/icons.svg": sprite(icons),
        "icons/LICENSE": icons["LICENSE"],
        "qr/decode.js": module(qr["decode.js"]),
        "qr/index.js": module(qr["index.js"]),
        "qr/LICENSE": qr["LICENSE"],
    }
    shutil.rmtree(VENDOR, ignore_errors=True)
    for name, text in contents.items():
        path = VENDOR / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8", newline="\n")
    CHECKSUMS.write_text(checksums(), "utf-8", newline="\n")
    print(f"static/vendor: {BOOTSTRAP}, {ICONS} ({len(ICON_NAMES.split())} icons), {QR}")


def verify():
    """Stop with a message when a file was changed, added or lost."""
    if not CHECKSUMS.exists() or CHECKSUMS.read_text("utf-8") != checksums():
        sys.exit("static/vendor differs from its CHECKSUMS. Undo the change, or run: make vendor")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--verify", action="store_true", help="only compare with the checksums")
    verify() if parser.parse_args().verify else renew()
