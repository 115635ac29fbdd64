"""The search for secrets, which ``make check`` runs over the tree, finds what is planted."""

import sys

import pytest
from cryptography.fernet import Fernet
from django.conf import settings

sys.path.append(str(settings.BASE_DIR / "scripts"))
from find_secrets import secrets_in  # noqa: E402


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("-----BEGIN RSA " + "PRIVATE KEY-----", "private key"),
        ("AKIA" + "A1B2C3D4E5F6G7H8", "key of a cloud"),
        ("ghp_" + "a1" * 18, "key of a forge or chat"),
        ("curl -H 'Authorization: Bearer up2k_" + "aB3" * 14 + "x'", "access key of ours"),
        (f"UP2K_NIK_KEYS: {Fernet.generate_key().decode()}", "Fernet key"),
        ("UP2K_SECRET_KEY=" + "k3jh5kj3h45kj3h45kj3", "secret in a setting"),
        ("'password': '" + "Sangat-rahasia-2026-sekali'", "secret in a setting"),
        ("DATABASE_URL=postgres://up2k:" + "rahasia7@db/up2k", "password in an address"),
    ],
    ids=range(8),  # one of them is another each time
)
def test_a_planted_secret_is_found_at_its_line(line, kind):
    assert (2, kind) in list(secrets_in(f"first\n{line}\n"))


@pytest.mark.parametrize(
    "line",
    [
        "export UP2K_SECRET_KEY := only-for-make-check-0123456789",
        "postgres://user:password@host:5432/name",
        "token = self.request.headers.get_authorization_value",
        "UP2K_NIK_KEYS='MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE='",
    ],
)
def test_what_is_none_is_left_alone(line):
    assert list(secrets_in(line)) == []
