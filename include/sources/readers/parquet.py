"""Reads Parquet as columns of text, in a process with bounded memory and time: a hostile file does not take the loader down."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from typing import IO, cast

import pandas as pd
import pyarrow as pa

from include.core.errors import FileRejectedError
from include.sources.readers.text import mark_control_rows, name_extra, require_columns, require_content

CHILD = Path(__file__).with_name("parquet_process.py")
MEMORY_BYTES = 4 << 30  # address space, of which the libraries take a part
DEADLINE_S = 3600.0
MAGIC = b"PAR1"
DAMAGED = "the Parquet file is cut, damaged, or needs more memory than it may have; ask the agency to write it again"


@dataclass(frozen=True)
class ParquetReader:
    """Columns by name. Times keep their offset, decimals their digits; a list or a structure is no column of ours."""

    memory_bytes: int = MEMORY_BYTES
    deadline_s: float = DEADLINE_S

    def batches(self, path: Path, columns: tuple[str, ...], rows: int) -> Iterator[pd.DataFrame]:
        """See `core.contract.Reader`."""
        require_content(path)
        _require_magic(path)
        seen = 0
        for batch in self._read(path, rows):
            names = [name_extra(name) for name in batch.schema.names]
            require_columns(names, columns, line=1)
            frame = batch.rename_columns(names).to_pandas()
            frame.insert(0, "row_no", range(seen + 1, seen + len(frame) + 1))
            frame["fault"] = mark_control_rows(frame, names)
            seen += len(frame)
            yield frame

    def raw_rows(self, path: Path, row_nos: frozenset[int]) -> dict[int, str]:
        """See `core.contract.Reader`; the row's values, joined by `|`."""
        raw, seen = dict[int, str](), 0
        for batch in self._read(path, 10_000):
            wanted = sorted(number - seen - 1 for number in row_nos if seen < number <= seen + batch.num_rows)
            for place, row in zip(wanted, batch.take(pa.array(wanted, pa.int64())).to_pylist(), strict=True):
                raw[seen + place + 1] = "|".join(value or "" for value in row.values())
            seen += batch.num_rows
        return raw

    def _read(self, path: Path, rows: int) -> Iterator[pa.RecordBatch]:
        """Yield what the child sends; an empty batch tells the columns of a file without rows."""
        with self._start(path, rows) as child:
            try:
                yield from pa.ipc.open_stream(cast(IO[bytes], child.stdout))
            except (pa.ArrowInvalid, OSError) as error:
                raise FileRejectedError("malformed", DAMAGED) from error
            if child.wait() != 0:
                raise FileRejectedError("malformed", DAMAGED)

    @contextmanager
    def _start(self, path: Path, rows: int) -> Iterator["subprocess.Popen[bytes]"]:
        command = [sys.executable, "-I", str(CHILD), str(path), str(rows), str(self.memory_bytes)]
        environment = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
        with subprocess.Popen(  # noqa: S603  # our own program, on a path of ours
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, env=environment
        ) as child:
            timer = Timer(self.deadline_s, child.kill)
            timer.start()
            try:
                yield child
            finally:
                timer.cancel()
                child.kill()


def _require_magic(path: Path) -> None:
    with path.open("rb") as file:
        start = file.read(len(MAGIC))
        file.seek(max(0, path.stat().st_size - len(MAGIC)))
        end = file.read()
    if start != MAGIC or end != MAGIC:
        raise FileRejectedError("malformed", "not a Parquet file, or cut; ask the agency to send it again")
