"""The answers of ClickHouse that tests of the reader have as files are those that the engine writes now."""

import tempfile
import unittest
from pathlib import Path

import blocks

FOLDER = Path(__file__).parents[1] / "data" / "clickhouse"


class Blocks(unittest.TestCase):
    def test_they_are_what_the_engine_writes(self):
        with tempfile.TemporaryDirectory() as directory:
            blocks.main(directory)
            written = {path.name: path.read_bytes() for path in Path(directory).iterdir()}
        files = {path.name: path for path in (FOLDER / "types").iterdir()}
        files |= {f"table-{path.name}": path for path in (FOLDER / "tables").glob("*.native")}
        self.assertGreater(len(files), 50)
        for name, path in files.items():
            with self.subTest(name):
                self.assertEqual(path.read_bytes(), written[name])


if __name__ == "__main__":
    unittest.main()
