"""Aggregated records of a Kinesis event, split by the package `aws_kinesis_agg`.

`python3 deaggregate.py` reads an event, one line of JSON, from its standard input. Then, for each line `process`, it splits
the records and prints the seconds on the processor that took; for `respond`, it prints the data of all records as JSON.

The package needs `pip install aws_kinesis_agg six`.
"""

import json
import sys
import time

from aws_kinesis_agg.deaggregator import deaggregate_records

records = json.loads(sys.stdin.readline())["Records"]
for command in sys.stdin:
    start = time.process_time()
    split = deaggregate_records(records)
    seconds = time.process_time() - start
    if command.strip() == "process":
        print(seconds, flush=True)
    else:
        print(json.dumps([record["kinesis"]["data"].decode() for record in split]), flush=True)
