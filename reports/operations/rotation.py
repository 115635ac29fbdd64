"""Which backups are kept: the newest of each of 7 days, 5 weeks and 12 months."""

from datetime import UTC, datetime

RULE = (("%Y-%m-%d", 7), ("%G-%V", 5), ("%Y-%m", 12))
STAMP = "%Y%m%dT%H%M%SZ"


def name_of(moment: datetime) -> str:
    return f"up2k-{moment.astimezone(UTC):{STAMP}}.backup"


def moment_of(name: str) -> datetime | None:
    """When the backup of this name was made; None for a foreign file."""
    try:
        return datetime.strptime(name, f"up2k-{STAMP}.backup").replace(tzinfo=UTC)
    except ValueError:
        return None


def superfluous(names) -> list[str]:
    """Those that the rule does not keep; foreign files are never among them."""
    made = sorted(((moment, name) for name in names if (moment := moment_of(name))), reverse=True)
    kept = set()
    for words, most in RULE:
        spans = {}
        for moment, name in made:
            spans.setdefault(moment.strftime(words), name)
        kept |= set(list(spans.values())[:most])
    return [name for _, name in made if name not in kept]
