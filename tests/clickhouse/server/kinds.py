"""The kinds of servers, and the users that all of them know."""

from dataclasses import dataclass, field

#: The section `http_options_response` of the configuration that the server's own package brings along.
PACKAGED = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Headers": "origin, x-requested-with, x-clickhouse-format, x-clickhouse-user, x-clickhouse-key, Authorization",
    "Access-Control-Allow-Methods": "POST, GET, OPTIONS",
    "Access-Control-Max-Age": "86400",
}


@dataclass(frozen=True)
class User:
    """A user: its password, the role that has its rights, and the settings of its profile."""

    name: str
    password: str
    role: str = "administrator"
    settings: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Kind:
    """A server: whether its configuration has `http_options_response`, and which profile the user `default` has."""

    name: str
    options: dict | None
    settings: dict = field(default_factory=dict)


#: What each role may do, in the words of `GRANT`.
ROLES = {
    "administrator": ["ALL ON *.*"],
    "reader": ["SELECT ON otel.*", "SELECT ON system.processes", "REMOTE ON *.*"],
    "stranger": ["SELECT ON elsewhere.*"],
}

READONLY = {"readonly": "1"}

USERS = [
    User("admin", "secret"),
    User("reader", "read", "reader", READONLY),
    # May pass the one setting that a server without CORS needs, as its profile has that value.
    User("page", "page", "reader", READONLY | {"add_http_cors_header": "1"}),
    User("viewer", "view", "reader", {"readonly": "2"}),
    User("stranger", "strange", "stranger", READONLY),
    User("hasty", "hasty", "reader", {"readonly": "2", "max_execution_time": "0.2"}),
    User("small", "small", "reader", {"readonly": "2", "max_memory_usage": "2000000", "max_untracked_memory": "1"}),
    User("ü&b c", "p ä:s%s+w/ö=r?d#🙂"),
]

KINDS = [
    Kind("stock", PACKAGED),
    Kind("bundle", None),
    Kind("readonly", PACKAGED, READONLY),
]


def user_of(kind, name):
    """The user of a name on a kind of server, if there is one."""
    if name == "default":
        return User("default", "", settings=kind.settings)
    return next((user for user in USERS if user.name == name), None)
