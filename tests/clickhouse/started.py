"""The front in a process of its own, for tests in Python."""

import http.client
import json
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlencode


class Started:
    """Started with `with`, stopped after it."""

    def __enter__(self):
        program = Path(__file__).parent / "front.py"
        self._process = subprocess.Popen([sys.executable, program], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.ports = json.loads(self._process.stdout.readline())
        return self

    def __exit__(self, *_):
        self._process.stdin.close()
        self._process.wait(10)
        self._process.stdout.close()

    def ask(self, query="", kind="stock", method="POST", headers=None, body=None, **parameters):
        """One request on a connection of its own: status, headers and body. `query` is the body unless there is one."""
        path = f"/?{urlencode(parameters, errors='surrogateescape')}"
        return self.send(method, path, query.encode() if body is None else body, headers, kind)

    def send(self, method, path, body=None, headers=None, kind="stock"):
        connection = http.client.HTTPConnection("127.0.0.1", self.ports[kind], timeout=20)
        try:
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    def control(self, action, body=b"", **parameters):
        """Asks the front itself."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        status, _, answer = self.send("POST", f"/{action}?{urlencode(parameters)}", data, kind="control")
        if status != 200:
            raise AssertionError(answer.decode())
        return json.loads(answer)
