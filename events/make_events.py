#!/usr/bin/env python3
"""Makes the events in the folders beside this script: NAME.records.toml becomes NAME.event.json.

    events/make_events.py            all of them
    events/make_events.py FILE...    only these

Needs Python 3.11 and nothing else. README.md says what the files may hold.
"""

import base64
import gzip
import json
import pathlib
import sys
import tomllib
import zlib

# 4 March 2026, 08:00 UTC
ARRIVAL = 1772611200000
ENVELOPE = {
    "invocationId": "0f9f3a54-6a43-4f4e-9d0a-1c1c5b0f7a11",
    "deliveryStreamArn": "arn:aws:firehose:eu-west-1:123456789012:deliverystream/logs",
    "region": "eu-west-1",
}
SHARD = "shardId-000000000006"
STREAM = "arn:aws:kinesis:eu-west-1:123456789012:stream/logs"


def gzipped(data):
    # No time and no file name inside: the same input makes the same event.
    return gzip.compress(data, 9, mtime=0)


PACKERS = {"gzip": gzipped, "zlib": lambda data: zlib.compress(data, 9)}


def data(record):
    """The bytes of a record, or None where it names its `data` itself."""
    if "text" in record:
        return record["text"].encode(record.get("encoding", "utf-8"))
    if "json" in record:
        return json.dumps(record["json"], ensure_ascii=False, separators=(",", ":")).encode()
    if "envelopes" in record:
        packers = [PACKERS[name] for name in record.get("pack", [])]
        return b"".join(packed(data(envelope), packers) for envelope in record["envelopes"])
    if "zeros" in record:
        return bytes(record["zeros"])
    return None


def packed(plain, packers):
    for packer in packers:
        plain = packer(plain)
    return plain


def firehose_record(number, record):
    # Whatever the file says as it is goes first and as written, so that a sample can change the order of keys too.
    as_is = record.get("as_is", {})
    made = as_is | {
        "recordId": f"4966{number:052d}000000",
        "approximateArrivalTimestamp": ARRIVAL + number * 250,
    }
    plain = data(record)
    if plain is not None:
        if "envelopes" not in record:
            plain = packed(plain, [PACKERS[name] for name in record.get("pack", [])])
        plain = plain[: record.get("cut_to_bytes", len(plain))]
        made["data"] = base64.b64encode(plain).decode()
    made |= as_is
    if record.get("null_data"):
        made["data"] = None
    return made


def kinesis_record(number, record):
    made = firehose_record(number, record)
    sequence_number = made.pop("recordId")
    kinesis = {"kinesisSchemaVersion": "1.0", "partitionKey": str(number), "sequenceNumber": sequence_number}
    arrival = made.pop("approximateArrivalTimestamp") / 1000
    kinesis |= made | {"approximateArrivalTimestamp": arrival}
    return {
        "kinesis": kinesis,
        "eventSource": "aws:kinesis",
        "eventVersion": "1.0",
        "eventID": f"{SHARD}:{sequence_number}",
        "eventName": "aws:kinesis:record",
        "invokeIdentityArn": "arn:aws:iam::123456789012:role/aggregate",
        "awsRegion": "eu-west-1",
        "eventSourceARN": STREAM,
    }


def window(source):
    """What an event says of a tumbling window of a minute."""
    return {
        "window": {"start": "2026-03-04T08:00:00Z", "end": "2026-03-04T08:01:00Z"},
        "state": json.loads(source.get("state", "{}")),
        "shardId": SHARD,
        "eventSourceARN": STREAM,
        "isFinalInvokeForWindow": source.get("is_final", False),
        "isWindowTerminatedEarly": source.get("is_terminated_early", False),
    }


def make(path):
    source = tomllib.loads(path.read_text())
    records = source.get("records", [])
    if "window" in source:
        name, event = "Records", window(source["window"])
        records = [kinesis_record(number, record) for number, record in enumerate(records)]
    else:
        name = "records"
        event = source["event"] if "event" in source else ENVELOPE | source.get("add_to_event", {})
        records = [firehose_record(number, record) for number, record in enumerate(records)]
    target = path.with_name(path.name.replace(".records.toml", ".event.json"))
    # One line a record, so that a difference shows which one it is.
    records = ",\n    ".join(json.dumps(record) for record in records)
    members = [f"{json.dumps(key)}: {json.dumps(value)}" for key, value in event.items()]
    members.append(f'"{name}": [\n    {records}\n  ]')
    members += [f"{json.dumps(key)}: {json.dumps(value)}" for key, value in source.get("after_records", {}).items()]
    target.write_text("{\n  " + ",\n  ".join(members) + "\n}\n")
    print(target)


def main():
    paths = [pathlib.Path(name) for name in sys.argv[1:]]
    for path in paths or sorted(pathlib.Path(__file__).parent.glob("*/*.records.toml")):
        make(path)


main()
