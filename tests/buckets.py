"""A small store on the loopback that speaks as much S3 as the program asks for; without a key it refuses."""

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def answer(self, status, body=b""):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Last-Modified", "Sat, 28 Nov 2026 00:00:00 GMT")
        self.send_header("ETag", '"x"')
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def do(self):
        parts = urlsplit(self.path)
        bucket, _, key = unquote(parts.path).lstrip("/").partition("/")
        sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        kept = self.server.kept
        if "AWS4-HMAC-SHA256" not in self.headers.get("Authorization", "") or self.server.is_broken:
            self.answer(403)
        elif self.command == "PUT":
            kept[f"{bucket}/{key}"] = sent
            self.answer(200)
        elif self.command == "DELETE":
            kept.pop(f"{bucket}/{key}", None)
            self.answer(204)
        elif not key:
            asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
            self.answer(200, self.listing(bucket, asked.get("prefix", "")))
        elif f"{bucket}/{key}" in kept:
            self.answer(200, kept[f"{bucket}/{key}"])
        else:
            self.answer(404)

    do_GET = do_HEAD = do_PUT = do_DELETE = do  # noqa: N815

    def listing(self, bucket, prefix):
        begin = f"{bucket}/{prefix}"
        rest = sorted(name.removeprefix(begin) for name in self.server.kept if name.startswith(begin))
        files = [name for name in rest if "/" not in name]
        folders = sorted({name.partition("/")[0] for name in rest if "/" in name})
        inside = [f"<Contents><Key>{escape(prefix + name)}</Key></Contents>" for name in files]
        inside += [
            f"<CommonPrefixes><Prefix>{escape(prefix + name)}/</Prefix></CommonPrefixes>" for name in folders
        ]
        return f"<ListBucketResult>{''.join(inside)}</ListBucketResult>".encode()


@contextmanager
def store():
    """The server; ``kept``: {"bucket/key": bytes}; ``address``; with ``is_broken`` it refuses everybody."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.kept, server.is_broken = {}, False
    server.address = f"http://127.0.0.1:{server.server_port}"
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
