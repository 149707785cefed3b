#!/usr/bin/env python3
"""A function for the tests, in the words of the Runtime API.

It is started under several names: each name is one behaviour at the start; the event says the rest.
"""
import base64
import http.client
import json
import os
import signal
import sys
import time

API = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])
NAME = os.path.basename(sys.argv[0])


def call(method, path, body=None):
    API.request(method, "/2018-06-01/runtime/" + path, body)
    answer = API.getresponse()
    return answer.status, answer.headers, answer.read()


def log(line, **fields):
    print(json.dumps({"level": "WARN", "message": line, **fields}), flush=True)


def transform(event):
    """Text tells what becomes of a record: `bad…` fails, `drop…` is dropped, the rest is upper-cased."""
    records = []
    for record in event["records"]:
        answer = {"recordId": record["recordId"], "result": "Ok", "data": ""}
        data = base64.b64decode(record["data"])
        if data.startswith(b"bad"):
            answer["result"] = "ProcessingFailed"
            log("record failed", record_id=record["recordId"], reason="not_json", detail="not JSON", byte=3)
        elif data.startswith(b"drop"):
            answer["result"] = "Dropped"
        elif data.startswith(b"crash"):
            sys.exit(7)
        else:
            answer["data"] = base64.b64encode(data.upper()).decode()
        if data.startswith(b"key"):
            answer["metadata"] = {"partitionKeys": {"day": "1"}}
        if data.startswith(b"invalid"):
            answer["result"] = "ok"
        records.append(answer)
    return json.dumps({"records": records})


def handle(request_id, headers, body):
    event = json.loads(body)
    do = event.get("do")
    if do == "crash":
        print("a panic that quotes the record: secret", file=sys.stderr, flush=True)
        os._exit(7)
    if do == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    if do == "sleep":
        time.sleep(600)
    if do == "error":
        error = json.dumps({"errorType": "Batch", "errorMessage": "no records", "stackTrace": []})
        call("POST", f"invocation/{request_id}/error", error)
        return
    if do == "environment":
        answer = json.dumps(dict(os.environ))
    elif do == "headers":
        answer = json.dumps({name.lower(): value for name, value in headers.items()})
    elif do == "process":
        answer = json.dumps(os.getpid())
    elif do == "oversize":
        answer = "x" * event["bytes"]
    elif do == "twice":
        first = call("POST", f"invocation/{request_id}/response", '"first"')[0]
        second = call("POST", f"invocation/{request_id}/response", '"second"')[0]
        print(json.dumps([first, second]), file=sys.stderr, flush=True)
        return
    elif do == "last_words":
        call("POST", f"invocation/{request_id}/response", '"last words"')
        os._exit(0)
    else:
        answer = transform(event)
    end = json.dumps({"_aws": {"Timestamp": 0}, "request_id": request_id})
    if NAME == "late":
        call("POST", f"invocation/{request_id}/response", answer)
        log("record failed", record_id="a", reason="too_late", detail="told behind the answer")
        print(end, flush=True)
        return
    if NAME != "quiet":
        print(end, flush=True)
    call("POST", f"invocation/{request_id}/response", answer)


if NAME == "misconfigured":
    print(json.dumps({"level": "ERROR", "message": "bad configuration"}), flush=True)
    print("error: filter.yaml: line 2: unknown key `pattern`\nfix: did you mean `patterns`?", file=sys.stderr)
    sys.exit(1)
if NAME == "reporting":
    call("POST", "init/error", json.dumps({"errorType": "Configuration", "errorMessage": "no such format"}))
    sys.exit(1)

print("process", os.getpid(), flush=True)
while True:
    _, headers, body = call("GET", "invocation/next")
    handle(headers["Lambda-Runtime-Aws-Request-Id"], headers, body)
