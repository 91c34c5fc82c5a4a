"""What docs/CLICKHOUSE.md tells an administrator to write is understood by ClickHouse."""

import re
import unittest
import xml.etree.ElementTree as xml
from pathlib import Path

from server.kinds import PACKAGED
from started import Started

DOCUMENT = (Path(__file__).parents[2] / "docs" / "CLICKHOUSE.md").read_text()


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", DOCUMENT, re.S)


class Documents(unittest.TestCase):
    def test_statements_are_grammar(self):
        statements = [one.strip() for block in blocks("sql") for one in block.split(";") if one.strip()]
        self.assertGreater(len(statements), 3)
        with Started() as front:
            for statement in statements:
                with self.subTest(statement):
                    # What is to be filled in stands as three points.
                    front.control("sql", b"SELECT formatQuery({q:String})", param_q=statement.replace("…", "x").replace("\n", "\\n"))

    def test_the_leave_for_other_origins_is_what_a_server_reads(self):
        [text] = blocks("xml")
        section = xml.fromstring(text).find("http_options_response")
        headers = {header.findtext("name"): header.findtext("value") for header in section.findall("header")}
        self.assertEqual(set(headers), set(PACKAGED))
        self.assertEqual(headers["Access-Control-Allow-Headers"], "Authorization")


if __name__ == "__main__":
    unittest.main()
