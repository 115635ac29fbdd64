#!/usr/bin/env python3
"""Look for secrets in the files that git keeps: names file and line, never the secret, and ends with 1.

Values that are good for nothing but a check or a test begin with PRETENDED.
"""

import base64
import binascii
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PRETENDED = ("only-for-", "a-secret-of-the-tests", "a-hash-key-of-the-tests")
KINDS = {
    "private key": r"-----BEGIN [A-Z ]*PRIVATE KEY-----",
    "key of a cloud": r"\b(AKIA[0-9A-Z]{16}|AIza[\w-]{35})",
    "key of a forge or chat": r"\b(gh[pousr]_[A-Za-z0-9]{36}|glpat-[\w-]{20}|xox[abprs]-[\w-]{10,})",
    "access key of ours": r"\bup2k_[A-Za-z0-9_-]{43}\b",
    "Fernet key": r"(?<![\w/+-])[A-Za-z0-9_-]{43}=(?![\w=])",
    "secret in a setting": r"(?i)(?:secret|passw(?:or)?d|token|api_?key|hash_key)\w*['\"]?\s*[:=]\s*['\"]?"
    r"([^\s'\"$<>{}()|,`]{20,})",
    "password in an address": r"://[^/\s:@{}$<>]+:(?!password@)[^/\s:@{}$<>]+@",
}
# The lock files are hashes of packages, and vendored files are somebody else's.
LEFT_OUT = re.compile(r"^(requirements.*\.txt|static/vendor/|LICENSE)")


def is_random(key: str) -> bool:
    """A Fernet key that a person did not make up: not readable text inside."""
    try:
        inside = base64.urlsafe_b64decode(key)
    except (binascii.Error, ValueError):
        return False
    return not (inside.isascii() and inside.decode().isprintable())


def secrets_in(text: str):
    """(line number, kind) of what looks like a secret."""
    for number, line in enumerate(text.splitlines(), start=1):
        for kind, pattern in KINDS.items():
            for found in re.finditer(pattern, line):
                value = found[found.lastindex or 0]
                if value.startswith(PRETENDED) or (kind == "Fernet key" and not is_random(value)):
                    continue
                if kind == "secret in a setting" and not re.search(r"\d", value):
                    continue  # a word of code, not a value
                yield number, kind


def main() -> int:
    if not (ROOT / ".git").exists():
        print("No git here, so nothing says which files are kept: not looked through.")
        return 0
    command = ["git", "ls-files", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S607
    wrong = []
    for name in filter(None, listed.stdout.split("\0")):
        path = ROOT / name
        if LEFT_OUT.match(name) or not path.is_file() or b"\0" in (content := path.read_bytes()):
            continue
        text = content.decode(errors="replace")
        wrong += [f"{name}:{number}: {kind}" for number, kind in secrets_in(text)]
    print("\n".join(wrong) if wrong else "No secret is in the tree.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
