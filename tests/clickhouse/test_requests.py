"""What is asked, by whom and with which settings is understood as a ClickHouse server does."""

import base64
import gzip
import http.client
import json
import unittest
from urllib.parse import quote

from case import SLOW, FrontTest, setUpModule
from server.engine import identifier

ORIGIN = {"Origin": "https://page.example"}


class Credentials(FrontTest):
    def test_they_may_come_in_the_url_a_basic_header_or_headers_of_its_own(self):
        basic = {"Authorization": "Basic " + base64.b64encode(b"reader:read").decode()}
        own = {"X-ClickHouse-User": "reader", "X-ClickHouse-Key": "read"}
        for answer in [
            self.front.ask("SELECT currentUser()", user="reader", password="read"),
            self.front.ask("SELECT currentUser()", headers=basic),
            self.front.ask("SELECT currentUser()", headers=own),
        ]:
            self.assert_answer(answer, b"reader\n")

    def test_letters_beyond_ascii_and_signs_work_everywhere(self):
        name, password = "ü&b c", "p ä:s%s+w/ö=r?d#🙂"
        own = {"X-ClickHouse-User": name.encode(), "X-ClickHouse-Key": password.encode()}
        self.assert_answer(self.front.ask("SELECT 1", user=name, password=password), b"1\n")
        self.assert_answer(self.front.ask("SELECT 1", headers=own), b"1\n")

    def test_a_wrong_password_is_403_and_so_is_an_unknown_user(self):
        for user in ["reader", "nobody", "default"]:
            answer = self.front.ask("SELECT 1", user=user, password="wrong")
            self.assert_error(answer, 403, 516, f"{user}: Authentication failed: password is incorrect, or there is no user with such name")

    def test_two_places_at_once_are_refused(self):
        own = {"X-ClickHouse-User": "reader", "X-ClickHouse-Key": "read"}
        self.assert_error(self.front.ask("SELECT 1", headers=own, user="reader"), 403, 516, "simultaneously")

    def test_tokens_are_refused(self):
        bearer = {"Authorization": "Bearer abc"}
        self.assert_error(self.front.ask("SELECT 1", headers=bearer), 403, 516, "'Bearer' HTTP Authorization scheme is not supported")


class Origins(FrontTest):
    def test_the_packaged_configuration_answers_preflights_and_every_origin(self):
        status, headers, body = self.front.send("OPTIONS", "/?query=SELECT+1", headers=ORIGIN | {"Access-Control-Request-Method": "POST"})
        self.assertEqual((status, body, headers["Access-Control-Allow-Origin"]), (204, b"", "*"))
        self.assertIn("Authorization", headers["Access-Control-Allow-Headers"])
        self.assertNotIn("content-type", headers["Access-Control-Allow-Headers"].lower())
        for answer in [self.front.ask("SELECT 1", headers=ORIGIN), self.front.ask("SELEC", headers=ORIGIN), self.front.ask("SELECT 1", headers=ORIGIN, user="x")]:
            self.assertEqual(answer[1]["Access-Control-Allow-Origin"], "*")
        self.assertIsNone(self.front.ask("SELECT 1")[1]["Access-Control-Allow-Origin"])

    def test_a_bundle_ends_the_connection_at_a_preflight(self):
        with self.assertRaises(http.client.RemoteDisconnected):
            self.front.send("OPTIONS", "/", headers=ORIGIN, kind="bundle")

    def test_a_bundle_allows_origins_by_a_setting_after_the_password_was_right(self):
        ask = lambda query="SELECT 1", **more: self.front.ask(query, kind="bundle", headers=ORIGIN, **more)[1]["Access-Control-Allow-Origin"]
        self.assertIsNone(ask())
        self.assertEqual(ask(add_http_cors_header=1), "*")
        self.assertEqual(ask("SELECT nothing", add_http_cors_header=1), "*")
        self.assertIsNone(ask(add_http_cors_header=1, user="x"))
        self.assertIsNone(ask(add_http_cors_header=1, user="reader", password="read"))
        self.assertEqual(ask(add_http_cors_header=1, user="page", password="page"), "*")


class Settings(FrontTest):
    def test_a_read_only_user_may_pass_none_that_changes(self):
        ask = lambda **more: self.front.ask("SELECT getSetting('readonly')", user="reader", password="read", **more)
        self.assert_answer(ask(), b"1\n")
        self.assert_answer(ask(readonly=1), b"1\n")
        self.assert_error(ask(max_threads=1), 500, 164, "Cannot modify 'max_threads' setting in readonly mode")
        self.assert_error(ask(readonly=2), 500, 164, "Cannot modify 'readonly' setting in readonly mode")
        self.assert_answer(ask(query_id="a", database="otel", default_format="CSV", wait_end_of_query=1, buffer_size=10, param_x=1), b"1\n")

    def test_a_query_may_not_either(self):
        self.assert_error(self.front.ask("SELECT 1 SETTINGS max_threads = 1", user="reader", password="read"), 500, 164)

    def test_readonly_2_allows_all_but_itself(self):
        ask = lambda **more: self.front.ask("SELECT getSetting('readonly')", user="viewer", password="view", **more)
        self.assert_answer(ask(max_threads=1, cancel_http_readonly_queries_on_client_close=1), b"2\n")
        self.assert_error(ask(readonly=0), 500, 164)

    def test_who_may_write_may_give_that_up(self):
        ask = lambda query: self.front.ask(query, readonly=2)
        self.assert_answer(ask("SELECT getSetting('readonly')"), b"2\n")
        self.assert_error(ask("CREATE TABLE t (a Int8) ENGINE = Memory"), 500, 164, "Cannot execute query in readonly mode")

    def test_a_get_never_writes(self):
        answer = self.front.send("GET", "/?query=" + quote("CREATE TABLE t (a Int8) ENGINE = Memory"))
        self.assert_error(answer, 500, 164)

    def test_an_unknown_setting_is_404(self):
        self.assert_error(self.front.ask("SELECT 1", no_such_setting=1), 404, 115, "no_such_setting")

    def test_the_server_for_readers_has_such_a_default_user(self):
        self.assert_answer(self.front.ask("SELECT getSetting('readonly')", kind="readonly"), b"1\n")
        self.assert_error(self.front.ask("SELECT 1", kind="readonly", max_threads=1), 500, 164)


class Rights(FrontTest):
    def test_a_table_that_one_may_not_read_is_403_and_not_listed(self):
        self.front.control("sql", b"CREATE TABLE IF NOT EXISTS otel.secret (a Int8) ENGINE = Memory")
        who = {"user": "stranger", "password": "strange"}
        self.assert_error(self.front.ask("SELECT * FROM otel.secret", **who), 403, 497, "stranger: Not enough privileges")
        self.assert_answer(self.front.ask("SELECT count() FROM system.tables WHERE database = 'otel'", **who), b"0\n")

    def test_a_table_or_database_that_is_not_there_is_404(self):
        self.assert_error(self.front.ask("SELECT * FROM otel.nothing"), 404, 60)
        for user, password in [("admin", "secret"), ("stranger", "strange")]:
            self.assert_error(self.front.ask("SELECT 1", database="nothing", user=user, password=password), 404, 81)
        self.assert_answer(self.front.ask("SELECT 1", database="otel", user="stranger", password="strange"), b"1\n")
        self.assert_error(self.front.ask("SELECT * FROM nothing.t"), 404, 81)


class Clusters(FrontTest):
    def test_a_query_within_another_has_to_be_global_over_several_shards(self):
        self.front.control("sql", b"CREATE OR REPLACE TABLE otel.here (a Int8) ENGINE = MergeTree ORDER BY a")
        self.front.control("sql", b"CREATE OR REPLACE TABLE otel.twice AS otel.here ENGINE = Distributed(two, otel, here)")
        self.front.control("sql", b"INSERT INTO otel.here VALUES (1), (2)")
        ask = lambda word: self.front.ask(f"SELECT count() FROM otel.twice WHERE a {word} (SELECT a FROM otel.twice WHERE a = 1)", user="reader", password="read")
        self.assert_error(ask("IN"), 500, 288)
        self.assert_answer(ask("GLOBAL IN"), b"2\n")


class Queries(FrontTest):
    def test_a_query_may_be_in_the_url_the_body_or_both(self):
        self.assert_answer(self.front.send("GET", "/?query=SELECT+1"), b"1\n")
        self.assert_answer(self.front.ask("SELECT 2"), b"2\n")
        self.assert_answer(self.front.send("POST", "/?query=SELECT", b"3"), b"3\n")
        self.assert_error(self.front.ask(""), 400, 62, "Empty query")

    def test_several_statements_are_refused(self):
        self.assert_error(self.front.ask("SELECT 1; SELECT 2"), 400, 62, "Multi-statements are not allowed")
        self.assert_answer(self.front.ask("SELECT ';' -- ; \n;"), b";\n")

    def test_formats(self):
        self.assert_answer(self.front.ask("SELECT 1 AS a", default_format="JSONEachRow"), b'{"a":1}\n')
        self.assert_answer(self.front.ask("SELECT 1 AS a", headers={"X-ClickHouse-Format": "CSV"}), b"1\n")
        self.assert_answer(self.front.ask("SELECT 1 AS a FORMAT Native", default_format="CSV"), b"\x01\x01\x01a\x05UInt8\x01")
        self.assert_answer(self.front.ask("SELECT 1 WHERE 0 FORMAT Native"), b"")
        self.assert_error(self.front.ask("SELECT 1 FORMAT Nothing"), 404, 73, r"Exception: Unknown format Nothing")
        self.assertEqual(json.loads(self.front.ask("SELECT number FROM numbers(200000) FORMAT JSON")[2])["rows"], 200000)

    def test_parameters_are_in_escaped_form(self):
        odd = "'; DROP TABLE t; -- \\ \t\n\0 {x} \"`🙂"
        told = odd.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\0", "\\0")
        self.assert_answer(self.front.ask("SELECT hex({x:String})", param_x=told), odd.encode().hex().upper().encode() + b"\n")
        self.assert_answer(self.front.ask("SELECT {a:Array(UInt64)}[2], {n:Int256}", param_a="[1,2]", param_n="-7"), b"2\t-7\n")
        self.assert_error(self.front.ask("SELECT {x:String}", param_x="a\tb"), 500, 457)
        self.assert_error(self.front.ask("SELECT {x:String}"), 500, 456)

    def test_fields_of_a_form_are_parameters(self):
        line = "--edge\r\nContent-Disposition: form-data; name=\"{}\"\r\n\r\n{}\r\n"
        body = (line.format("query", "SELECT {x:String}, {y:UInt8}") + line.format("param_x", "ü\\\\") + "--edge--\r\n").encode()
        answer = self.front.ask(headers={"Content-Type": "multipart/form-data; boundary=edge"}, body=body, param_y=3)
        self.assert_answer(answer, "ü\\\\\t3\n".encode())

    def test_names_are_parameters_too_and_taken_as_they_stand(self):
        for name in ["plain", "a`b", "it's \"odd\"; -- \\ {x:String} \t\n🙂"]:
            self.front.control("sql", f"CREATE OR REPLACE TABLE otel.{identifier(name)} (x Int8) ENGINE = Memory".encode())
            self.assert_answer(self.front.ask("SELECT count() FROM {d:Identifier}.{t:Identifier}", param_d="otel", param_t=name), b"0\n")

    def test_time_and_memory_have_limits(self):
        self.assert_error(self.front.ask(SLOW, user="hasty", password="hasty"), 408, 159)
        self.assert_error(self.front.ask("SELECT length(groupArray(number)) FROM numbers(10000000)", user="small", password="small"), 500, 241)

    def test_data_are_inserted(self):
        self.front.control("sql", b"CREATE OR REPLACE TABLE otel.t (a UInt8, b String) ENGINE = Memory")
        insert = "/?query=" + quote("INSERT INTO otel.t (a, b) FORMAT RowBinary") + "&async_insert=1&wait_for_async_insert=1"
        self.assert_answer(self.front.send("POST", insert, iter([b"\1\3", b"abc\2", b"\1\xff"])), b"")
        self.assert_answer(self.front.send("POST", insert, gzip.compress(b"\3\0"), {"Content-Encoding": "gzip"}), b"")
        self.assert_answer(self.front.ask('INSERT INTO otel.t FORMAT JSONEachRow\n{"a": 4, "b": "x"}'), b"")
        self.assert_answer(self.front.ask("SELECT a, hex(b) FROM otel.t ORDER BY a"), b"1\t616263\n2\tFF\n3\t\n4\t78\n")
        self.assertEqual(self.front.send("POST", insert, b"\1\x30a")[0], 500)


if __name__ == "__main__":
    unittest.main()
