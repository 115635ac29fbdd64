"""Log lines as JSON, without personal data: routes and ids, never addresses with their values."""

import json
import logging
from contextvars import ContextVar
from datetime import UTC, datetime

# Of the request that is being answered; every line of its work names it.
REQUEST_ID = ContextVar("request_id", default=None)


class JsonFormatter(logging.Formatter):
    """One JSON object a line: time, level, logger, message and the fields given in ``extra``."""

    FIELDS = ("request_id", "method", "route", "status", "ms", "user_id", "sql")

    def format(self, record):
        line = {
            "time": datetime.fromtimestamp(record.created, tz=UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if REQUEST_ID.get():
            line["request_id"] = REQUEST_ID.get()
        line |= {name: getattr(record, name) for name in self.FIELDS if hasattr(record, name)}
        if record.exc_info:
            line["error"] = self._trace(record.exc_info)
        return json.dumps(line, ensure_ascii=False)

    @staticmethod
    def _trace(exc_info):
        """Where it happened, without the exception's text: that may quote what a person typed."""
        kind, _, frame = exc_info
        places = []
        while frame is not None:
            code = frame.tb_frame.f_code
            places.append(f"{code.co_filename}:{frame.tb_lineno} {code.co_name}")
            frame = frame.tb_next
        return {"type": getattr(kind, "__name__", str(kind)), "at": places}
