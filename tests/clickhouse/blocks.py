"""Writes answers in the format Native to a folder, and beside each the rows that a reader has to find in it.

    python blocks.py FOLDER

`NAME.native` is what the engine sent, one block after the other; `NAME.json` says `columns`, pairs of a name and its type, and
`rows`, a list of values each. In those, whole numbers beyond 32 bits and all others are texts, as JSON would round them; times are the numbers
that the format has, in the unit of their type; maps are lists of pairs; tuples are lists; texts that are no UTF-8 are `{"hex": …}`;
enumerations are their names.
"""

import json
import re
import sys
import tempfile
from pathlib import Path

import examples
import schemas
from server.engine import Engine, identifier

#: A name, and the columns of one row for each `number`.
CASES = {
    "integers": (
        "toUInt8(number * 85) AS u8, toUInt16(number * 21845) AS u16, toUInt32(number * 1431655765) AS u32, "
        "toUInt64(number * 6148914691236517205) AS u64, toInt8(number * 85 - 128) AS i8, toInt16(number * 21845 - 32768) AS i16, "
        "toInt32(number * 1431655765 - 2147483648) AS i32, toInt64(-9223372036854775808 + number) AS i64",
        4,
    ),
    "wide-integers": (
        "toUInt128(toUInt128('340282366920938463463374607431768211455') - number) AS u128, toInt128('-170141183460469231731687303715884105728') + number AS i128, "
        "toUInt256(toUInt256('115792089237316195423570985008687907853269984665640564039457584007913129639935') - number) AS u256, "
        "toInt256('-57896044618658097711785492504343953926634992332820282019728792003956564819968') + number AS i256",
        3,
    ),
    "floats": ("[0., -0., 1.5, nan, inf, -inf, 1e300, 5e-324][number + 1] AS f64, toFloat32([0., -0., 1.5, nan, inf, -inf, 1e30, 1e-45][number + 1]) AS f32", 8),
    "truths": ("number % 2 = 1 AS n, (number % 2)::Bool AS b", 3),
    "texts": ("['', 'a', 'ü', '🙂', 'line\\nbreak', 'quote\\'\"', 'a\\0b', repeat('long ', 60)][number + 1] AS s", 8),
    "bytes": ("unhex(['', 'FF', 'C328', '61E2', '00'][number + 1]) AS s, toFixedString(unhex(['', 'FF', 'C328', '61E2', '00'][number + 1]), 4) AS f", 5),
    "low-cardinality": ("['a', 'b', '', 'a'][number + 1]::LowCardinality(String) AS l, 'same'::LowCardinality(String) AS one", 4),
    "low-cardinality-nullable": ("[NULL, 'a', '', 'a', NULL][number + 1]::LowCardinality(Nullable(String)) AS l", 5),
    "low-cardinality-numbers": ("toLowCardinality(toUInt16(number % 3)) AS l, toLowCardinality(toFixedString(toString(number % 2), 2)) AS f", 7),
    "low-cardinality-300": ("toString(number % 300)::LowCardinality(String) AS l", 700),
    "low-cardinality-70000": ("toString(number)::LowCardinality(String) AS l", 70000),
    "nullable": ("if(number % 2 = 0, NULL, number)::Nullable(UInt64) AS n, if(number % 2 = 1, NULL, toString(number))::Nullable(String) AS s, NULL AS nothing", 4),
    "arrays": ("range(number) AS a, arrayMap(x -> toString(x), range(3 - number)) AS s, arrayMap(x -> range(x), range(number)) AS nested", 4),
    "empty-arrays": ("[]::Array(String) AS a, []::Array(LowCardinality(String)) AS l, [] AS nothing", 3),
    "arrays-of-low-cardinality": ("arrayMap(x -> toString(x % 2), range(number))::Array(LowCardinality(String)) AS a", 5),
    "maps": ("mapFromArrays(arrayMap(x -> toString(x), range(number)), arrayMap(x -> concat('v', toString(x)), range(number))) AS m", 4),
    "maps-of-low-cardinality": (
        "mapFromArrays(arrayMap(x -> concat('k', toString(x)), range(number)), range(number))::Map(LowCardinality(String), String) AS m, "
        "mapFromArrays(range(number), arrayMap(x -> toString(x % 2), range(number)))::Map(UInt8, LowCardinality(String)) AS n",
        4,
    ),
    "empty-maps": ("map()::Map(LowCardinality(String), String) AS m, 'x'::LowCardinality(String) AS l", 3),
    "arrays-of-maps": (
        "arrayMap(y -> mapFromArrays(arrayMap(x -> concat('k', toString(x)), range(y)), range(y)), range(number))"
        "::Array(Map(LowCardinality(String), String)) AS a",
        5,
    ),
    "tuples": ("tuple(number, toString(number)) AS t, CAST((number, [toString(number)]), 'Tuple(a UInt8, b Array(LowCardinality(String)))') AS named, [(number, 'x'::LowCardinality(String))] AS list", 3),
    "enums": ("CAST(number, 'Enum8(\\'zero\\' = 0, \\'it\\\\\\'s, one\\' = 1, \\'two\\' = 2)') AS e8, CAST(number * 1000 - 1000, 'Enum16(\\'minus\\' = -1000, \\'zero\\' = 0, \\'plus\\' = 1000)') AS e16", 3),
    "times": (
        "fromUnixTimestamp64Nano(toInt64([0, -1, 1790000000123456789, 9223372036854775807][number + 1])) AS nanoseconds, "
        "toDateTime64(1790000000.125, 3, 'Europe/Berlin') AS milliseconds, toDateTime64(1790000000.5, 0, 'UTC') AS seconds, "
        "toDateTime([0, 1, 1790000000, 4294967295][number + 1]) AS plain, toDateTime(1790000000, 'Asia/Tokyo') AS zoned, "
        "toDate([0, 1, 20000, 65535][number + 1]) AS date, toDate32([-1, 0, 1, 20000][number + 1]) AS date32",
        4,
    ),
    "uuids": ("toUUID('61f0c404-5cb3-11e7-907b-a6006ad3dba0') AS u, toIPv4('1.2.3.4') AS v4, toIPv6('2001:db8::1') AS v6", 2),
    "decimals": ("toDecimal32(number - 1, 2) AS d32, toDecimal64(number - 1, 5) AS d64, toDecimal128(number - 1, 10) AS d128", 3),
    "aggregates": ("CAST(toDateTime(number), 'SimpleAggregateFunction(min, DateTime)') AS m, CAST(number, 'SimpleAggregateFunction(sum, UInt64)') AS s", 3),
    "one-column": ("number", 1),
    "many-columns": (", ".join(f"number + {n} AS c{n}" for n in range(200)), 2),
    "odd-names": ("1 AS `a b`, 2 AS `ü`, 3 AS `q\\`x`, 4 AS `Events.Name`", 1),
}


def expected(column, type_of):
    """An expression whose JSON is the value of a column as this file's head has it."""
    name, inner = outer(type_of)
    match name:
        case "Array":
            return f"arrayMap(x -> {expected('x', inner[0])}, {column})"
        case "Map":
            pairs = f"CAST({column}, 'Array(Tuple({', '.join(inner)}))')"
            return f"arrayMap(x -> {members('x', inner)}, {pairs})"
        case "Nested":
            return f"arrayMap(x -> {members('x', [after_name(one) for one in inner])}, {column})"
        case "Tuple":
            return members(column, [after_name(one) for one in inner])
        case "DateTime64":
            unit = {"0": "", "3": "64Milli", "6": "64Micro", "9": "64Nano"}[inner[0]]
            return f"toString(toUnixTimestamp{unit}({column}))"
        case "DateTime":
            return f"toString(toUnixTimestamp({column}))"
        case "Date" | "Date32":
            return f"toInt32({column})"
        case "FixedString":
            return f"unhex(hex({column}))"
        case "SimpleAggregateFunction":
            return expected(column, inner[1])
        case "Nullable" | "LowCardinality":
            return expected(column, inner[0])
        case _ if re.match(r"Decimal|Float|U?Int(64|128|256)$", name):
            return f"toString({column})"
        case _:
            return column


def members(column, types):
    """The members of a tuple, as a list."""
    return f"tuple({', '.join(expected(f'tupleElement({column}, {at})', one) for at, one in enumerate(types, 1))})"


def after_name(member):
    """The type of a member of a tuple, which may have a name before it."""
    name, space, rest = member.partition(" ")
    return rest if space and re.fullmatch(r"\w+", name) else member


def outer(type_of):
    """The name of a type and what it has in brackets: `Map(String, UInt8)` is `Map` and `String`, `UInt8`."""
    name, bracket, rest = type_of.partition("(")
    parts, depth, quoted = [""], 0, False
    for at, letter in enumerate(rest[:-1]):
        quoted ^= letter == "'" and rest[at - 1] != "\\"
        depth += 0 if quoted else {"(": 1, ")": -1}.get(letter, 0)
        if letter == "," and not depth and not quoted:
            parts.append("")
        else:
            parts[-1] += letter
    return name, [part.strip() for part in parts] if bracket else []


def write(folder, name, connection, select):
    """Writes one answer, and what is in it."""
    data = b"".join(connection.stream(select, "Native"))
    columns = described(connection, select)
    wanted = ", ".join(f"{expected(identifier(column), type_of)} AS c{at}" for at, (column, type_of) in enumerate(columns))
    lines, _ = connection.query(f"SELECT {wanted} FROM ({select})", "JSONCompactEachRow")
    rows = [said(json.loads(line.decode(errors="surrogateescape"))) for line in lines.splitlines()]
    told = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    (folder / f"{name}.native").write_bytes(data)
    (folder / f"{name}.json").write_text(f'{{"columns": {json.dumps(columns, ensure_ascii=False)},\n"rows": [\n{told}\n]}}\n')


def described(connection, select):
    """The names and types of the columns of an answer."""
    lines, _ = connection.query(f"DESCRIBE ({select}) SETTINGS print_pretty_type_names = 0", "JSONCompactEachRow")
    return [json.loads(line)[:2] for line in lines.splitlines()]


def said(value):
    """A value, with what is no UTF-8 as hexadecimal digits."""
    if isinstance(value, str):
        data = value.encode(errors="surrogateescape")
        try:
            return data.decode()
        except UnicodeDecodeError:
            return {"hex": data.hex()}
    return [said(inner) for inner in value] if isinstance(value, list) else value


def columns_of(connection, table):
    """The columns of a table to select: those of type JSON as text, the only way in which they are read."""
    for name, type_of in described(connection, f"SELECT * FROM {table}"):
        column = identifier(name)
        match type_of:
            case "JSON":
                yield f"toJSONString({column}) AS {column}"
            case "Array(JSON)":
                yield f"arrayMap(one -> toJSONString(one), {column}) AS {column}"
            case _:
                yield column


def write_tables(folder, engine, connection):
    """All columns of the examples in a table of each schema, but for the one whose columns only queries have."""
    for schema in schemas.SCHEMAS:
        if schema == "signoz":
            continue
        filled = engine.connect()
        schemas.create(filled, schema, "otel", schema)
        schemas.fill(filled, schema, examples.spans() if schema in schemas.TRACES else examples.logs(), "otel", schema)
        table = f"otel.{identifier(schema)}"
        select = f"SELECT {', '.join(columns_of(connection, table))} FROM {table} ORDER BY Timestamp, SpanId"
        write(folder, f"table-{schema}", connection, select)
        write(folder, f"table-{schema}-by-2", connection, f"{select} SETTINGS max_block_size = 2")


def main(folder):
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as directory:
        engine = Engine(directory, {"administrator": ["ALL ON *.*"]})
        connection = engine.connect()
        connection.set({"max_threads": 1, "allow_suspicious_low_cardinality_types": 1, "output_format_json_named_tuples_as_objects": 0})
        for name, (columns, rows) in CASES.items():
            write(folder, name, connection, f"SELECT {columns} FROM numbers({rows})")
        for name in ["texts", "low-cardinality", "maps-of-low-cardinality", "arrays-of-maps", "nullable"]:
            columns, rows = CASES[name]
            for size in [1, 2, 3]:
                write(folder, f"{name}-by-{size}", connection, f"SELECT {columns} FROM numbers({rows}) SETTINGS max_block_size = {size}")
        write(folder, "no-rows", connection, "SELECT 1 AS a WHERE 0")
        write_tables(folder, engine, connection)
        engine.close()


if __name__ == "__main__":
    main(sys.argv[1])
