"""What `convert` wrote, read by programs that know nothing of it; and what others wrote, for `convert` to read.

    conversions.py parquet COLUMNS FILE   loads lines of JSON by columns of AWS Glue, makes Parquet of them, and prints the
                                          rows that are in it, as JSON
    conversions.py table                  prints ConvertedTable and ConvertStream of template.yaml, as JSON
    conversions.py avro SCHEMA FILE       prints the values of single-object messages that follow one another, as JSON
    conversions.py avro-file SCHEMA FILE  writes rows of JSON, one a line from standard input, as a container file
    conversions.py protobuf FOLDER        writes a descriptor set and length-delimited messages of it
"""

import base64
import datetime
import decimal
import io
import json
import pathlib
import sys


def quoted(text):
    return "'" + str(text).replace("'", "''") + "'"


def split(text):
    """Splits at the commas that stand in no brackets."""
    depth, part = 0, ""
    for character in text:
        depth += (character in "<(") - (character in ">)")
        if character == "," and depth == 0:
            yield part
            part = ""
        else:
            part += character
    yield part


def duckdb_type(glue_type):
    """A type of AWS Glue in the words of DuckDB."""
    inside = glue_type[glue_type.find("<") + 1 : -1]
    if glue_type.startswith("array<"):
        return duckdb_type(inside) + "[]"
    if glue_type.startswith("map<"):
        return f"MAP({', '.join(duckdb_type(part) for part in split(inside))})"
    if glue_type.startswith("struct<"):
        members = (member.split(":", 1) for member in split(inside))
        return "STRUCT(" + ", ".join(f'"{name}" {duckdb_type(kind)}' for name, kind in members) + ")"
    if glue_type.startswith("decimal"):
        return glue_type.upper()
    return {"string": "VARCHAR", "int": "INTEGER"}.get(glue_type, glue_type.upper())


def plain(value):
    """A value as JSON says it: numbers that are not whole, times and days as text."""
    if isinstance(value, dict):
        return {key: plain(member) for key, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(element) for element in value]
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, (decimal.Decimal, datetime.datetime, datetime.date)):
        return str(value)
    return value


def parquet(columns, path):
    import duckdb

    columns = json.loads(columns)
    database = duckdb.connect(config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"})
    types = ", ".join(f"{quoted(it['name'])}: {quoted(duckdb_type(it['type']))}" for it in columns)
    target = path + ".parquet"
    database.sql(
        f"COPY (FROM read_json({quoted(path)}, columns={{{types}}}, format='newline_delimited', ignore_errors=false)) "
        f"TO {quoted(target)} (FORMAT parquet)"
    )
    read = database.sql(f"FROM read_parquet({quoted(target)})")
    return [dict(zip(read.columns, plain(row))) for row in read.fetchall()]


def table():
    from cfnlint.decode import cfn_yaml

    resources = cfn_yaml.load("template.yaml")["Resources"]
    return {
        "table": resources["ConvertedTable"]["Properties"]["TableInput"],
        "stream": resources["ConvertStream"]["Properties"],
    }


def avro(schema, path):
    import fastavro

    schema = fastavro.parse_schema(json.loads(pathlib.Path(schema).read_text()))
    data = pathlib.Path(path).read_bytes()
    file, values = io.BytesIO(data), []
    while file.tell() < len(data):
        values.append(plain(fastavro.schemaless_reader(skip_header(file, schema), schema)))
    return values


def skip_header(file, schema):
    import fastavro

    # The fingerprint is the one that fastavro makes of the schema.
    fingerprint = fastavro.schema.fingerprint(fastavro.schema.to_parsing_canonical_form(schema), "CRC-64-AVRO")
    header = file.read(10)
    assert header[:2] == b"\xc3\x01" and header[2:].hex() == fingerprint, (header.hex(), fingerprint)
    return file


def avro_file(schema, path):
    import fastavro

    schema = fastavro.parse_schema(json.loads(pathlib.Path(schema).read_text()))
    rows = [json.loads(line) for line in sys.stdin]
    for row in rows:
        row["total"] = decimal.Decimal(row["total"])
        row["at"] = datetime.datetime.fromisoformat(row["at"])
    with open(path, "wb") as file:
        fastavro.writer(file, schema, rows, codec="deflate")
    return len(rows)


def protobuf(folder):
    from google.protobuf import descriptor_pb2, descriptor_pool, message_factory, timestamp_pb2

    folder = pathlib.Path(folder)
    file = descriptor_pb2.FileDescriptorProto(name="shop.proto", package="shop", syntax="proto3")
    file.dependency.append("google/protobuf/timestamp.proto")
    message = file.message_type.add(name="Order")
    field = descriptor_pb2.FieldDescriptorProto
    for number, (name, kind, label, type_name) in enumerate(
        [
            ("id", field.TYPE_SINT64, field.LABEL_OPTIONAL, None),
            ("customer", field.TYPE_STRING, field.LABEL_OPTIONAL, None),
            ("ratio", field.TYPE_DOUBLE, field.LABEL_OPTIONAL, None),
            ("counts", field.TYPE_UINT64, field.LABEL_REPEATED, None),
            ("at", field.TYPE_MESSAGE, field.LABEL_OPTIONAL, ".google.protobuf.Timestamp"),
        ],
        1,
    ):
        message.field.add(name=name, number=number, type=kind, label=label, type_name=type_name)
    timestamps = descriptor_pb2.FileDescriptorProto()
    timestamp_pb2.DESCRIPTOR.CopyToProto(timestamps)
    files = descriptor_pb2.FileDescriptorSet(file=[timestamps, file])
    (folder / "shop.desc").write_bytes(files.SerializeToString())
    pool = descriptor_pool.DescriptorPool()
    for one in files.file:
        pool.Add(one)
    order = message_factory.GetMessageClass(pool.FindMessageTypeByName("shop.Order"))
    messages = [
        order(id=-(2**63), customer="Zoë", ratio=0.1, counts=[0, 2**64 - 1], at={"seconds": 1772611212, "nanos": 7000}),
        order(id=7),
    ]
    delimited = b""
    for message in messages:
        data = message.SerializeToString()
        assert len(data) < 128
        delimited += bytes([len(data)]) + data
    (folder / "orders.bin").write_bytes(delimited)
    return len(messages)


COMMANDS = {"parquet": parquet, "table": table, "avro": avro, "avro-file": avro_file, "protobuf": protobuf}

if __name__ == "__main__":
    print(json.dumps(COMMANDS[sys.argv[1]](*sys.argv[2:])))
