"""Log lines to flat columns, as a Lambda function for Amazon Data Firehose is commonly written in Python.

`python3 normalize_blueprint.py FORMAT` reads an event, one line of JSON, from its standard input. Then, for each line
`process`, it turns the event into a response and prints the seconds on the processor that took; for `respond`, it
prints the response.
"""

import base64
import json
import re
import sys
import time
from datetime import datetime, timedelta, timezone

ABSENT = (None, "", "-")
KEYWORDS = ("emerg", "alert", "crit", "err", "warning", "notice", "info", "debug")
SYSLOG_SEVERITIES = (21, 19, 18, 17, 13, 10, 9, 5)
WORDS = {"trace": 1, "debug": 5, "info": 9, "warn": 13, "warning": 13, "error": 17, "fatal": 21}
PROTOCOLS = {"1": "icmp", "6": "tcp", "17": "udp"}
POSTGRESQL_SEVERITIES = {"NOTICE": 10, "WARNING": 13, "ERROR": 17, "FATAL": 21, "PANIC": 24}
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)

QUOTED = r'"((?:[^"\\]|\\.)*)"'

COMBINED_ACCESS = re.compile(
    r"(\S+) (\S+) (\S+) \[([^\]]+)\] "
    r'"(?:(\S+) ([^ ?"]*)(?:\?([^ "]*))? HTTP/([0-9.]+)|((?:[^"\\]|\\.)*))" '
    rf"(\d{{3}}) (\d+|-) {QUOTED} {QUOTED}\s*$"
)
ESCAPE = re.compile(r'\\(?:x([0-9a-fA-F]{2})|(["\\])|n)')
RFC5424 = re.compile(
    r"<(\d{1,3})>1 (\S+) (\S+) (\S+) (\S+) (\S+) (-|(?:\[(?:[^\]\\]|\\.)*\])+)(?: \ufeff?(.*?))?\s*$"
)
ELEMENT = re.compile(r'\[([^ \]]+)((?: [^ =]+="(?:[^"\\]|\\.)*")*)\]')
PARAMETER = re.compile(r' ([^ =]+)="((?:[^"\\]|\\.)*)"')
PARAMETER_ESCAPE = re.compile(r'\\(["\\\]])')
VPC_FLOW = re.compile(
    r"(\d+) (\S+) (\S+) (\S+) (\S+) (\S+) (\S+) (\S+) (\S+) (\S+) (\d+) (\d+) (\S+) (\S+)\s*$"
)
ALB = re.compile(
    r"(\S+) (\S+) (\S+) (\S+):(\d+) (?:(\S+):(\d+)|-) (\S+) (\S+) (\S+) (\S+) (\S+) (\d+) (\d+) "
    rf"{QUOTED} {QUOTED} (\S+) (\S+) (\S+) {QUOTED} {QUOTED} {QUOTED} (\S+) (\S+) "
    rf"{QUOTED} {QUOTED} {QUOTED} {QUOTED} {QUOTED} {QUOTED} {QUOTED}(?: (\S+))?\s*$"
)
ALB_REQUEST = re.compile(r"(\S+) ((\w+)://([^/:]+)(?::(\d+))?-?(/[^ ?]*)?(?:\?(\S*))?) (?:HTTP/([0-9.]+)|-)$")
ALB_ATTRIBUTES = {
    1: "aws.elb.type",
    3: "cloud.resource_id",
    5: "client.port",
    6: "destination.address",
    7: "destination.port",
    8: "aws.elb.request_processing_time",
    9: "aws.elb.target_processing_time",
    10: "aws.elb.response_processing_time",
    12: "aws.elb.target_status_code",
    13: "http.request.size",
    14: "http.response.size",
    17: "tls.cipher",
    19: "aws.elb.target_group.arn",
    20: "aws.elb.trace_id",
    21: "aws.elb.domain_name",
    22: "aws.elb.chosen_cert.arn",
    23: "aws.elb.matched_rule_priority",
    24: "aws.elb.request_creation_time",
    25: "aws.elb.actions_executed",
    26: "aws.elb.redirect_url",
    27: "aws.elb.error_reason",
    28: "aws.elb.target_list",
    29: "aws.elb.target_status_code_list",
    32: "aws.elb.connection_trace_id",
}
POSTGRESQL = re.compile(
    r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+) UTC \[(\d+)\] (?:([^@ ]+)@(\S+) )?([A-Z]+[0-9]?):  (.*?)\s*$",
    re.DOTALL,
)
STATEMENT = re.compile(r"duration: ([0-9.]+) ms  (?:statement|execute [^:]*): (.*)$", re.DOTALL)


def rfc3339(moment):
    return moment.astimezone(timezone.utc).isoformat().replace("+00:00", "Z")


def unescape(text):
    if "\\" not in text:
        return text
    escaped = lambda found: chr(int(found[1], 16)) if found[1] else found[2] or "\n"
    try:
        return ESCAPE.sub(escaped, text).encode("latin-1").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return text


def combined_access(text):
    found = COMBINED_ACCESS.match(text)
    if not found:
        return None
    client, _, user, moment, method, path, query, version, noise, status, size, referer, agent = found.groups()
    row = {
        "time": rfc3339(datetime.strptime(moment, "%d/%b/%Y:%H:%M:%S %z")),
        "severity_number": 9,
        "client_address": client,
        "http_response_status_code": int(status),
    }
    if user not in ABSENT:
        row["user_name"] = user
    if method:
        row["body"] = f"{method} {unescape(path)}{'?' + unescape(query) if query else ''} HTTP/{version}"
        row["http_request_method"] = method
        row["url_path"] = unescape(path)
        if query:
            row["url_query"] = unescape(query)
        row["attributes"] = {"network.protocol.version": version}
    else:
        row["body"] = unescape(noise)
    if size not in ABSENT:
        row["http_response_body_size"] = int(size)
    if referer not in ABSENT:
        row["http_request_header_referer"] = unescape(referer)
    if agent not in ABSENT:
        row["user_agent_original"] = unescape(agent)
    return row


def rfc5424(text):
    found = RFC5424.match(text)
    if not found:
        return None
    priority, moment, host, application, process, message_id, data, message = found.groups()
    facility, severity = divmod(int(priority), 8)
    attributes = {"syslog.facility.code": str(facility), "syslog.severity.code": str(severity)}
    row = {
        "severity_number": SYSLOG_SEVERITIES[severity],
        "severity_text": KEYWORDS[severity],
        "attributes": attributes,
    }
    if moment not in ABSENT:
        row["time"] = rfc3339(datetime.fromisoformat(moment))
    if host not in ABSENT:
        row["host_name"] = host
    if application not in ABSENT:
        row["service_name"] = application
    if process not in ABSENT:
        row["process_pid"] = int(process)
    if message_id not in ABSENT:
        attributes["syslog.msg.id"] = message_id
    if message is not None:
        row["body"] = message
    for identifier, parameters in ELEMENT.findall(data):
        for name, value in PARAMETER.findall(parameters):
            attributes[f"syslog.structured_data.{identifier}.{name}"] = PARAMETER_ESCAPE.sub(r"\1", value)
    return row


def vpc_flow(text):
    found = VPC_FLOW.match(text)
    if not found:
        return None
    (version, account, interface, source, destination, source_port, destination_port, protocol, packets, size, start,
     end, action, status) = found.groups()
    attributes = {
        "aws.vpc.flow.version": version,
        "cloud.account.id": account,
        "network.interface.name": interface,
        "source.address": source,
        "destination.address": destination,
        "source.port": source_port,
        "destination.port": destination_port,
        "network.transport": PROTOCOLS.get(protocol, protocol),
        "network.type": "-" if source == "-" else "ipv6" if ":" in source else "ipv4",
        "aws.vpc.flow.packets": packets,
        "aws.vpc.flow.bytes": size,
        "aws.vpc.flow.start": start,
        "aws.vpc.flow.end": end,
        "aws.vpc.flow.action": action,
        "aws.vpc.flow.status": status,
    }
    return {
        "time": rfc3339(datetime.fromtimestamp(int(start), timezone.utc)),
        "severity_number": 9,
        "attributes": {name: value for name, value in attributes.items() if value != "-"},
    }


def alb(text):
    found = ALB.match(text)
    if not found:
        return None
    attributes = {}
    for group, name in ALB_ATTRIBUTES.items():
        value = found[group]
        if value not in ABSENT and value != "-1":
            attributes[name] = value
    row = {
        "time": rfc3339(datetime.fromisoformat(found[2])),
        "severity_number": 9,
        "client_address": found[4],
        "http_response_status_code": int(found[11]),
        "body": found[15],
        "attributes": attributes,
    }
    if found[16] != "-":
        row["user_agent_original"] = found[16].replace("\\x22", '"')
    if found[18] != "-":
        attributes["tls.protocol.version"] = found[18].removeprefix("TLSv")
    if found[20].startswith("Root=1-"):
        row["trace_id"] = found[20][7:].replace("-", "")
    seconds = [float(found[group]) for group in (8, 9, 10)]
    if min(seconds) >= 0:
        attributes["duration_ms"] = f"{round(sum(seconds) * 1000, 3):g}"
    request = ALB_REQUEST.match(found[15])
    if request:
        method, url, scheme, domain, port, path, query, version = request.groups()
        if method != "-":
            row["http_request_method"] = method
            attributes["url.full"] = url
        attributes["url.scheme"] = scheme
        attributes["url.domain"] = domain
        if port:
            attributes["url.port"] = port
        if path:
            row["url_path"] = path
        if query:
            row["url_query"] = query
        if version:
            attributes["network.protocol.version"] = version
    return row


def postgresql(text):
    found = POSTGRESQL.match(text)
    if not found:
        return None
    moment, process, user, database, level, message = found.groups()
    row = {
        "time": rfc3339(datetime.fromisoformat(moment).replace(tzinfo=timezone.utc)),
        "severity_number": 5 if level.startswith("DEBUG") else POSTGRESQL_SEVERITIES.get(level, 9),
        "severity_text": level,
        "process_pid": int(process),
        "body": message,
        "attributes": {"db.system.name": "postgresql"},
    }
    if user:
        row["user_name"] = user
        row["db_namespace"] = database
    statement = STATEMENT.match(message)
    if statement:
        row["attributes"]["duration_ms"] = f"{float(statement[1]):g}"
        row["db_query_text"] = statement[2]
    elif level == "STATEMENT":
        row["db_query_text"] = message
    return row


def as_text(value):
    return value if isinstance(value, str) else json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def moment_of(value):
    if isinstance(value, str):
        return datetime.fromisoformat(value)
    if value > 100_000_000_000:
        return EPOCH + timedelta(milliseconds=value)
    return EPOCH + timedelta(seconds=value)


COLUMNS = {
    "msg": "body",
    "message": "body",
    "body": "body",
    "logger": "scope_name",
    "logger_name": "scope_name",
    "name": "scope_name",
    "trace_id": "trace_id",
    "traceId": "trace_id",
    "span_id": "span_id",
    "spanId": "span_id",
    "host": "host_name",
    "hostname": "host_name",
    "service": "service_name",
    "app": "service_name",
    "pid": "process_pid",
    "statusCode": "http_response_status_code",
    "status_code": "http_response_status_code",
    "responseTime": "duration_ms",
    "duration_ms": "duration_ms",
    "error": "exception_message",
    "err": "exception_message",
}


def application_json(text):
    try:
        members = json.loads(text)
    except ValueError:
        return None
    if not isinstance(members, dict):
        return None
    attributes = {}
    row = {"severity_number": 0}
    for key, value in members.items():
        if value is None:
            continue
        if key in ("time", "ts", "timestamp", "@timestamp"):
            row["time"] = rfc3339(moment_of(value))
        elif key in ("level", "severity", "levelname"):
            row["severity_text"] = str(value)
            if isinstance(value, str):
                row["severity_number"] = WORDS.get(value.lower(), 0)
            else:
                row["severity_number"] = {1: 1, 2: 5, 3: 9, 4: 13, 5: 17}.get(value // 10, 21)
        elif key in COLUMNS:
            row[COLUMNS[key]] = value if isinstance(value, (int, float)) else as_text(value)
        elif key in ("thread_name", "thread"):
            attributes["thread.name"] = value
        elif key == "req" and isinstance(value, dict):
            row["http_request_method"] = value["method"]
            row["url_path"], _, query = value["url"].partition("?")
            if query:
                row["url_query"] = query
        elif key == "caller" and ":" in value:
            attributes["code.file.path"], attributes["code.line.number"] = value.rsplit(":", 1)
        else:
            attributes[key] = as_text(value)
    if attributes:
        row["attributes"] = attributes
    return row


FORMATS = {
    "combined_access": combined_access,
    "rfc5424": rfc5424,
    "vpc_flow": vpc_flow,
    "alb": alb,
    "postgresql": postgresql,
    "json": application_json,
}


def handler(event, name):
    read = FORMATS[name]
    output = []
    for record in event["records"]:
        text = base64.b64decode(record["data"]).decode("utf-8")
        row = read(text)
        if row is None:
            row = {"body": text, "severity_number": 0, "source_format": "text"}
        else:
            row["source_format"] = name
        row["observed_time"] = rfc3339(EPOCH + timedelta(milliseconds=record["approximateArrivalTimestamp"]))
        line = json.dumps(row) + "\n"
        output.append({
            "recordId": record["recordId"],
            "result": "Ok",
            "data": base64.b64encode(line.encode("utf-8")).decode("utf-8"),
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
