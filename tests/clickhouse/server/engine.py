"""The engine: ClickHouse as a library (`chdb`), with one connection for each request.

Connections are cheap (0.1 ms), run side by side, and each has its own database, role and settings. So most of what a server
decides is decided by the engine itself: rights, `readonly`, unknown settings, parameters, limits, and `KILL QUERY`.
"""

import re
import uuid
from pathlib import Path

from chdb import _chdb

#: Rights are those of a role, as the engine knows one user only. `{grants}` are statements of `users.xml`.
ROLE = "<{name}><grants>{grants}</grants></{name}>"

USERS = """<clickhouse>
<profiles><default/></profiles><quotas><default/></quotas>
<roles>{roles}</roles>
<users><default><password></password><networks><ip>::/0</ip></networks><profile>default</profile><quota>default</quota>
<grants><query>GRANT {names}</query></grants></default></users>
</clickhouse>
"""

#: Two clusters: in `one`, this process is the only shard; in `two`, it is both shards, so that each row comes twice.
CONFIG = """<clickhouse>
<users_config>{users}</users_config>
<tcp_port>9000</tcp_port>
<remote_servers>
<one><shard><replica><host>127.0.0.1</host><port>9000</port></replica></shard></one>
<two>
<shard><replica><host>127.0.0.1</host><port>9000</port></replica></shard>
<shard><replica><host>127.0.0.1</host><port>9000</port></replica></shard>
</two>
</remote_servers>
</clickhouse>
"""

#: Formats whose bytes are the same whether they are written a block at a time or at once.
STREAMED = {"Native", "RowBinary", "JSONEachRow", "JSONCompactEachRow", "TabSeparated", "TSV", "TabSeparatedRaw", "TSVRaw", "CSV"}


#: What the library says of itself at the end of some errors.
VERSION = re.compile(r" \(version [^)]*\)$")


class QueryError(Exception):
    """What the engine says of a query that failed: `Code: N. DB::Exception: … (NAME)`."""

    def __init__(self, text):
        super().__init__(text)
        found = re.match(r"Code: (\d+)", text)
        self.code = int(found[1]) if found else 1002
        self.text = text

    @classmethod
    def of(cls, error):
        """The error of an exception of the library, which says some errors inside of others."""
        text = VERSION.sub("", str(error).strip())
        inner = re.match(r"Code: \d+\. DB::Exception: (Code: .*) \(version [^)]*\)\. \(\w+\)$", text, re.S)
        return cls(inner[1] if inner else text)

    def of_user(self, name):
        """The same error where another user than the engine's has made it."""
        return QueryError(re.sub(r"(?<=DB::Exception: )default(?=: )", lambda _: name, self.text, count=1))


class Engine:
    """A data directory with the engine on it. One process has one."""

    def __init__(self, directory, roles):
        directory = Path(directory)
        users = directory / "users.xml"
        users.write_text(USERS.format(
            names=", ".join(roles),
            roles="".join(
                ROLE.format(name=name, grants="".join(f"<query>GRANT {grant}</query>" for grant in grants))
                for name, grants in roles.items()
            ),
        ))
        config = directory / "config.xml"
        config.write_text(CONFIG.format(users=users))
        self._address = f"{directory / 'data'}?config-file={config}"
        # The engine ends with its last connection.
        self._keeper = _chdb.connect(self._address)

    def connect(self):
        return Connection(_chdb.connect(self._address))

    def close(self):
        self._keeper.close()


class Connection:
    """A session of the engine. One query at a time."""

    def __init__(self, connection):
        self._connection = connection
        #: Tells its queries from those of others. A setting has it, so that the engine knows it, too.
        self.mark = uuid.uuid4().hex
        #: How many rows were read for the last query.
        self.read_rows = 0

    def statements(self, sql):
        """How many statements there are."""
        return self._connection.classify_query(sql)["statement_count"]

    def query(self, sql, form="TabSeparated", params=None):
        """The whole answer, and how many rows were read for it."""
        try:
            result = self._connection.query(sql, form, params=params or {})
        except RuntimeError as error:
            raise QueryError.of(error) from None
        if result.has_error():
            raise QueryError.of(result.error_message())
        self.read_rows = result.storage_rows_read()
        return result.bytes(), self.read_rows

    def stream(self, sql, form, params=None):
        """The answer of a `SELECT`, a block at a time. Nothing at all where there are no rows."""
        try:
            result = self._connection.send_query(sql, form, params=params or {})
        except RuntimeError as error:
            raise QueryError.of(error) from None
        ended, self.read_rows = False, 0
        try:
            while True:
                try:
                    part = self._connection.streaming_fetch_result(result)
                except RuntimeError as error:
                    ended = True
                    raise QueryError.of(error) from None
                if part is None or part.rows_read() == 0:
                    ended = True
                    return
                self.read_rows += part.storage_rows_read()
                yield part.bytes()
        finally:
            if not ended:
                self._connection.streaming_cancel_query(result)

    def insert(self, sql, form, parts):
        """Inserts what the parts of a body say in a format. `sql` ends before its `FORMAT`."""
        try:
            result = self._connection.send_insert(sql, form)
            for part in parts:
                self._connection.insert_append(result, part)
            self._connection.insert_done(result)
        except RuntimeError as error:
            raise QueryError.of(error) from None

    def set(self, settings):
        """Changes settings, all or none, as `SET` does: with the engine's own checks."""
        if settings:
            self.query("SET " + ", ".join(f"{name} = {literal(value)}" for name, value in settings.items()))

    def close(self):
        self._connection.close()


def literal(text):
    """A text as SQL has it."""
    return "'" + str(text).replace("\\", "\\\\").replace("'", "\\'") + "'"


def identifier(name):
    """A name as SQL has it."""
    return "`" + name.replace("\\", "\\\\").replace("`", "\\`") + "`"
