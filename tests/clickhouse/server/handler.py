"""One connection of a client: its requests, one after the other."""

import socket
from http.server import BaseHTTPRequestHandler

from server.answer import Answer
from server.credentials import authenticate
from server.engine import QueryError
from server.execution import Execution
from server.request import Request


class Handler(BaseHTTPRequestHandler):
    """`front` and `kind` are set by the listener."""

    protocol_version = "HTTP/1.1"
    front = kind = None

    def log_message(self, *_):
        """Nothing is written to the terminal."""

    def handle_one_request(self):
        try:
            super().handle_one_request()
        except (ConnectionError, TimeoutError):
            self.close_connection = True

    def do_OPTIONS(self):
        """A preflight. Without the section in its configuration, a server ends the connection and says nothing."""
        answer = Answer(self.wfile, self.front.version)
        if self.kind.options is None:
            answer.cut()
        else:
            answer.set({"Connection": "Close"} | self.kind.options)
            answer.reply(204)
        self._end(answer)

    def do_GET(self):
        request = Request(self.command, self.path, self.headers, self.rfile)
        answer = Answer(self.wfile, self.front.version)
        if self.command == "GET" and not request.has_query:
            is_known = request.path in ("/", "/ping", "/replicas_status")
            answer.reply(*(200, "Ok.\n") if is_known else (404, f"There is no handle {request.path}\n\nUse / or /ping for health checks.\n"))
        else:
            self._query(request, answer)
        self._end(answer)

    do_POST = do_PUT = do_HEAD = do_GET

    def _query(self, request, answer):
        if self.headers.get("Origin") and self.kind.options:
            answer.set(self.kind.options)
        answer.told |= {"kind": self.kind.name, "method": self.command, "path": self.path, "headers": dict(self.headers.items())}
        self.front.requests.append(answer.told)
        try:
            user = authenticate(self.kind, request)
        except QueryError as error:
            answer.fail(error)
        else:
            Execution(self.front, self.kind, self.connection, request, answer, user).run()
        if answer.keeps_connection:
            request.drain()

    def _end(self, answer):
        self.close_connection = not answer.keeps_connection
        if self.close_connection:
            self.wfile.flush()
            try:
                self.connection.shutdown(socket.SHUT_WR)
            except OSError:
                pass
