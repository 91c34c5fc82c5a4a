"""What goes wrong on purpose: for requests whose query matches, as often as is said."""

import re
import threading
from dataclasses import dataclass, fields


@dataclass
class Fault:
    """One thing that goes wrong.

    `match` is a regular expression on the query. The first `after` queries that match are spared, the `times` after those are met;
    all where there is no number.
    """

    match: str = ""
    after: int = 0
    times: int | None = None
    #: Answers with this status and text, and runs nothing.
    status: int | None = None
    text: str = ""
    #: Waits for so long before the query runs, and before each of its blocks.
    wait_ms: int = 0
    block_wait_ms: int = 0
    #: After so many blocks, `then`: `cut` the connection; `end` the answer as if it were whole; `hold` it until the query is killed
    #: or the client gone; `fail` with the error `text`.
    blocks: int | None = None
    then: str = "cut"
    #: Errors after the first block as servers before 25.11 wrote them: as text in a body that ends properly.
    old_exceptions: bool = False


NO_FAULT = Fault()


class Faults:
    def __init__(self):
        self._lock = threading.Lock()
        self._faults = []

    def set(self, described):
        """Replaces all faults. A name that none has is an error."""
        known = {one.name for one in fields(Fault)}
        for one in described:
            if unknown := set(one) - known:
                raise ValueError(f"a fault has no {', '.join(sorted(unknown))}")
        with self._lock:
            self._faults = [Fault(**one) for one in described]

    def of(self, query):
        """The fault that meets a query."""
        with self._lock:
            for fault in self._faults:
                if re.search(fault.match, query, re.S):
                    if fault.after:
                        fault.after -= 1
                    elif fault.times is None or fault.times > 0:
                        fault.times = None if fault.times is None else fault.times - 1
                        return fault
        return NO_FAULT
