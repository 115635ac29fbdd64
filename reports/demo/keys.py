"""The key with which the demo city's Dindagkop-UKM reads; nobody knows its code."""

import secrets
from datetime import timedelta

from django.apps import apps


def make_key(*, city, by, today, save):
    """Save it through ``save(model, instances)``."""
    model = apps.get_model("api", "AccessKey")  # its app lies above this one
    key = model(
        office="Dindagkop-UKM Kota Pekalongan",
        purpose="Pantauan UMKM: kelompok, produk, dan izinnya",
        role="pokja_kota",
        region_id=city,
        key_hash=secrets.token_hex(32),
        hint=f"up2k_{secrets.token_urlsafe(32)[:5]}",
        made_by=by,
        expires_on=today + timedelta(days=300),
    )
    save(model, [key])
