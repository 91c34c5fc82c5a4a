"""What tests of the front begin with: `from case import FrontTest, setUpModule`."""

import time
import unittest

from started import Started

#: Runs for minutes.
SLOW = "SELECT count() FROM numbers(100000000000) WHERE sipHash64(number) = 1"

FRONT = Started()


def setUpModule():
    FRONT.__enter__()
    unittest.addModuleCleanup(FRONT.__exit__)


class FrontTest(unittest.TestCase):
    """Nothing goes wrong on purpose where a test begins."""

    front = FRONT

    def setUp(self):
        self.front.control("faults", [])
        self.front.control("requests")

    def assert_answer(self, answer, body, status=200):
        self.assertEqual((answer[0], answer[2]), (status, body))

    def assert_error(self, answer, status, code, words=""):
        self.assertEqual((answer[0], answer[1]["X-ClickHouse-Exception-Code"]), (status, str(code)), answer[2])
        self.assertRegex(answer[2].decode(), rf"^Code: {code}\. DB::Exception: [\s\S]*{words}[\s\S]* \(version 26\.[\d.]+ \(official build\)\)\n$")

    def wait_until(self, holds):
        until = time.monotonic() + 10
        while not holds():
            self.assertLess(time.monotonic(), until)
            time.sleep(0.01)
