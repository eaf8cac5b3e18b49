"""Compares what the example `flights` wrote with what DuckDB makes of the same CSV files.

flights.py CSV OUT MIN_DELAY: exits with a message where they differ.
"""

import pathlib
import re
import sys

import duckdb

data, out, least = sys.argv[1], pathlib.Path(sys.argv[2]), int(sys.argv[3])
db = duckdb.connect()


def same(what, ours, theirs):
    if ours != theirs:
        sys.exit(f"{what} differ:\ngoflow {ours}\nDuckDB {theirs}")


db.execute(
    """create table flights as select make_date(year, month, day)::date as date, month, carrier,
    flight, nullif(tailnum, 'NA') as tailnum, origin, dest, distance,
    try_cast(dep_delay as integer) as dep_delay, try_cast(arr_delay as integer) as arr_delay
    from read_csv(?, nullstr='', types={'dep_delay': 'varchar', 'arr_delay': 'varchar',
    'tailnum': 'varchar'})""",
    [data],
)
columns = "date, month, carrier, flight, tailnum, origin, dest, distance, dep_delay, arr_delay"
db.execute("create table expected as select * from flights where dep_delay >= ?", [least])
db.execute(
    f"""create table written as select {columns}, filename from read_parquet(?,
    hive_partitioning=true, filename=true)""",
    [str(out / "late/**/*.parquet")],
)
count = db.execute("select count(*) from expected").fetchone()
same("row counts", db.execute("select count(*) from written").fetchone(), count)
for one, other in [("written", "expected"), ("expected", "written")]:
    left = db.execute(
        f"select {columns} from {one} except all select {columns} from {other} limit 5"
    ).fetchall()
    same(f"rows that only {one} has", left, [])

# Types as other programs see them.
types = dict(
    row[:2] for row in db.execute(
        "describe select * from read_parquet(?, hive_partitioning=false)",
        [str(out / "late/**/*.parquet")],
    ).fetchall()
)
expected_types = {
    "date": "DATE", "carrier_name": "VARCHAR", "flight": "UINTEGER", "tailnum": "VARCHAR",
    "origin": "VARCHAR", "dest": "VARCHAR", "distance": "UINTEGER", "dep_delay": "INTEGER",
    "arr_delay": "INTEGER",
}
same("types", types, expected_types)


def murmur3(data, seed=0):
    """murmur3 x86 32 bit, as Iceberg's specification asks for it."""
    mask = 0xFFFFFFFF
    rotate = lambda x, n: ((x << n) | (x >> (32 - n))) & mask
    h = seed
    for at in range(0, len(data), 4):
        part = data[at : at + 4]
        k = int.from_bytes(part, "little") * 0xCC9E2D51 & mask
        h ^= rotate(k, 15) * 0x1B873593 & mask
        if len(part) == 4:
            h = (rotate(h, 13) * 5 + 0xE6546B64) & mask
    h ^= len(data)
    h = (h ^ (h >> 16)) * 0x85EBCA6B & mask
    h = (h ^ (h >> 13)) * 0xC2B2AE35 & mask
    return h ^ (h >> 16)


# Each tail number is in the files of its bucket.
for filename, tailnum in db.execute("select distinct filename, tailnum from written").fetchall():
    found = re.search(r"-b(\d{5})-", pathlib.Path(filename).name)
    bucket = int(found.group(1)) if found else None
    wanted = None if tailnum is None else (murmur3(tailnum.encode()) & 0x7FFFFFFF) % 8
    same(f"buckets of {tailnum}", bucket, wanted)

summary = db.execute(
    """select carrier, count(*), round(avg(dep_delay), 2), max(dep_delay) from expected
    group by carrier order by carrier"""
).fetchall()
table = db.execute(
    "select carrier, late_flights, mean_delay, max_delay from read_csv(?) order by carrier",
    [str(out / "carriers.csv")],
).fetchall()
same("tables", [row[:2] + row[3:] for row in table], [row[:2] + row[3:] for row in summary])
for (carrier, _, ours, _), (_, _, theirs, _) in zip(table, summary):
    if abs(ours - theirs) > 0.0101:
        sys.exit(f"means of {carrier} differ: {ours}, {theirs}")
