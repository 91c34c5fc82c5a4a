"""What ClickHouse and DuckDB, both in this process, take to answer the questions of the analyses.

`python benches/sql/peers.py ROWS DIRECTORY ROUNDS` makes a columnar file of the rows, lets both import it, and asks both in turns. It
writes what the native program writes: a line for each measurement, with its name, its unit and its samples, separated by tabs.
The questions are in the files beside this one; README.md says how they differ from what this engine answers.
"""

import sys
import time
from pathlib import Path

import duckdb
from chdb import session

COLUMNS = {
    "trace": "UINTEGER",
    "span": "UINTEGER",
    "parent": "UINTEGER",
    "root": "BOOLEAN",
    "selected": "BOOLEAN",
    "service": "VARCHAR",
    "name": "VARCHAR",
    "kind": "VARCHAR",
    "status": "VARCHAR",
    "message": "VARCHAR",
    "start": "UBIGINT",
    "duration": "UBIGINT",
    "resourceAttributes": "MAP(VARCHAR, VARCHAR)",
    "spanAttributes": "MAP(VARCHAR, VARCHAR)",
    "eventAttributes": "MAP(VARCHAR, VARCHAR)",
}

# Types as in the table of the collector's exporter; sorted as suits questions about traces.
CLICKHOUSE_TABLE = """
    CREATE TABLE spans (
        trace UInt32, span UInt32, parent Nullable(UInt32), root Bool, selected Bool,
        service LowCardinality(String), name LowCardinality(String), kind LowCardinality(String),
        status LowCardinality(String), message String, start UInt64, duration UInt64,
        resourceAttributes Map(LowCardinality(String), String),
        spanAttributes Map(LowCardinality(String), String),
        eventAttributes Map(LowCardinality(String), String)
    ) ENGINE = MergeTree ORDER BY (trace, span)
"""

QUESTIONS = {
    "causes": "error causes",
    "attributes": "attribute comparison",
    "latency": "flame diff with suspects",
}


def main(rows, directory, rounds):
    columnar = Path(directory).resolve() / "spans.parquet"
    duck = duckdb.connect()
    duck.execute(f"COPY (FROM read_json('{rows}', format = 'newline_delimited', columns = {COLUMNS})) TO '{columnar}'")
    duck.execute(f"CREATE TABLE spans AS FROM '{columnar}'")
    house = session.Session()
    house.query("CREATE DATABASE bench ENGINE = Atomic")
    house.query("USE bench")
    house.query(CLICKHOUSE_TABLE)
    house.query(f"INSERT INTO spans SELECT * FROM file('{columnar}', Parquet)")
    house.query("OPTIMIZE TABLE spans FINAL")
    columnar.unlink()

    peers = {
        "ClickHouse": lambda query: len(str(house.query(query, "TabSeparated")).splitlines()),
        "DuckDB": lambda query: len(duck.execute(query).fetchall()),
    }
    for question, name in QUESTIONS.items():
        samples = {peer: [] for peer in peers}
        for round in range(rounds + 1):
            for peer, ask in peers.items():
                query = (Path(__file__).parent / f"{question}.{peer.lower()}.sql").read_text()
                begin = time.perf_counter()
                answers = ask(query)
                milliseconds = (time.perf_counter() - begin) * 1e3
                if answers == 0:
                    sys.exit(f"{peer} has no answer to {question}")
                # The first round warms up.
                if round > 0:
                    samples[peer].append(milliseconds)
        for peer in peers:
            print(f"{name}, {peer}", "ms", *samples[peer], sep="\t")


main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
