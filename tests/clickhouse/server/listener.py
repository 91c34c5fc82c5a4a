"""A server on a port of the loopback address. It can be stopped and started again."""

import socket
import threading
from http.server import ThreadingHTTPServer


class Listener:
    """`handler` serves its connections, with some attributes set."""

    def __init__(self, handler, **attributes):
        self._handler = type(handler.__name__, (handler,), attributes)
        self.port = 0
        self._server = None
        self.start()

    def start(self):
        """Listens, on the port of before if there was one."""
        if self._server:
            return
        self._server = Server(("127.0.0.1", self.port), self._handler)
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=[0.02], daemon=True).start()

    def stop(self):
        """Listens no more, and ends all connections at once."""
        if self._server:
            self._server.shutdown()
            self._server.server_close()
            self._server.cut()
            self._server = None


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, *arguments):
        self._lock = threading.Lock()
        self._connections = set()
        super().__init__(*arguments)

    def process_request(self, request, client_address):
        # What is written goes out at once, as on a server.
        request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with self._lock:
            self._connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request):
        with self._lock:
            self._connections.discard(request)
        super().shutdown_request(request)

    def cut(self):
        with self._lock:
            for connection in self._connections:
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass

    def handle_error(self, request, client_address):
        """A client that went away is no error."""
