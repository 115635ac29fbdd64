"""Faults to a Sentry server, where the settings name one; nothing that a person typed or is goes along."""

from django.core.exceptions import ImproperlyConfigured

# What an event may hold; all else stays here.
KEPT = ("event_id", "timestamp", "level", "platform", "release", "environment", "logger", "transaction",
        "exception", "sdk", "tags", "type", "start_timestamp", "contexts")  # fmt: skip


def scrub(event, hint=None):
    """Kind and place of a fault, and the id of who met it; no text, variable, header, address or crumb."""
    kept = {name: event[name] for name in KEPT if name in event}
    for fault in kept.get("exception", {}).get("values", []):
        fault.pop("value", None)  # it may quote what was typed
        for frame in (fault.get("stacktrace") or {}).get("frames", []):
            frame.pop("vars", None)
    if "id" in event.get("user", {}):
        kept["user"] = {"id": event["user"]["id"]}
    if "request" in event:
        kept["request"] = {"method": event["request"].get("method", "")}
    return kept


def start(dsn: str):
    try:
        import sentry_sdk
    except ImportError as error:
        raise ImproperlyConfigured(
            "UP2K_SENTRY_DSN needs sentry-sdk: pip install --require-hashes -r requirements-extra.txt"
        ) from error
    sentry_sdk.init(
        dsn=dsn,
        before_send=scrub,
        before_send_transaction=scrub,
        send_default_pii=False,
        include_local_variables=False,
        max_breadcrumbs=0,
        max_request_body_size="never",
        traces_sample_rate=0,
    )
