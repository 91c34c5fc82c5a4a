"""What tests ask of the front itself, on a port of its own: a path is the name of an action."""

import json
from http.server import BaseHTTPRequestHandler

import otlp
import schemas
from server.answer import Answer
from server.request import Request


class Control(BaseHTTPRequestHandler):
    """`front` is set by the listener."""

    protocol_version = "HTTP/1.1"
    front = None

    def log_message(self, *_):
        """Nothing is written to the terminal."""

    def do_POST(self):
        request = Request(self.command, self.path, self.headers, self.rfile)
        answer = Answer(self.wfile, self.front.version)
        action = ACTIONS.get(request.path.removeprefix("/"))
        if action is None:
            request.drain()
            return answer.reply(404, f"there is no {request.path}: there are {', '.join(ACTIONS)}\n")
        try:
            result = action(self.front, request)
        except Exception as error:
            request.drain()
            return answer.reply(400, f"{type(error).__name__}: {error}\n")
        request.drain()
        return answer.reply(200, json.dumps(result, ensure_ascii=False), {"Content-Type": "application/json"})


def fill(front, request):
    """Creates a table of a schema where there is none, and inserts the spans or logs of the body, OTLP in JSON. With `part`, so many rows
    at a time, which come as a block each."""
    schema, database = request.get("schema"), request.get("database", "otel")
    table = request.get("table", "otel_traces" if schema in schemas.TRACES else "otel_logs")
    rows = (otlp.spans if schema in schemas.TRACES else otlp.logs)(request.query())
    connection = front.engine.connect()
    try:
        is_there, _ = connection.query("SELECT count() FROM system.tables WHERE database = {d:String} AND name = {t:String}", params={"d": database, "t": table})
        if is_there == b"0\n":
            schemas.create(connection, schema, database, table)
        size = int(request.get("part", len(rows) or 1))
        for at in range(0, len(rows), size):
            schemas.fill(connection, schema, rows[at:at + size], database, table)
    finally:
        connection.close()
    return len(rows)


def sql(front, request):
    """Runs a statement with all rights, and gives its answer as TabSeparated."""
    connection = front.engine.connect()
    try:
        return connection.query(request.query(), params=request.parameters())[0].decode(errors="replace")
    finally:
        connection.close()


def faults(front, request):
    """Replaces all faults by those of the body, a list. What a fault has is in `faults.py`."""
    front.faults.set(json.loads(request.query()))


def queries(front, _):
    """The queries that run now."""
    return [{"id": running.id, "user": running.user, "query": running.query} for running in front.queries.list()]


def requests(front, _):
    """All requests of clients since the last call, without those to the front itself."""
    told, front.requests[:] = list(front.requests), []
    return told


def stop(front, request):
    """Stops one kind of server: nothing listens there any more, and all its connections end at once."""
    front.listeners[request.get("kind")].stop()


def start(front, request):
    """Starts it again, on the same port."""
    front.listeners[request.get("kind")].start()


ACTIONS = {action.__name__: action for action in [fill, sql, faults, queries, requests, stop, start]}
