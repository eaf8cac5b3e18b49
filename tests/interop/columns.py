"""Reads what goflow wrote (`check FOLDER`), and writes what goflow is to read (`write FOLDER`).

The rows are those of goflow/tests/columns/every.rs.
"""

import datetime as dt
import decimal
import pathlib
import sys
import uuid

import duckdb
import fastavro
import pyarrow as pa
import pyarrow.parquet as pq

UTC = dt.timezone.utc
D = decimal.Decimal
decimal.getcontext().prec = 60


def local(text):
    return dt.datetime.fromisoformat(text)


def stamp(text):
    return local(text).replace(tzinfo=UTC)


ROWS = [
    dict(
        a_i8=-128, a_i16=-32768, a_i32=-(2**31), a_i64=-(2**63), a_u8=0, a_u16=0, a_u32=0,
        a_f32=-1.5, a_f64=sys.float_info.min, a_bool=False, text="", bytes=b"", maybe=None,
        list=[], names=None, map={}, place=dict(name="", height=None), home=None, status="on_time",
        date=dt.date(1900, 3, 1), time=dt.time(0), time_ms=dt.time(0),
        local=local("1969-12-31T23:59:59.999999"), stamp=stamp("1969-12-31T23:59:59.999999"),
        stamp_ms=stamp("1969-12-31T23:59:59.999"), id=uuid.UUID(int=0), price=D("-9999999999.99"),
        big=None,
    ),
    dict(
        a_i8=127, a_i16=32767, a_i32=2**31 - 1, a_i64=2**63 - 1, a_u8=255, a_u16=65535,
        a_u32=2**32 - 1, a_f32=0.25, a_f64=1e300, a_bool=True, text='Grüße, "世界"\n',
        bytes=bytes([0, 255, 10]), maybe=-7, list=[1, -2, 3], names=["a", None],
        map={"one": 1, "two": 2}, place=dict(name="JFK", height=3.5),
        home=dict(name="LGA", height=None), status="late", date=dt.date(2013, 7, 4),
        time=dt.time(23, 59, 59, 999999), time_ms=dt.time(12, 34, 56, 789000),
        local=local("2013-01-01T05:15:00.123456"), stamp=stamp("2013-01-01T05:15:00.123456"),
        stamp_ms=stamp("2013-01-01T05:15:00.123"),
        id=uuid.UUID("67e55044-10b1-426f-9247-bb680e5fe0c8"), price=D("1234.50"),
        big=D("-12345678901234567890123.45678"),
    ),
]

PLACE = pa.struct([pa.field("name", pa.string(), False), pa.field("height", pa.float64())])
TYPES = dict(
    a_i8=pa.int8(), a_i16=pa.int16(), a_i32=pa.int32(), a_i64=pa.int64(), a_u8=pa.uint8(),
    a_u16=pa.uint16(), a_u32=pa.uint32(), a_f32=pa.float32(), a_f64=pa.float64(),
    a_bool=pa.bool_(), text=pa.string(), bytes=pa.binary(), maybe=pa.int64(),
    list=pa.list_(pa.field("element", pa.int32(), False)),
    names=pa.list_(pa.field("element", pa.string())),
    map=pa.map_(pa.string(), pa.field("value", pa.int64(), False)), place=PLACE, home=PLACE,
    status=pa.string(), date=pa.date32(), time=pa.time64("us"), time_ms=pa.time32("ms"),
    local=pa.timestamp("us"), stamp=pa.timestamp("us", "UTC"),
    stamp_ms=pa.timestamp("ms", "UTC"), id=pa.uuid(), price=pa.decimal128(12, 2),
    big=pa.decimal128(30, 5),
)
NULLABLE = {"maybe", "names", "home", "big"}

DUCK = dict(
    a_i8="TINYINT", a_i16="SMALLINT", a_i32="INTEGER", a_i64="BIGINT", a_u8="UTINYINT",
    a_u16="USMALLINT", a_u32="UINTEGER", a_f32="FLOAT", a_f64="DOUBLE", a_bool="BOOLEAN",
    text="VARCHAR", bytes="BLOB", maybe="BIGINT", list="INTEGER[]", names="VARCHAR[]",
    map="MAP(VARCHAR, BIGINT)", place='STRUCT("name" VARCHAR, height DOUBLE)',
    home='STRUCT("name" VARCHAR, height DOUBLE)', status="VARCHAR", date="DATE", time="TIME",
    time_ms="TIME", local="TIMESTAMP", stamp="TIMESTAMP WITH TIME ZONE",
    stamp_ms="TIMESTAMP WITH TIME ZONE", id="UUID", price="DECIMAL(12,2)", big="DECIMAL(30,5)",
)


def avro_type(name, kind, logical=None, **more):
    plain = dict(type=kind, logicalType=logical, **more) if logical else kind
    return dict(name=name, type=["null", plain] if name in NULLABLE else plain)


def avro_place(name):
    return dict(
        type="record", name=name,
        fields=[dict(name="name", type="string"), dict(name="height", type=["null", "double"])],
    )


AVRO = dict(
    type="record", name="Every",
    fields=[
        avro_type("a_i8", "int"), avro_type("a_i16", "int"), avro_type("a_i32", "int"),
        avro_type("a_i64", "long"), avro_type("a_u8", "int"), avro_type("a_u16", "int"),
        avro_type("a_u32", "long"), avro_type("a_f32", "float"), avro_type("a_f64", "double"),
        avro_type("a_bool", "boolean"), avro_type("text", "string"), avro_type("bytes", "bytes"),
        avro_type("maybe", "long"), avro_type("list", dict(type="array", items="int")),
        avro_type("names", dict(type="array", items=["null", "string"])),
        avro_type("map", dict(type="map", values="long")),
        avro_type("place", avro_place("Every_place")), avro_type("home", avro_place("Every_home")),
        avro_type("status", dict(type="enum", name="Every_status", symbols=["on_time", "late"])),
        avro_type("date", "int", "date"), avro_type("time", "long", "time-micros"),
        avro_type("time_ms", "int", "time-millis"),
        avro_type("local", "long", "local-timestamp-micros"),
        avro_type("stamp", "long", "timestamp-micros"),
        avro_type("stamp_ms", "long", "timestamp-millis"), avro_type("id", "string", "uuid"),
        avro_type("price", "bytes", "decimal", precision=12, scale=2),
        avro_type("big", "bytes", "decimal", precision=30, scale=5),
    ],
)


def same(found, expected, what):
    if found != expected:
        sys.exit(f"{what}: found {found!r}, expected {expected!r}")


def check_pyarrow(path):
    table = pq.read_table(path)
    for name, kind in TYPES.items():
        field = table.schema.field(name)
        same(field.type, kind, f"pyarrow, {path.name}, type of {name}")
        same(field.nullable, name in NULLABLE, f"pyarrow, {path.name}, {name} may be nothing")
    same(table.schema.names, list(TYPES), f"pyarrow, {path.name}, columns")
    for found, expected in zip(table.to_pylist(), ROWS, strict=True):
        for name, value in expected.items():
            value = list(value.items()) if name == "map" else value
            same(found[name], value, f"pyarrow, {path.name}, {name}")


def check_duckdb(path):
    duck = duckdb.connect()
    duck.execute("SET TimeZone = 'UTC'")
    rows = duck.sql(f"SELECT * FROM '{path}'")
    types = {name: str(kind) for name, kind in zip(rows.columns, rows.types)}
    same(types, DUCK, f"duckdb, {path.name}, types")
    for found, expected in zip(rows.fetchall(), ROWS, strict=True):
        for (name, value), found in zip(expected.items(), found, strict=True):
            same(found, value, f"duckdb, {path.name}, {name}")


def plain_schema(schema):
    """The schema without what goflow may add or leave out."""
    if isinstance(schema, dict):
        return {k: plain_schema(v) for k, v in schema.items() if k != "default"}
    return [plain_schema(part) for part in schema] if isinstance(schema, list) else schema


def check_fastavro(path):
    import json

    with open(path, "rb") as file:
        reader = fastavro.reader(file)
        written = json.loads(reader.metadata["avro.schema"])
        same(plain_schema(written), AVRO, f"fastavro, {path.name}, schema")
        for found, expected in zip(reader, ROWS, strict=True):
            for name, value in expected.items():
                same(found[name], value, f"fastavro, {path.name}, {name}")


def check(folder):
    tables, data = sorted(folder.glob("*.parquet")), sorted(folder.glob("*.avro"))
    if len(tables) < 5 or len(data) < 6:
        sys.exit(f"too few files: {tables + data}")
    for path in tables:
        check_pyarrow(path)
        check_duckdb(path)
    for path in data:
        check_fastavro(path)


def write(folder):
    schema = pa.schema([pa.field(n, t, n in NULLABLE) for n, t in TYPES.items()])
    rows = [dict(row, map=list(row["map"].items()), id=row["id"].bytes) for row in ROWS]
    table = pa.Table.from_pylist(rows, schema)
    pq.write_table(table, folder / "pyarrow.parquet")
    pq.write_table(table, folder / "pyarrow2.parquet", version="2.4", compression="gzip",
                   data_page_version="2.0", use_dictionary=False, store_schema=False)
    loose = pa.schema([pa.field(n, t) for n, t in TYPES.items()])
    pq.write_table(pa.Table.from_pylist(rows, loose), folder / "nullable.parquet")
    duck = duckdb.connect()
    duck.execute("SET TimeZone = 'UTC'")
    duck.sql(f"COPY (SELECT * FROM '{folder}/pyarrow.parquet') TO '{folder}/duckdb.parquet'"
             " (FORMAT parquet, COMPRESSION zstd)")
    for codec in ["null", "deflate", "snappy", "zstandard", "bzip2", "xz"]:
        with open(folder / f"{codec}.avro", "wb") as file:
            fastavro.writer(file, fastavro.parse_schema(dict(AVRO)), ROWS, codec=codec)


def write_unions(folder):
    """Unions of more than a type and null, and of one type."""
    fields = {
        "n": ["null", "int", "long"],
        "one": ["int"],
        "list": {"type": "array", "items": ["long", "null", "int"]},
        "place": ["null", "string", "float"],
        "at": [{"type": "long", "logicalType": "timestamp-millis"},
               {"type": "long", "logicalType": "timestamp-micros"}],
    }
    schema = {"type": "record", "name": "Union",
              "fields": [{"name": name, "type": kind} for name, kind in fields.items()]}
    numbers = [7, None, 1 << 40, -1]
    rows = [{"n": n, "one": at, "list": numbers[:at], "place": [None, "LGA", 1.5, ""][at],
             "at": at}
            for at, n in enumerate(numbers)]
    with open(folder / "unions.avro", "wb") as file:
        fastavro.writer(file, fastavro.parse_schema(schema), rows)


if __name__ == "__main__":
    what, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    {"check": check, "write": write, "unions": write_unions}[what](folder)
