"""The queries that run now, under the ids that clients gave them. The engine gives ids of its own."""

import re
import threading
from dataclasses import dataclass

from server.engine import literal
from server.errors import same_id

#: `KILL QUERY WHERE query_id = '…'`, or with a parameter for the id.
KILL = re.compile(r"\s*KILL\s+QUERY\s+WHERE\s+query_id\s*=\s*(?:'((?:[^'\\]|\\.)*)'|\{(\w+)\s*:\s*String\})\s*(ASYNC|SYNC|TEST)?\s*;?\s*$", re.I)


@dataclass
class Running:
    """A query that runs. The engine knows it by its mark, a setting of its connection."""

    id: str
    user: str
    query: str
    mark: str
    is_killed: bool = False


class Queries:
    """The list. Killing reaches the engine at once, wherever the query is, and whoever waits for it."""

    def __init__(self, connection):
        self._connection = connection
        self._lock = threading.Lock()
        self._running = {}

    def begin(self, running):
        """Adds a query. Two of one id at once are an error, as on a server."""
        with self._lock:
            if any(other.id == running.id for other in self._running.values()):
                raise same_id(running.id)
            self._running[running.mark] = running

    def end(self, running):
        with self._lock:
            self._running.pop(running.mark, None)

    def list(self):
        with self._lock:
            return list(self._running.values())

    def kill(self, running):
        running.is_killed = True
        with self._lock:
            self._connection.query(f"KILL QUERY WHERE Settings['log_comment'] = {literal(running.mark)} ASYNC")

    def answer_kill(self, query, parameters, user):
        """What a server answers to a `KILL QUERY` by id: a line for each query. Nothing if `query` is no such statement."""
        found = KILL.match(query)
        if not found:
            return None
        wanted = parameters.get(found[2], "") if found[2] else found[1]
        lines = []
        for running in self.list():
            if running.id == wanted and user.name in (running.user, "admin", "default"):
                self.kill(running)
                lines.append(f"waiting\t{running.id}\t{running.user}\t{escaped(running.query)}\n")
        return "".join(lines).encode(errors="surrogateescape")


def escaped(text):
    """A text as TabSeparated has it."""
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")
