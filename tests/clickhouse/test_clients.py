"""Programs of others work against the front: the official client for Python, and a collector that inserts what it is sent."""

import json
import logging
import socket
import subprocess
import time
import unittest
import urllib.error
import urllib.request
from pathlib import Path

import clickhouse_connect
import rotel
from clickhouse_connect.driver.exceptions import DatabaseError, StreamFailureError

import examples
import schemas
from started import Started

FRONT = Started()

FAILING = "SELECT number, repeat('x', 200) AS filling, sleepEachRow(0.000002), throwIf(number = 150000, 'boom') FROM numbers(200000)"


def setUpModule():
    # The client writes down what it then says as an error.
    logging.disable(logging.CRITICAL)
    FRONT.__enter__()
    unittest.addModuleCleanup(FRONT.__exit__)


class OfficialClient(unittest.TestCase):
    """`clickhouse-connect` reads Native, compressed, and sets settings as it likes."""

    def connect(self, user="reader", password="read", **more):
        client = clickhouse_connect.get_client(host="127.0.0.1", port=FRONT.ports["stock"], username=user, password=password, **more)
        self.addCleanup(client.close)
        return client

    def test_it_connects_and_queries(self):
        for user, password in [("reader", "read"), ("viewer", "view"), ("admin", "secret")]:
            with self.subTest(user):
                client = self.connect(user, password)
                rows = client.query("SELECT number, toString(number), {x:String} FROM numbers(200000)", parameters={"x": "a\t'b"}).result_rows
                self.assertEqual(rows[-1], (199999, "199999", "a\t'b"))
                self.assertEqual(len(rows), 200000)

    def test_it_reads_every_column_of_every_table(self):
        spans = examples.SPANS.read_bytes()
        wanted = sorted(span.name for span in examples.spans())
        for schema in schemas.TRACES:
            with self.subTest(schema):
                FRONT.control("fill", spans, schema=schema, table=schema)
                # This client cannot read a path of JSON that goes on below a value, as `a` and `a.b`.
                columns = "* EXCEPT SpanAttributes" if schema == "exporter-json" else "*"
                result = self.connect().query(f"SELECT {columns} FROM otel.`{schema}`")
                name = "name" if schema == "signoz" else "SpanName"
                self.assertEqual(sorted(row[result.column_names.index(name)] for row in result.result_rows), wanted)

    def test_it_inserts(self):
        client = self.connect("admin", "secret")
        client.command("CREATE OR REPLACE TABLE otel.inserted (a UInt8, b String) ENGINE = Memory")
        client.insert("otel.inserted", [[1, "x"], [2, "ü"]], column_names=["a", "b"])
        self.assertEqual(client.query("SELECT * FROM otel.inserted ORDER BY a").result_rows, [(1, "x"), (2, "ü")])

    def test_it_tells_errors_apart(self):
        with self.assertRaisesRegex(DatabaseError, "UNKNOWN_TABLE"):
            self.connect().query("SELECT * FROM otel.nothing")
        with self.assertRaisesRegex(DatabaseError, "516"):
            self.connect(password="wrong")

    def test_it_finds_an_error_in_the_middle_of_a_stream(self):
        client = self.connect("viewer", "view", compress=False)
        with self.assertRaisesRegex((StreamFailureError, DatabaseError), "Code: 395.*boom"):
            client.query(FAILING, settings={"max_block_size": 10000, "max_threads": 1, "wait_end_of_query": 0}).result_rows


#: What the collector writes otherwise than the exporter in Go: bytes as digits, lists as they are in OTLP, whole numbers with `.0`.
OTHERWISE = {
    "bytes": "00ff",
    "list": '{"values":[{"stringValue":"a"},{"intValue":"1"},{"boolValue":false}]}',
    "whole": "2.0",
}


def as_collected(row):
    """A row as the collector writes it: the kind of consumers, and texts in columns of type JSON."""
    if row.get("SpanKind") == "Consumer":
        row["SpanKind"] = "client"
    if "SpanAttributes" in row:
        row["SpanAttributes"] = texts(row["SpanAttributes"])
    return row


def texts(attributes):
    """Nested attributes, with all values as texts."""
    match attributes:
        case dict():
            return {key: OTHERWISE.get(key, texts(inner)) for key, inner in attributes.items()}
        case str():
            return attributes
        case _:
            return json.dumps(attributes)


class Collector(unittest.TestCase):
    maxDiff = None
    """`rotel` takes OTLP and inserts `RowBinary`. The rows read back equal those of the converter here."""

    def collect(self, *more):
        """Starts a collector, and gives the port on which it listens."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        options = {
            "exporter": "clickhouse", "otlp-grpc-endpoint": "127.0.0.1:0", "otlp-http-endpoint": f"127.0.0.1:{port}",
            "clickhouse-exporter-endpoint": f"http://127.0.0.1:{FRONT.ports['stock']}", "clickhouse-exporter-user": "admin",
            "clickhouse-exporter-password": "secret", "clickhouse-exporter-compression": "none", "batch-timeout": "50ms",
        }
        program = Path(rotel.__file__).parent / "rotel-agent"
        arguments = [part for name, value in options.items() for part in (f"--{name}", value)]
        collector = subprocess.Popen([program, "start", *arguments, *more], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(collector.wait, 10)
        self.addCleanup(collector.terminate)
        return port

    def send(self, port, path, body):
        """Sends a document, as soon as the collector listens."""
        request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", body, {"Content-Type": "application/json"})
        until = time.monotonic() + 10
        while True:
            try:
                return urllib.request.urlopen(request, timeout=10).read()
            except urllib.error.HTTPError as error:
                raise AssertionError(error.read()) from None
            except urllib.error.URLError:
                self.assertLess(time.monotonic(), until)
                time.sleep(0.02)

    def rows(self, table, columns, order):
        lines = FRONT.control("sql", f"SELECT {columns} FROM otel.{table} ORDER BY {order} FORMAT JSONEachRow".encode()).splitlines()
        return [json.loads(line) for line in lines]

    def check(self, schema, table, path, columns, order, *more):
        """What the collector inserted equals what the converter did."""
        document = (examples.SPANS if schema in schemas.TRACES else examples.LOGS).read_bytes()
        for name in [table, "expected"]:
            FRONT.control("sql", f"DROP TABLE IF EXISTS otel.{name}".encode())
        FRONT.control("fill", schema=schema, table=table)
        FRONT.control("fill", document, schema=schema, table="expected")
        wanted = self.rows("expected", columns, order)
        self.send(self.collect(*more), path, document)
        until = time.monotonic() + 10
        while len(got := self.rows(table, columns, order)) < len(wanted) and time.monotonic() < until:
            time.sleep(0.02)
        for row, expected in zip(got, wanted, strict=True):
            self.assertEqual(row, as_collected(expected))

    def test_spans(self):
        self.check("exporter-2024", "otel_traces", "/v1/traces", "*", "Timestamp, SpanId")

    def test_spans_with_columns_of_json(self):
        columns = "* EXCEPT (ResourceAttributesKeys, SpanAttributesKeys)"
        self.check("exporter-json", "otel_traces", "/v1/traces", columns, "Timestamp, SpanId", "--clickhouse-exporter-enable-json")

    def test_logs(self):
        # It takes no other time where a record has none, and writes the structure of a body as it is in OTLP.
        columns = "* EXCEPT (Timestamp, TimestampTime, Body)"
        self.check("logs-2024", "otel_logs", "/v1/logs", columns, "SeverityNumber, TraceId")
        bodies = FRONT.control("sql", b"SELECT Body FROM otel.otel_logs WHERE TraceId != '' ORDER BY Body")
        self.assertEqual(bodies, "\ncart 17 is locked\n")


if __name__ == "__main__":
    unittest.main()
