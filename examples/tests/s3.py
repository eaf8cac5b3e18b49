"""Runs the example `s3` against a store of this process, twice, and counts what it has written.

    target/tools/bin/python examples/tests/s3.py
"""

import csv
import io
import logging
import os
import re
import subprocess
from pathlib import Path

import boto3
import pyarrow.parquet
from moto.server import ThreadedMotoServer

ROOT = Path(__file__).parents[2]
BUCKET = "example"


def example(endpoint):
    """What the program prints."""
    environment = {
        **os.environ,
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ALLOW_HTTP": "true",
        "AWS_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
    }
    command = ["cargo", "run", "--quiet", "--example", "s3", "--", f"s3://{BUCKET}/flights"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def sent(report, node):
    """The last figure of a node's column `sent`."""
    rows = re.findall(rf"^{node} +\d+ +([\d,-]+) +([\d,-]+)", report, re.MULTILINE)
    return int(rows[-1][1].replace(",", ""))


def main():
    with open(ROOT / "examples/data/flights.csv") as file:
        flights = list(csv.DictReader(file))
    delays = {}
    for flight in flights:
        delays.setdefault(flight["carrier"], []).append(flight["dep_delay"])
    late = sum(flight["dep_delay"] not in ("NA", "") and int(flight["dep_delay"]) > 60 for flight in flights)

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    try:
        endpoint = "http://%s:%s" % server.get_host_and_port()
        s3 = boto3.client(
            "s3",
            endpoint_url=endpoint,
            region_name="us-east-1",
            aws_access_key_id="test",
            aws_secret_access_key="test",
        )
        s3.create_bucket(Bucket=BUCKET)
        # The second run replaces what the first has written.
        for run in range(2):
            report = example(endpoint)
            assert sent(report, "flights") == len(flights), report
            assert sent(report, "late") == late, report
        rows = {}
        for item in s3.list_objects_v2(Bucket=BUCKET)["Contents"]:
            carrier = re.fullmatch(r"flights/carrier=(\w+)/part-0-[^/]+\.parquet", item["Key"]).group(1)
            body = s3.get_object(Bucket=BUCKET, Key=item["Key"])["Body"].read()
            table = pyarrow.parquet.read_table(io.BytesIO(body))
            assert table.column_names == ["flight", "dep_delay"], table.schema
            rows.setdefault(carrier, []).extend(table.column("dep_delay").to_pylist())
        expected = {
            carrier: [None if delay in ("NA", "") else int(delay) for delay in all]
            for carrier, all in delays.items()
        }
        assert rows == expected
        assert "Uploads" not in s3.list_multipart_uploads(Bucket=BUCKET)
        print(f"{len(flights)} flights in {len(rows)} folders, {late} late")
    finally:
        server.stop()


main()
