"""Answers come, break off and end as those of a ClickHouse server do."""

import gzip
import http.client
import re
import socket
import threading
import time
import unittest
import zlib
from urllib.parse import urlencode

from backports import zstd

import examples
from case import SLOW, FrontTest, setUpModule

#: Fails when a mebibyte has been sent, and so slowly that it is on its way by then.
FAILING = "SELECT number, repeat('x', 200) AS filling, sleepEachRow(0.000002), throwIf(number = 150000, 'boom') FROM numbers(200000) FORMAT Native"


class Answers(FrontTest):
    def test_they_say_what_they_are(self):
        _, headers, _ = self.front.ask("SELECT 1 FORMAT JSONEachRow", query_id="mine")
        wanted = ["X-ClickHouse-Query-Id", "X-ClickHouse-Format", "Transfer-Encoding", "Content-Type"]
        self.assertEqual([headers[name] for name in wanted], ["mine", "JSONEachRow", "chunked", "application/x-ndjson; charset=UTF-8"])
        self.assertRegex(headers["X-ClickHouse-Exception-Tag"], r"^[a-z]{16}$")

    def test_they_are_compressed_where_a_client_accepts_it(self):
        unpack = {"gzip": gzip.decompress, "deflate": zlib.decompress, "zstd": zstd.decompress, None: bytes}
        for accepted, sent in [("gzip, deflate, br, zstd", "zstd"), ("gzip, deflate", "gzip"), ("deflate", "deflate"), ("br", None), ("", None)]:
            _, headers, body = self.front.ask("SELECT 'a' FROM numbers(1000)", headers={"Accept-Encoding": accepted})
            self.assertEqual((headers["Content-Encoding"], unpack[sent](body)), (sent, b"a\n" * 1000))
        _, headers, _ = self.front.ask("SELECT 1", headers={"Accept-Encoding": "gzip"}, enable_http_compression=0)
        self.assertIsNone(headers["Content-Encoding"])

    def test_a_connection_serves_many_requests(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.front.ports["stock"], timeout=20)
        answers = []
        for query in ["SELECT 1", "SELEC", "INSERT INTO otel.nothing FORMAT CSV\n" + "1\n" * 100000, "SELECT 2"]:
            connection.request("POST", "/", query)
            answers.append(connection.getresponse())
            answers[-1].read()
        self.assertEqual([answer.status for answer in answers], [200, 400, 404, 200])
        self.assertTrue(all(answer.headers["Connection"] == "Keep-Alive" for answer in answers))
        connection.close()

    def test_health(self):
        self.assert_answer(self.front.send("GET", "/ping"), b"Ok.\n")
        self.assertEqual(self.front.send("GET", "/nothing")[0], 404)

    def test_large_ones_come_a_block_at_a_time(self):
        self.front.control("faults", [{"block_wait_ms": 50}])
        connection = http.client.HTTPConnection("127.0.0.1", self.front.ports["stock"], timeout=20)
        connection.request("POST", "/?max_block_size=10&max_threads=1", "SELECT number FROM numbers(40) FORMAT JSONEachRow")
        answer, times = connection.getresponse(), []
        while answer.read1(1000):
            times.append(time.monotonic())
        connection.close()
        self.assertEqual(len(times), 4)
        self.assertGreater(times[-1] - times[0], 0.1)

    def test_an_error_after_the_first_mebibyte_ends_the_answer_without_its_last_chunk(self):
        with self.assertRaises(http.client.IncompleteRead) as caught:
            self.front.ask(FAILING, max_block_size=10000, max_threads=1, enable_http_compression=0)
        tail = re.search(rb"\r\n__exception__\r\n([a-z]{16})\r\n(Code: 395[\s\S]*)\n(\d+) ([a-z]{16})\r\n__exception__\r\n$", caught.exception.partial)
        self.assertEqual((tail[1], int(tail[3])), (tail[4], len(tail[2]) + 1))

    def test_an_older_server_writes_it_as_text(self):
        self.front.control("faults", [{"old_exceptions": True}])
        status, headers, body = self.front.ask(FAILING, max_block_size=10000, max_threads=1)
        self.assertEqual((status, headers["X-ClickHouse-Exception-Tag"]), (200, None))
        self.assertRegex(body[-400:], rb"Code: 395\. DB::Exception: boom[^\n]*\n$")

    def test_waiting_for_the_end_gives_it_a_status(self):
        self.assert_error(self.front.ask(FAILING, max_block_size=10000, max_threads=1, wait_end_of_query=1), 500, 395, "boom")


class Endings(FrontTest):
    def ids(self):
        return [query["id"] for query in self.front.control("queries")]

    def in_background(self, *arguments, **more):
        answers = []
        thread = threading.Thread(target=lambda: answers.append(self.front.ask(*arguments, **more)), daemon=True)
        thread.start()
        return thread, answers

    def test_kill_query_ends_one_of_ones_own_by_its_id(self):
        thread, answers = self.in_background(SLOW, query_id="slow", user="viewer", password="view")
        self.wait_until(lambda: self.ids() == ["slow"])
        kill = lambda user, password: self.front.ask("KILL QUERY WHERE query_id = {id:String} ASYNC", user=user, password=password, param_id="slow")
        self.assert_answer(kill("reader", "read"), b"")
        self.assert_answer(kill("viewer", "view"), f"waiting\tslow\tviewer\t{SLOW}\n".encode())
        thread.join(10)
        self.assert_error(answers[0], 500, 394, "Query was cancelled")
        self.assertEqual(self.ids(), [])

    def test_an_id_is_used_once_at_a_time(self):
        thread, _ = self.in_background(SLOW, query_id="twice")
        self.wait_until(lambda: self.ids() == ["twice"])
        self.assert_error(self.front.ask("SELECT 1", query_id="twice"), 500, 216)
        self.front.ask("KILL QUERY WHERE query_id = 'twice'")
        thread.join(10)

    def leave(self, **parameters):
        """A client that asks something slow and goes away."""
        connection = socket.create_connection(("127.0.0.1", self.front.ports["stock"]))
        head = f"POST /?{urlencode(parameters)} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(SLOW)}\r\n\r\n"
        connection.sendall(head.encode() + SLOW.encode())
        self.wait_until(lambda: self.ids() == [parameters["query_id"]])
        connection.close()

    def test_a_client_that_goes_ends_its_query_where_a_setting_says_so(self):
        self.leave(query_id="left", readonly=2, cancel_http_readonly_queries_on_client_close=1)
        self.wait_until(lambda: self.ids() == [])

    def test_a_client_that_goes_leaves_its_query_behind_otherwise(self):
        self.leave(query_id="kept", cancel_http_readonly_queries_on_client_close=1)
        time.sleep(0.3)
        self.assertEqual(self.ids(), ["kept"])
        self.front.ask("KILL QUERY WHERE query_id = 'kept' ASYNC")
        self.wait_until(lambda: self.ids() == [])

    def test_a_server_that_stops_cuts_its_connections_and_comes_back(self):
        self.front.control("faults", [{"match": "numbers", "blocks": 1, "then": "hold"}])
        connection = http.client.HTTPConnection("127.0.0.1", self.front.ports["bundle"], timeout=20)
        connection.request("POST", "/?max_block_size=10", "SELECT number FROM numbers(100) FORMAT JSONEachRow")
        answer = connection.getresponse()
        answer.read1(1)
        self.front.control("stop", kind="bundle")
        with self.assertRaises((http.client.IncompleteRead, ConnectionError)):
            answer.read()
        connection.close()
        with self.assertRaises(ConnectionRefusedError):
            self.front.ask("SELECT 1", kind="bundle")
        self.front.control("start", kind="bundle")
        self.assert_answer(self.front.ask("SELECT 1", kind="bundle"), b"1\n")
        self.wait_until(lambda: self.ids() == [])


class Faults(FrontTest):
    def test_some_requests_are_met_and_others_spared(self):
        self.front.control("faults", [{"match": "SELECT 1", "after": 1, "times": 1, "status": 401, "text": "who are you?"}])
        statuses = [self.front.ask(query)[0] for query in ["SELECT 2", "SELECT 1", "SELECT 1", "SELECT 1"]]
        self.assertEqual(statuses, [200, 200, 401, 200])

    def test_a_stream_is_cut_or_ends_early_as_if_it_were_whole(self):
        query = "SELECT number FROM numbers(30) FORMAT CSV"
        self.front.control("faults", [{"blocks": 1, "then": "end"}])
        self.assert_answer(self.front.ask(query, max_block_size=10, max_threads=1), b"".join(b"%d\n" % n for n in range(10)))
        self.front.control("faults", [{"blocks": 2, "then": "cut"}])
        with self.assertRaises(http.client.IncompleteRead) as caught:
            self.front.ask(query, max_block_size=10, max_threads=1)
        self.assertEqual(len(caught.exception.partial.split()), 20)

    def test_rows_of_one_insert_come_as_a_block(self):
        self.front.control("sql", b"DROP TABLE IF EXISTS otel.parts")
        self.front.control("fill", examples.SPANS.read_bytes(), schema="exporter-2024", table="parts", part=3)
        answer = self.front.ask("SELECT Duration FROM otel.parts", default_format="Native", user="reader", password="read")
        self.assertEqual(sorted(re.findall(rb"\x01([\x00-\x0a])\x08Duration\x06UInt64", answer[2])), [b"\1", b"\3", b"\3", b"\3"])

    def test_an_error_of_ones_own_choice_comes_before_or_after_some_blocks(self):
        self.front.control("faults", [{"blocks": 0, "then": "fail", "text": "Code: 159. DB::Exception: too long. (TIMEOUT_EXCEEDED)"}])
        self.assert_error(self.front.ask("SELECT 1"), 408, 159, "too long")
        self.front.control("faults", [{"blocks": 2, "then": "fail", "text": "Code: 241. DB::Exception: too much. (MEMORY_LIMIT_EXCEEDED)"}])
        with self.assertRaises(http.client.IncompleteRead) as caught:
            self.front.ask("SELECT number FROM numbers(30) FORMAT CSV", max_block_size=10, max_threads=1)
        self.assertIn(b"19\n\r\n__exception__\r\n", caught.exception.partial)

    def test_what_is_no_fault_is_refused(self):
        self.assertEqual(self.front.send("POST", "/faults", b'[{"mach": "x"}]', kind="control")[0], 400)

    def test_requests_are_told(self):
        self.front.ask("SELECT 1", user="reader", password="read")
        told = self.front.control("requests")
        self.assertEqual([(one["query"], one["status"], one["kind"], one["method"]) for one in told], [("SELECT 1", 200, "stock", "POST")])


if __name__ == "__main__":
    unittest.main()
