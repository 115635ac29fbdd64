"""A log line for each query that takes too long: its text with placeholders, never the values in it."""

import logging
import time

from django.conf import settings

log = logging.getLogger("up2k.slow_query")
LONGEST_TEXT = 1000


def timed(execute, sql, params, many, context):
    """Django's execute wrapper."""
    began = time.perf_counter()
    try:
        return execute(sql, params, many, context)
    finally:
        ms = (time.perf_counter() - began) * 1000
        if ms >= settings.SLOW_QUERY_MS:
            log.warning("slow query", extra={"ms": round(ms), "sql": str(sql)[:LONGEST_TEXT]})


def watch(connection, **kwargs):
    """For each new connection (Django's signal connection_created)."""
    if settings.SLOW_QUERY_MS and timed not in connection.execute_wrappers:
        connection.execute_wrappers.append(timed)
