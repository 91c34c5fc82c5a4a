"""Spans and log records with every oddity that a table can hold, as OTLP in JSON."""

from pathlib import Path

import otlp

#: Tests of the reader compare what they read from the tables with these.
FOLDER = Path(__file__).parents[1] / "data" / "clickhouse" / "tables"
SPANS = FOLDER / "spans.json"
LOGS = FOLDER / "logs.json"


def spans():
    return otlp.spans(SPANS.read_text())


def logs():
    return otlp.logs(LOGS.read_text())
