"""Whether a client is still there while its query runs."""

import select
import socket
import threading


class Client:
    """The other end of a connection. While a query runs, nothing more comes from it but its end."""

    def __init__(self, connection):
        self._socket = connection
        self._left = threading.Event()
        self._thread = None
        self.is_gone = False

    def watch(self, when_gone):
        """Looks for the end of the connection until `leave`, and calls `when_gone` then, if there is one."""
        self._thread = threading.Thread(target=self._look, args=[when_gone], daemon=True)
        self._thread.start()

    def leave(self):
        self._left.set()
        if self._thread:
            self._thread.join()

    def _look(self, when_gone):
        while not self._left.is_set():
            readable, _, _ = select.select([self._socket], [], [], 0.02)
            if readable and self._has_ended():
                self.is_gone = True
                if when_gone:
                    when_gone()
                return
            if readable:
                # The next request is already there.
                self._left.wait(0.02)

    def _has_ended(self):
        try:
            return not self._socket.recv(1, socket.MSG_PEEK)
        except OSError:
            return True
