"""An answer over HTTP/1.1: held back at first, then in chunks; compressed; cut; with an error at the start or in the middle.

A server holds back the first mebibyte, or all with `wait_end_of_query=1`, and so can still answer with the status of an error.
"""

import random
import string
import zlib
from http import HTTPStatus

from backports import zstd

from server.errors import status_of

HELD_BACK = 1 << 20

EXPOSED = ("X-ClickHouse-Query-Id,X-ClickHouse-Summary,X-ClickHouse-Server-Display-Name,X-ClickHouse-Format,X-ClickHouse-Timezone,"
           "X-ClickHouse-Exception-Code,X-ClickHouse-Exception-Tag")


#: In the order in which a server prefers them.
ENCODERS = {"zstd": zstd.ZstdCompressor, "gzip": lambda: zlib.compressobj(wbits=31), "deflate": zlib.compressobj}

FLUSH = {"zstd": zstd.ZstdCompressor.FLUSH_BLOCK, "gzip": zlib.Z_SYNC_FLUSH, "deflate": zlib.Z_SYNC_FLUSH}


class Answer:
    """What is sent for one request. `write` and `end`, or `fail`; `cut` at any time."""

    def __init__(self, stream, version):
        self._stream, self._version = stream, version
        self._headers = {"Connection": "Keep-Alive", "Content-Type": "text/plain; charset=UTF-8",
                         "Access-Control-Expose-Headers": EXPOSED, "X-ClickHouse-Server-Display-Name": "front",
                         "Keep-Alive": "timeout=30, max=9999"}
        self._tag = None
        self._encoder = None
        self._held = []
        self._size = 0
        self._all = False
        self.is_begun = False
        self.is_ended = False
        self.keeps_connection = True
        #: What is told of the request, and with it the status.
        self.told = {}

    def set(self, headers):
        """Sets headers, as long as none has been sent."""
        self._headers.update(headers)

    def hold(self, everything):
        """Holds back all of the answer."""
        self._all = everything

    def compress(self, accepted):
        """Compresses what follows by the first method that the client accepts."""
        for name, encoder in ENCODERS.items():
            if name in accepted:
                self._encoder = encoder()
                self._headers["Content-Encoding"] = name
                return

    def mark(self):
        """Sends the tag along that tells errors in the middle from data, as servers since 25.11 do."""
        self._tag = "".join(random.choices(string.ascii_lowercase, k=16))
        self._headers["X-ClickHouse-Exception-Tag"] = self._tag

    def write(self, data):
        if self._encoder:
            # What is there of a block goes out with it.
            data = self._encoder.compress(data) + self._encoder.flush(FLUSH[self._headers["Content-Encoding"]])
        self._held.append(data)
        self._size += len(data)
        if not self._all and (self.is_begun or self._size >= HELD_BACK):
            self.flush()

    def flush(self):
        """Sends what has been held back."""
        if not self.is_begun:
            self._begin(200, {"Transfer-Encoding": "chunked"})
        if data := b"".join(self._held):
            self.told["bytes"] = self.told.get("bytes", 0) + len(data)
            self._stream.write(b"%x\r\n%b\r\n" % (len(data), data))
        self._stream.flush()
        self._held, self._size = [], 0

    def end(self):
        """Ends an answer that is whole."""
        if self._encoder:
            self._held.append(self._encoder.flush())
        self.flush()
        self._stream.write(b"0\r\n\r\n")
        self._stream.flush()
        self.is_ended = True

    def cut(self):
        """Ends the connection here, without the last chunk."""
        self.keeps_connection = False
        self.is_ended = True

    def fail(self, error, old_form=False):
        """Answers with an error: with its status if nothing was sent, else in the body."""
        text = f"{error.text} (version {self._version} (official build))"
        if not self.is_begun:
            self._held, self._encoder = [], None
            self._headers.pop("Content-Encoding", None)
            self.set({"Content-Type": "text/plain; charset=UTF-8", "X-ClickHouse-Exception-Code": str(error.code)})
            return self.reply(status_of(error), f"{text}\n")
        self._all = False
        if old_form or self._tag is None:
            self.write(f"{text}\n".encode(errors="surrogateescape"))
            return self.end()
        body = text.encode(errors="surrogateescape")
        tag = self._tag.encode()
        self.write(b"\r\n__exception__\r\n%b\r\n%b\n%d %b\r\n__exception__\r\n" % (tag, body, len(body) + 1, tag))
        self.flush()
        return self.cut()

    def reply(self, status, text="", headers=None):
        """A short answer, at once."""
        body = text.encode(errors="surrogateescape")
        self._begin(status, (headers or {}) | ({} if status == 204 else {"Content-Length": str(len(body))}))
        self._stream.write(body)
        self._stream.flush()
        self.is_ended = True

    def _begin(self, status, headers):
        self.is_begun, self.told["status"] = True, status
        self._headers.update(headers)
        self.keeps_connection &= self._headers["Connection"] == "Keep-Alive"
        lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}", *(f"{name}: {value}" for name, value in self._headers.items())]
        self._stream.write("".join(f"{line}\r\n" for line in [*lines, ""]).encode("latin-1", errors="replace"))
