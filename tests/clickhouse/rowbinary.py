"""The format RowBinary, as far as the tables here need it: exact for any bytes and any nanosecond.

A column's writer is a function from a value to bytes.
"""

import struct


def varint(number):
    out = bytearray()
    while number >= 0x80:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def string(text):
    data = text.encode(errors="surrogateescape") if isinstance(text, str) else text
    return varint(len(data)) + data


def fixed(width):
    """`FixedString(width)`: short texts are filled up with zeros."""
    return lambda text: text.encode().ljust(width, b"\0")


def integer(code):
    """A number of a width, by the letter that `struct` has for it."""
    return struct.Struct(f"<{code}").pack


int8, uint8, int16, int32, uint32, int64, uint64, float64 = (integer(code) for code in "bBhiIqQd")


def array(inner):
    return lambda values: varint(len(values)) + b"".join(map(inner, values))


def mapping(key, inner):
    return lambda pairs: varint(len(pairs)) + b"".join(key(k) + inner(v) for k, v in pairs)


def structure(*parts):
    """A tuple, and so a row."""
    return lambda values: b"".join(part(value) for part, value in zip(parts, values, strict=True))


texts = mapping(string, string)
