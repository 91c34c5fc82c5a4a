"""All that the kinds of servers share: the engine with its tables, the queries that run, what goes wrong on purpose."""

import tempfile

from server.control import Control
from server.engine import Engine
from server.faults import Faults
from server.handler import Handler
from server.kinds import KINDS, ROLES
from server.listener import Listener
from server.queries import Queries


class Front:
    """A server of each kind, on the same tables."""

    def __init__(self):
        self._directory = tempfile.TemporaryDirectory(prefix="clickhouse-front-")
        self.engine = Engine(self._directory.name, ROLES)
        setup = self.engine.connect()
        for database in ["otel", "elsewhere"]:
            setup.query(f"CREATE DATABASE {database}")
        # What is inserted by itself stays a block by itself.
        setup.query("SYSTEM STOP MERGES")
        self.version = setup.query("SELECT version()")[0].decode().strip()
        self.queries = Queries(setup)
        self.faults = Faults()
        self.requests = []
        self.listeners = {kind.name: Listener(Handler, front=self, kind=kind) for kind in KINDS}
        self._control = Listener(Control, front=self)

    def ports(self):
        """The port of each kind, and that of `control`."""
        return {name: listener.port for name, listener in self.listeners.items()} | {"control": self._control.port}

    def close(self):
        self._directory.cleanup()
