"""The race of the flights, by DuckDB or Polars: peers.py NAME THREADS LITTLE OUT WHOLE OUT.

Both are told the columns' types, as all other contestants are, so nobody has to guess.
"""

import sys
import time

NUMBERS_16 = ["year"]
NUMBERS_8 = ["month", "day"]
SIGNED = ["dep_delay", "arr_delay"]
NUMBERS_32 = ["flight", "distance"]
TEXTS = ["carrier", "tailnum", "origin", "dest"]
# In the order in which they are written.
COLUMNS = [
    "year", "month", "day", "dep_delay", "arr_delay", "carrier",
    "flight", "tailnum", "origin", "dest", "distance",
]


def duckdb_race(threads):
    import duckdb

    names = {**dict.fromkeys(NUMBERS_16, "USMALLINT"), **dict.fromkeys(NUMBERS_8, "UTINYINT"),
             **dict.fromkeys(SIGNED, "INTEGER"), **dict.fromkeys(NUMBERS_32, "UINTEGER"),
             **dict.fromkeys(TEXTS, "VARCHAR")}
    types = ", ".join(f"'{name}': '{kind}'" for name, kind in names.items())

    def run(path, out):
        database = duckdb.connect(config={"threads": threads})
        database.execute(
            f"COPY (SELECT {', '.join(COLUMNS)} FROM read_csv('{path}', nullstr = 'NA', "
            f"header = true, delim = ',', quote = '\"', types = {{{types}}}) "
            f"WHERE dep_delay > 15) TO '{out}' (FORMAT parquet, COMPRESSION zstd, "
            "COMPRESSION_LEVEL 3, PARTITION_BY (carrier), OVERWRITE_OR_IGNORE)"
        )
        database.close()

    return run


def polars_race(_threads):
    import polars

    types = {**dict.fromkeys(NUMBERS_16, polars.UInt16), **dict.fromkeys(NUMBERS_8, polars.UInt8),
             **dict.fromkeys(SIGNED, polars.Int32), **dict.fromkeys(NUMBERS_32, polars.UInt32),
             **dict.fromkeys(TEXTS, polars.String)}

    def run(path, out):
        flights = polars.scan_csv(path, null_values="NA", schema_overrides=types)
        late = flights.filter(polars.col("dep_delay") > 15).select(COLUMNS)
        late.sink_parquet(
            polars.PartitionBy(out, key="carrier", include_key=False),
            compression="zstd", compression_level=3, mkdir=True,
        )

    return run


def peak():
    with open("/proc/self/status") as status:
        line = next(line for line in status if line.startswith("VmHWM:"))
    return int(line.split()[1]) * 1024


def main(name, threads, little, little_out, whole, out):
    run = {"duckdb": duckdb_race, "polars": polars_race}[name](int(threads))
    run(little, little_out)
    try:
        with open("/proc/self/clear_refs", "w") as refs:
            refs.write("5")
    except OSError:
        pass  # Where the kernel forbids it, the peak is that of the whole process.
    begun, cpu = time.perf_counter(), time.process_time()
    run(whole, out)
    seconds, cpu = time.perf_counter() - begun, time.process_time() - cpu
    print(f"measured seconds={seconds} cpu={cpu} peak={peak()}")


main(*sys.argv[1:])
