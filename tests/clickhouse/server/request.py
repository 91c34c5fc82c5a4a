"""What a request says: the parameters of its URL, its headers, and its body in parts as they come."""

import re
import zlib
from email.parser import BytesParser
from itertools import chain
from urllib.parse import parse_qsl, urlsplit

import lz4.frame
from backports import zstd

#: Parameters that are no settings.
RESERVED = {
    "compress", "decompress", "user", "password", "quota_key", "query_id", "stacktrace", "role", "buffer_size", "wait_end_of_query",
    "session_id", "session_timeout", "session_check", "client_protocol_version", "close_session", "database", "default_format", "query", "",
}

#: `FORMAT Name` where a query ends.
FORMAT = re.compile(r"\bFORMAT\s+(\w+)\s*(?:SETTINGS\s[^;]*)?;?\s*$", re.I)

#: An `INSERT` up to its format, or to its values.
INSERT = re.compile(r"\s*(INSERT\s+INTO\b.*?)\bFORMAT\s+(\w+)[ \t]*;?\s?", re.I | re.S)


#: How bodies of clients are compressed.
DECODERS = {
    "gzip": lambda: zlib.decompressobj(31),
    "deflate": zlib.decompressobj,
    "lz4": lz4.frame.LZ4FrameDecompressor,
    "zstd": zstd.ZstdDecompressor,
}


class Request:
    """A request, of which the body has not been read yet."""

    def __init__(self, method, target, headers, stream):
        url = urlsplit(target)
        self.method, self.path, self.headers = method, url.path, headers
        self.pairs = parse_qsl(url.query, keep_blank_values=True, errors="surrogateescape")
        self.has_query = bool(url.query)
        self._parts = read_body(headers, stream)
        self._query = None

    def get(self, name, default=None):
        """The first parameter of a name."""
        return next((value for key, value in self.pairs if key == name), default)

    def has(self, name):
        return self.get(name) is not None

    def settings(self):
        """All parameters that are settings."""
        return {key: value for key, value in self.pairs if key not in RESERVED and not key.startswith("param_")}

    def parameters(self):
        """The parameters of the query, in their escaped form. The first of a name counts."""
        found = [(key.removeprefix("param_"), value) for key, value in self.pairs if key.startswith("param_")]
        return dict(reversed(found))

    def read_form(self):
        """Takes the fields of a `multipart/form-data` body among the parameters. The URL's come first."""
        kind = self.headers.get("Content-Type", "")
        if not kind.startswith("multipart/form-data"):
            return
        head = f"Content-Type: {kind}\r\n\r\n".encode()
        for part in BytesParser().parsebytes(head + b"".join(self._parts)).get_payload():
            name = part.get_param("name", header="content-disposition")
            self.pairs.append((name, part.get_payload(decode=True).decode(errors="surrogateescape")))
        self._parts = iter(())

    def query(self):
        """The query: that of the URL, and after it the body, unless data of an `INSERT` begin there."""
        if self._query is None:
            begin = self.get("query", "")
            if not INSERT.match(begin):
                rest = b"".join(self._parts).decode(errors="surrogateescape")
                begin = f"{begin}\n{rest}" if begin and rest else begin + rest
            self._query = begin
        return self._query

    def format(self):
        """The format of the answer."""
        found = FORMAT.search(self.query())
        return found[1] if found else self.headers.get("X-ClickHouse-Format") or self.get("default_format") or "TabSeparated"

    def insertion(self):
        """Of an `INSERT … FORMAT …`: what comes before the format, the format, and its data in parts."""
        found = INSERT.match(self.query())
        if not found:
            return None
        begin = self.query()[found.end():].encode(errors="surrogateescape")
        return found[1], found[2], chain([begin] if begin.strip() else [], self._parts)

    def drain(self):
        """Reads what is left of the body, so that the next request of the connection begins where it does."""
        for _ in self._parts:
            pass


def read_body(headers, stream):
    """The parts of a body as they come, unpacked."""
    parts = read_chunks(stream) if headers.get("Transfer-Encoding", "").lower() == "chunked" else read_length(headers, stream)
    encoding = headers.get("Content-Encoding", "")
    return inflate(parts, DECODERS[encoding]()) if encoding in DECODERS else parts


def read_length(headers, stream):
    left = int(headers.get("Content-Length") or 0)
    while left:
        part = stream.read(min(left, 1 << 16))
        if not part:
            raise ConnectionError("the body ended too early")
        left -= len(part)
        yield part


def read_chunks(stream):
    while size := int(stream.readline().partition(b";")[0], 16):
        yield stream.read(size)
        stream.readline()
    while stream.readline().strip():
        pass


def inflate(parts, decoder):
    for part in parts:
        yield decoder.decompress(part)
    if hasattr(decoder, "flush"):
        yield decoder.flush()
