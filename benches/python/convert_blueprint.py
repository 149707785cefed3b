"""Orders from one format to another, as a Lambda function for Amazon Data Firehose is commonly written in Python.

`python3 convert_blueprint.py CONVERSION` reads an event, one line of JSON, from its standard input. Then, for each line
`process`, it turns the event into a response and prints the seconds on the processor that took; for `respond`, it
prints the response.
"""

import base64
import csv
import io
import json
import sys
import time
from datetime import datetime

COLUMNS = {
    "id": int,
    "placed_at": datetime,
    "customer": str,
    "email": str,
    "total": float,
    "currency": str,
    "items": int,
    "express": bool,
    "note": str,
}


def sql_time(text):
    return datetime.fromisoformat(text).strftime("%Y-%m-%d %H:%M:%S.%f")[:-3]


def typed(kind, text):
    if kind is datetime:
        return sql_time(text)
    if kind is bool:
        return text == "true"
    return kind(text)


def csv_to_ndjson(text):
    lines = []
    for fields in csv.reader(io.StringIO(text)):
        row = {name: typed(kind, field) for (name, kind), field in zip(COLUMNS.items(), fields)}
        lines.append(json.dumps(row))
    return "\n".join(lines) + "\n"


def rows(text):
    for line in text.splitlines():
        members = json.loads(line)
        row = {}
        for name, kind in COLUMNS.items():
            value = members[name]
            if kind is datetime:
                value = sql_time(value)
            elif not isinstance(value, kind):
                raise ValueError(name)
            row[name] = value
        yield row


def ndjson_to_ndjson(text):
    return "\n".join(json.dumps(row) for row in rows(text)) + "\n"


def ndjson_to_csv(text):
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for row in rows(text):
        row["express"] = "true" if row["express"] else "false"
        writer.writerow(row.values())
    return out.getvalue()


CONVERSIONS = {
    "csv_to_ndjson": csv_to_ndjson,
    "ndjson_to_ndjson": ndjson_to_ndjson,
    "ndjson_to_csv": ndjson_to_csv,
}


def handler(event, name):
    convert = CONVERSIONS[name]
    output = []
    for record in event["records"]:
        text = convert(base64.b64decode(record["data"]).decode("utf-8"))
        output.append({
            "recordId": record["recordId"],
            "result": "Ok",
            "data": base64.b64encode(text.encode("utf-8")).decode("utf-8"),
        })
    return {"records": output}


def main():
    name = sys.argv[1]
    event = sys.stdin.buffer.readline()
    for command in sys.stdin:
        start = time.thread_time()
        response = json.dumps(handler(json.loads(event), name))
        seconds = time.thread_time() - start
        print(response if command == "respond\n" else seconds, flush=True)


if __name__ == "__main__":
    main()
