"""Lighthouse over public pages of the demo city with 5,000 products, and a kader's: ``make lighthouse``.

Needs node 18 or newer with npx, which fetches Lighthouse, and Chromium. Prints the scores of a phone and what
a first visit weighs without its pictures; ends with 1 below MINIMUM, of a kader's pages in LEAST, or above
FIRST_VISIT.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

LIGHTHOUSE = "lighthouse@12"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
MINIMUM, FIRST_VISIT = 95, 100_000
PRODUCTS, WITH_PHOTOS = 5_000, 48
KADER, LEAST = "kader.krapyak", {"performance": 95, "accessibility": 100}


def fill_catalogue():
    """Products of the demo city until there are PRODUCTS in the catalogue; the first ones have photos."""
    from django.core.files.base import ContentFile

    from groups.market.actions import add_photo
    from groups.market.models import Product
    from groups.models import BusinessGroup, User
    from groups.pictures import to_jpeg
    from tests.pictures import photo

    groups = list(BusinessGroup.objects.filter(archived_at=None).select_related("business_kind"))
    consent = {"is_public": True, "consent_on": "2026-01-05", "consent_name": "Ketua kelompok"}
    Product.objects.bulk_create(
        Product(
            group=groups[number % len(groups)],
            kind=groups[number % len(groups)].business_kind,
            name=f"Produk {number}",
            price=5_000 + number,
            unit="bungkus",
            description="Dibuat sendiri, tanpa bahan pengawet. " * 4,
            contact_phone="+6281234567890",
            **consent,
        )
        for number in range(PRODUCTS - Product.objects.public().count())
    )
    picture, admin = to_jpeg(photo()), User.objects.get(username="admin")
    shown = list(Product.objects.public().order_by("name", "pk")[:WITH_PHOTOS])
    for product in shown:
        add_photo(product=product, picture=ContentFile(picture, "foto.jpg"), by=admin)
    return shown[0]


def audit(address, folder, cookies=""):
    """Scores by category, and the bytes of a first visit without pictures."""
    report = Path(folder) / "report.json"
    command = ["npx", "--yes", LIGHTHOUSE, address, "--quiet", "--output=json", f"--output-path={report}"]
    command.append("--chrome-flags=--headless=new --no-sandbox")
    if cookies:
        headers = Path(folder) / "headers.json"
        headers.write_text(json.dumps({"Cookie": cookies}))
        command.append(f"--extra-headers={headers}")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    subprocess.run(
        command, check=True, env=os.environ | {"CHROME_PATH": os.environ.get("CHROME_PATH") or chromium}
    )
    found = json.loads(report.read_text())
    scores = {name: round(100 * found["categories"][name]["score"]) for name in CATEGORIES}
    requests = found["audits"]["network-requests"]["details"]["items"]
    is_picture = ("/etalase/foto/",)
    weight = sum(
        one["transferSize"] for one in requests if not any(part in one["url"] for part in is_picture)
    )
    return scores, weight


def main():
    if not shutil.which("npx"):
        sys.exit("npx is not there. Install node 18 or newer, then run this again.")
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "UP2K_DATA_DIR": folder,
            "DATABASE_URL": f"sqlite:///{folder}/up2k.sqlite3",
        }
        import django

        django.setup()
        from tests import city
        from tests.factories import PASSWORD
        from tests.serving import demo_server, kaders_pages, signed_in

        good = True

        def judge(path, least, cookies=()):
            nonlocal good
            scores, weight = audit(address + path, folder, "; ".join(f"{c.name}={c.value}" for c in cookies))
            print(path, *(f"{name} {score}" for name, score in scores.items()), f"{weight / 1000:.0f} KB")
            good = good and weight <= FIRST_VISIT and all(scores[name] >= least[name] for name in least)

        city.make(folder, PASSWORD)
        with demo_server(folder, PASSWORD) as address:
            print("load of the machine", *os.getloadavg())
            judge("/masuk/", LEAST)
            browser, cookies = signed_in(address, KADER, PASSWORD)
            for path in kaders_pages(address, browser).values():
                judge(path, LEAST, cookies)
            product = fill_catalogue()
            for path in ("/etalase/", f"/etalase/{product.pk}/", "/angka/"):
                judge(path, dict.fromkeys(CATEGORIES, MINIMUM))
            print("load of the machine", *os.getloadavg())
        sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
