"""Who sends a request. Facts of `src/Server/HTTP/authenticateUserByHTTP.cpp` of ClickHouse."""

import base64
import binascii

from server.errors import authentication_failed, invalid_authentication
from server.kinds import user_of


def authenticate(kind, request):
    """The user of a request, or a `QueryError`."""
    name, password = given(request)
    user = user_of(kind, name)
    if user is None or user.password != password:
        raise authentication_failed(name)
    return user


def given(request):
    """The name and password: of one of three places, never of two at once."""
    headers = request.headers
    own = {"X-ClickHouse HTTP headers": "X-ClickHouse-User" in headers or "X-ClickHouse-Key" in headers,
           "Authorization HTTP header": "Authorization" in headers,
           "authentication via parameters": request.has("user") or request.has("password")}
    places = [place for place, is_used in own.items() if is_used]
    if len(places) > 1:
        raise invalid_authentication(f"it is not allowed to use {places[0]} and {places[1]} simultaneously")
    match places:
        case ["X-ClickHouse HTTP headers"]:
            return named(text_of(headers.get("X-ClickHouse-User", "")), places[0]), text_of(headers.get("X-ClickHouse-Key", ""))
        case ["Authorization HTTP header"]:
            name, password = basic(headers["Authorization"])
            return named(name, places[0]), password
        case _:
            return named(request.get("user", "default"), "authentication via parameters"), request.get("password", "")


def basic(authorization):
    scheme, _, rest = authorization.partition(" ")
    if scheme.lower() != "basic":
        raise invalid_authentication(f"'{scheme}' HTTP Authorization scheme is not supported")
    try:
        decoded = base64.b64decode(rest, validate=True).decode(errors="surrogateescape")
    except binascii.Error:
        decoded = ""
    name, _, password = decoded.partition(":")
    return name, password


def named(name, place):
    if not name:
        raise invalid_authentication(f"Got an empty user name from {place}")
    return name


def text_of(header):
    """A header's bytes as UTF-8. Python has read each of them as a letter of its own."""
    return header.encode("latin-1").decode(errors="surrogateescape")
