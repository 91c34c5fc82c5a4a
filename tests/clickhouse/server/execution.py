"""A query of a user, from its settings to the last byte of its answer."""

import json
import re
import time
import uuid

from server.client import Client
from server.engine import STREAMED, QueryError, identifier
from server.errors import cancelled
from server.queries import Running

#: What is asked of the settings that a request ends up with.
ASKED = ["readonly", "add_http_cors_header", "enable_http_compression", "http_wait_end_of_query", "cancel_http_readonly_queries_on_client_close"]

#: What the library has otherwise than a server.
AS_ON_A_SERVER = {"implicit_select": "0", "allow_introspection_functions": "0"}

TYPES = {
    "Native": "application/octet-stream",
    "RowBinary": "application/octet-stream",
    "RowBinaryWithNamesAndTypes": "application/octet-stream",
    "JSON": "application/json; charset=UTF-8",
    "JSONCompact": "application/json; charset=UTF-8",
    "JSONEachRow": "application/x-ndjson; charset=UTF-8",
    "JSONCompactEachRow": "application/x-ndjson; charset=UTF-8",
    "CSV": "text/csv; charset=UTF-8; header=absent",
    "TabSeparated": "text/tab-separated-values; charset=UTF-8",
    "TSV": "text/tab-separated-values; charset=UTF-8",
}

#: Comments and brackets before the first word of a statement.
HEAD = re.compile(r"(?:\s|\(|--[^\n]*\n|/\*.*?\*/)*(\w*)", re.S)

USER = re.compile(r"\bcurrentUser\s*\(\s*\)", re.I)


class Execution:
    """What is known of a query while it runs."""

    def __init__(self, front, kind, socket, request, answer, user):
        self.front, self.kind, self.request, self.answer, self.user = front, kind, request, answer, user
        self.id = request.get("query_id") or request.headers.get("X-ClickHouse-Query-Id") or str(uuid.uuid4())
        self.client = Client(socket)
        self.running = None

    def run(self):
        """Answers. What goes wrong is part of the answer."""
        connection = self.front.engine.connect()
        fault = None
        try:
            settings = self._prepare(connection)
            self.request.read_form()
            query = self.answer.told["query"] = self.request.query()
            fault = self.front.faults.of(query)
            if fault.status:
                return self.answer.reply(fault.status, fault.text)
            self.running = Running(self.id, self.user.name, query, connection.mark)
            self.front.queries.begin(self.running)
            try:
                self._watch(settings)
                self._answer(connection, settings, fault)
            finally:
                self.client.leave()
                self.front.queries.end(self.running)
        except QueryError as error:
            self.answer.fail(error.of_user(self.user.name), bool(fault and fault.old_exceptions))
        except ConnectionError:
            self.answer.cut()
        finally:
            connection.close()

    def _prepare(self, connection):
        """Gives the connection the rights, database and settings of the request, in the order of a server."""
        headers, request = self.request.headers, self.request
        # A database only has to be there; who may see it is asked of queries.
        if database := headers.get("X-ClickHouse-Database") or request.get("database"):
            connection.query(f"USE {identifier(database)}")
        connection.query(f"SET ROLE {self.user.role}")
        connection.set({"log_comment": connection.mark} | AS_ON_A_SERVER)
        connection.set(self.user.settings)
        if request.method != "POST" and self.user.settings.get("readonly", "0") == "0":
            connection.set({"readonly": "2"})
        connection.set(request.settings())
        line, _ = connection.query("SELECT " + ", ".join(f"toString(getSetting('{name}'))" for name in ASKED))
        return {name: value not in ("0", "false") for name, value in zip(ASKED, line.decode().split(), strict=True)}

    def _watch(self, settings):
        """Looks after the client. That it has gone ends the query only where a setting says so, and the query cannot write."""
        is_ended = settings["readonly"] and settings["cancel_http_readonly_queries_on_client_close"]
        self.client.watch((lambda: self.front.queries.kill(self.running)) if is_ended else None)

    def _answer(self, connection, settings, fault):
        answer, request, form = self.answer, self.request, self.request.format()
        if settings["add_http_cors_header"] and request.headers.get("Origin") and self.kind.options is None:
            answer.set({"Access-Control-Allow-Origin": "*"})
        if settings["enable_http_compression"]:
            answer.compress(request.headers.get("Accept-Encoding", ""))
        if not fault.old_exceptions:
            answer.mark()
        answer.hold(settings["http_wait_end_of_query"] or request.get("wait_end_of_query", "0") not in ("0", "false"))
        answer.set({"X-ClickHouse-Query-Id": self.id, "X-ClickHouse-Timezone": "UTC"})
        self._pause(fault.wait_ms)
        count = 0
        for block in self._blocks(connection, form):
            if count == fault.blocks:
                break
            self._pause(fault.block_wait_ms)
            answer.set({"Content-Type": TYPES.get(form, "text/plain; charset=UTF-8"), "X-ClickHouse-Format": form})
            answer.write(block)
            answer.told["read_rows"] = connection.read_rows
            count += 1
            if fault.block_wait_ms or fault.blocks is not None:
                answer.flush()
        if fault.blocks is None or fault.then == "end":
            return answer.end()
        if count:
            answer.flush()
        return self._break(fault)

    def _blocks(self, connection, form):
        """The answer in parts."""
        query, parameters = self.request.query(), self.request.parameters()
        killed = self.front.queries.answer_kill(query, parameters, self.user)
        insertion = self.request.insertion()
        if killed is not None:
            yield killed
        elif insertion:
            connection.insert(*insertion)
        elif not query.strip():
            raise QueryError("Code: 62. DB::Exception: Empty query. (SYNTAX_ERROR)")
        elif connection.statements(query) > 1:
            raise QueryError("Code: 62. DB::Exception: Syntax error (Multi-statements are not allowed). (SYNTAX_ERROR)")
        elif form in STREAMED and HEAD.match(query)[1].upper() in ("SELECT", "WITH"):
            yield from connection.stream(self._named(query), form, parameters)
        else:
            begin = time.monotonic_ns()
            data, rows = connection.query(self._named(query), form, parameters)
            spent = {"read_rows": str(rows), "elapsed_ns": str(time.monotonic_ns() - begin)}
            self.answer.set({"X-ClickHouse-Summary": json.dumps(spent)})
            yield data

    def _named(self, query):
        """The engine knows one user: another asks for his own name in vain."""
        name = self.user.name.replace("\\", "\\\\").replace("'", "\\'")
        return query if self.user.name == "default" else USER.sub(lambda _: f"toString('{name}')", query)

    def _pause(self, milliseconds):
        """Waits, unless the query is killed."""
        until = time.monotonic() + milliseconds / 1000
        while time.monotonic() < until:
            if self.running.is_killed:
                raise cancelled()
            time.sleep(min(0.01, milliseconds / 1000))

    def _break(self, fault):
        match fault.then:
            case "cut":
                self.answer.cut()
            case "hold":
                while not self.client.is_gone:
                    self._pause(20)
                self.answer.cut()
            case "fail":
                raise QueryError(fault.text)
