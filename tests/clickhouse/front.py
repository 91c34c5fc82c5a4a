"""Starts the servers that tests of ClickHouse talk to, and prints their ports as JSON, a line: `{"stock": 40001, …}`.

    python front.py

It ends when its standard input does, and so with whoever started it.
"""

import json
import os
import sys

from server.front import Front


def main():
    front = Front()
    print(json.dumps(front.ports()), flush=True)
    sys.stdin.buffer.read()
    front.close()
    # Threads that wait in the engine are not waited for.
    os._exit(0)


if __name__ == "__main__":
    main()
