"""The Glue table of template.yaml, and what a reader finds by its schema.

    table.py                 prints table, stream and saved queries, as JSON
    table.py FOLDER QUERY... loads the gzip objects below FOLDER by the table's schema, holds every row against its
                             line, converts all to Parquet and back, and prints the results of SQL queries, as JSON
"""

import datetime
import gzip
import json
import pathlib
import sys
import tempfile

import duckdb
from cfnlint.decode import cfn_yaml

# Athena's types by the names of the reader.
TYPES = {
    "string": "VARCHAR",
    "int": "INTEGER",
    "bigint": "BIGINT",
    "double": "DOUBLE",
    "boolean": "BOOLEAN",
    "timestamp": "TIMESTAMP_NS",
    "map<string,string>": "MAP(VARCHAR, VARCHAR)",
}


# Functions of Athena in words of the reader.
MACROS = """
CREATE MACRO approx_percentile(x, p) AS approx_quantile(x, p);
CREATE MACRO date_format(x, f) AS strftime(x, f);
CREATE MACRO from_unixtime(x) AS epoch_ms(CAST(x * 1000 AS BIGINT));
-- Its `sha256` gives text already.
CREATE MACRO to_hex(x) AS upper(x);
CREATE MACRO length(x) AS octet_length(x);
CREATE MACRO failures(path) AS TABLE SELECT stream, date, hour, rawData AS rawdata, errorCode AS errorcode,
    attemptsMade AS attemptsmade, arrivalTimestamp AS arrivaltimestamp
    FROM read_json(path, format='newline_delimited', hive_partitioning=true, hive_types_autocast=false);
"""


def resources():
    template = cfn_yaml.load("template.yaml")["Resources"]
    queries = {
        name: it["Properties"]["QueryString"]
        for name, it in template.items()
        if it["Type"] == "AWS::Athena::NamedQuery"
    }
    table = template["NormalizedTable"]["Properties"]["TableInput"]
    return table, template["NormalizeStream"]["Properties"], queries


def quoted(text):
    return "'" + str(text).replace("'", "''") + "'"


def schema(columns):
    return "{" + ", ".join(f"{quoted(it['Name'])}: {quoted(TYPES[it['Type']])}" for it in columns) + "}"


def lines(path):
    with gzip.open(path, "rt", encoding="utf-8", newline="\n") as file:
        return [json.loads(line) for line in file]


def is_same(line, cell, glue_type):
    """Is this what the line says, in the type that the table says?"""
    if line is None or cell is None:
        return line is cell
    if glue_type == "timestamp":
        # The reader rounds to what Python can hold.
        seconds, _, fraction = line.removesuffix("Z").partition(".")
        return cell == datetime.datetime.fromisoformat(f"{seconds}.{fraction:0<6.6}")
    kinds = {"string": str, "map<string,string>": dict, "double": (int, float), "boolean": bool}
    return isinstance(line, kinds.get(glue_type, int)) and line == cell


def main(folder, queries):
    table, _, _ = resources()
    columns = table["StorageDescriptor"]["Columns"]
    partitions = schema(table["PartitionKeys"])
    objects = sorted(folder.glob("*/*/*.gz"))
    assert objects, f"{folder} holds no objects"
    database = duckdb.connect(config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"})
    database.execute(MACROS)

    def read(path):
        return (
            f"read_json({quoted(path)}, columns={schema(columns)}, format='newline_delimited', compression='gzip', "
            f"ignore_errors=false, hive_partitioning=true, hive_types={partitions})"
        )

    rows = 0
    for path in objects:
        expected = lines(path)
        found = database.sql(f"FROM {read(path)}").fetchall()
        assert len(found) == len(expected), f"{path}: {len(expected)} lines gave {len(found)} rows"
        for number, (line, row) in enumerate(zip(expected, found), 1):
            unknown = set(line) - {column["Name"] for column in columns}
            assert not unknown, f"{path}:{number}: {unknown}"
            for column, cell in zip(columns, row):
                value = line.get(column["Name"])
                assert is_same(value, cell, column["Type"]), f"{path}:{number}: {column}: {value!r} became {cell!r}"
        rows += len(found)

    database.execute(f"CREATE VIEW normalized AS FROM {read(folder / '*/*/*.gz')}")
    with tempfile.TemporaryDirectory() as parquet:
        parquet = pathlib.Path(parquet) / "normalized.parquet"
        database.execute(f"COPY normalized TO {quoted(parquet)} (FORMAT parquet)")
        for what in ["DESCRIBE ", ""]:
            before = database.sql(f"{what}FROM normalized").fetchall()
            after = database.sql(f"{what}FROM read_parquet({quoted(parquet)})").fetchall()
            assert before == after, f"{what}Parquet gives back something else"
    results = [database.sql(query).fetchall() for query in queries]
    print(json.dumps({"objects": len(objects), "rows": rows, "results": results}, default=str))


if len(sys.argv) == 1:
    table, stream, queries = resources()
    print(json.dumps({"table": table, "stream": stream, "queries": queries}))
else:
    main(pathlib.Path(sys.argv[1]), sys.argv[2:])
