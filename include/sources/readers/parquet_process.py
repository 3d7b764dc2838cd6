"""Run by `parquet.py` in a process of its own: writes a Parquet file's rows to stdout as Arrow batches of text."""

import os
import resource
import sys

os.environ["ARROW_DEFAULT_MEMORY_POOL"] = "system"  # the other pools reserve far more addresses than they use

import pyarrow as pa
from pyarrow import compute
from pyarrow import parquet as pq

THRIFT_BYTES = 64 << 20


def main(path: str, rows: int, memory_bytes: int) -> None:
    """Stream the file within `memory_bytes` of address space; any failure ends the process with an error."""
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    file = pq.ParquetFile(path, thrift_string_size_limit=THRIFT_BYTES, thrift_container_size_limit=1 << 20)
    schema = pa.schema([(name, pa.string()) for name in file.schema_arrow.names])
    with pa.ipc.new_stream(sys.stdout.buffer, schema) as stream:
        stream.write_batch(pa.RecordBatch.from_pylist([], schema=schema))
        for batch in file.iter_batches(batch_size=rows, use_threads=False):
            stream.write_batch(pa.RecordBatch.from_arrays([to_text(column) for column in batch.columns], schema=schema))


def to_text(column: pa.Array) -> pa.Array:
    """Return the values as text, empty as missing."""
    plain = column.dictionary_decode() if pa.types.is_dictionary(column.type) else column
    if pa.types.is_nested(plain.type):
        raise TypeError("a list or structure")
    if pa.types.is_timestamp(plain.type) and plain.type.tz:
        plain = plain.cast(pa.timestamp(plain.type.unit, "UTC"))
    text = plain.cast(pa.string())
    return compute.if_else(compute.equal(text, ""), pa.scalar(None, pa.string()), text)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
