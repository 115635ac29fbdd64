#!/usr/bin/env python3
"""What the program is made of, for whoever must answer for it.

``sbom``: the packages that a server runs as var/sbom/up2k.cdx.json (CycloneDX) and their licences as
var/sbom/licences.csv; ends with 1 where a licence is none that a city may use. ``audit``: asks PyPI, then
OSV, for known weaknesses of the locked packages; ends with 1 where there are any, and says so where nobody
could be asked. Both install their tools into var/sbom, beside and not into the program.
"""

import csv
import json
import re
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "var" / "sbom"
LOCK = ROOT / "requirements.txt"
TOOLS = ("cyclonedx-bom==7.5.0", "pip-audit==2.10.1")
ALLOWED = re.compile(
    r"MIT|BSD|Apache|PSF|Python Software Foundation|LGPL|Lesser General Public|MPL|Mozilla Public|ISC|HPND|"
    r"Unlicense|Zope|0BSD|CC0|AGPL-3"
)


def environment(name: str, *arguments) -> Path:
    """The folder of programs of a virtual environment in OUT, with what pip installs by ``arguments``."""
    folder = OUT / name
    if not (folder / "bin" / "python").exists():
        venv.create(folder, with_pip=True)
    pip = [folder / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, *arguments], check=True)
    return folder / "bin"


def licences_of(component) -> str:
    found = []
    for entry in component.get("licenses", []):
        licence = entry.get("license", {})
        found.append(entry.get("expression") or licence.get("id") or licence.get("name") or "")
    return "; ".join(sorted(set(filter(None, found))))


def sbom() -> int:
    tools = environment("tools", *TOOLS)
    server = environment("server", "--require-hashes", "-r", LOCK)
    target = OUT / "up2k.cdx.json"
    command = [tools / "cyclonedx-py", "environment", "--output-reproducible", "--of", "JSON", "-o", target]
    subprocess.run([*command, "--pyproject", ROOT / "pyproject.toml", server / "python"], check=True)
    rows = []
    for component in json.loads(target.read_text())["components"]:
        if component["name"] not in ("pip", "setuptools"):  # of the environment, not of the program
            rows.append((component["name"], component["version"], licences_of(component)))
    with (OUT / "licences.csv").open("w", newline="") as file:
        csv.writer(file).writerows([("package", "version", "licence"), *sorted(rows)])
    wrong = [f"{name} {version}: {licence or 'unknown'}" for name, version, licence in rows
             if not ALLOWED.search(licence)]  # fmt: skip
    print(f"{len(rows)} packages: {target.relative_to(ROOT)}, {(OUT / 'licences.csv').relative_to(ROOT)}")
    print(
        "\n".join(["Licences to look at:", *wrong]) if wrong else "Every licence is one that a city may use."
    )
    return 1 if wrong else 0


def ask(tools: Path, service: str) -> list | None:
    """What ``service`` knows of each locked package; None where it does not answer or knows none of them."""
    command = [tools / "pip-audit", "-r", LOCK, "--disable-pip", "--require-hashes", "--format", "json"]
    done = subprocess.run(
        [*command, "--progress-spinner", "off", "-s", service], capture_output=True, text=True
    )
    try:
        found = json.loads(done.stdout)["dependencies"]
    except ValueError:
        return None
    return None if all("skip_reason" in one for one in found) else found


def audit() -> int:
    tools = environment("tools", *TOOLS)
    found = ask(tools, "pypi") or ask(tools, "osv")
    if found is None:
        print("NOT CHECKED: neither PyPI's nor OSV's advisories can be reached from here.")
        return 0
    weak = [(one["name"], one["version"], weakness["id"], ", ".join(weakness["fix_versions"]))
            for one in found for weakness in one.get("vulns", [])]  # fmt: skip
    unknown = [one["name"] for one in found if "skip_reason" in one]
    if unknown:
        print("Not known to the advisories:", ", ".join(unknown))
    for name, version, weakness, fixed in weak:
        print(f"{name} {version}: {weakness}, fixed in {fixed or 'no version yet'}")
    print(f"{len(found)} packages asked about, {len(weak)} known weaknesses.")
    return 1 if weak else 0


if __name__ == "__main__":
    if sys.argv[1:] not in (["sbom"], ["audit"]):
        sys.exit(__doc__)
    sys.exit(sbom() if sys.argv[1] == "sbom" else audit())
