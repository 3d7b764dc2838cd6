"""Hands chunks to PostgreSQL on a lane of their own, in order, while the next one is read, judged and encoded."""

import io
from collections import Counter
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from types import TracebackType

import pandas as pd
from psycopg2.extensions import connection as Connection  # noqa: N812

from include.pipeline.reading import Chunk
from include.pipeline.settling import Resend
from include.warehouse.accounts import Named
from include.warehouse.batch import (
    begin_file,
    copy_rows,
    encode_rows,
    end_file,
    learn_accounts,
    load_batch,
    name_accounts,
    open_batch,
)


@dataclass(frozen=True)
class Ahead:
    """A chunk's good rows, and the accounts that they name, whose numbers are being learnt."""

    chunk: Chunk
    rows: pd.DataFrame
    named: Named | None
    learning: Future[None]
    is_kept: bool


class Merges:
    """What was handed to PostgreSQL, and what it says became of it (keys: file_id).

    The connection is used by the lane alone until the block ends. A chunk's accounts are numbered before the chunk in front of it is
    merged, but never across the beginning of a large file or the end of one refused: its accounts are undone with it.
    """

    def __init__(self, connection: Connection, record: str, resend: Resend) -> None:
        self.connection, self.resend = connection, resend
        self.batch = open_batch(connection, record)
        self.staged, self.loaded = Counter[int](), Counter[int]()
        self.conflicts: list[tuple[int, int]] = []
        self.lane = ThreadPoolExecutor(max_workers=1, thread_name_prefix="load")
        self.ahead: Ahead | None = None
        self.running: list[Future[None]] = []

    def __enter__(self) -> "Merges":
        """Return itself: the block in which chunks are taken."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Wait for what was taken; after an error only for the step that runs."""
        try:
            if kind is None:
                self.flush()
        finally:
            self.lane.shutdown(cancel_futures=True)

    def take(self, chunk: Chunk, rows: pd.DataFrame, *, is_kept: bool) -> None:
        """Take a chunk's good rows; a large file whose end shows that it is refused (not `is_kept`) is undone."""
        self.staged.update({int(str(file_id)): int(count) for file_id, count in rows["file_id"].value_counts().items()})
        if chunk.is_first:
            self._hand_over()
            self.running.append(self.lane.submit(begin_file, self.connection))
        named = name_accounts(self.batch, rows)
        learning = self.lane.submit(learn_accounts, self.connection, self.batch, named)
        self._hand_over()
        self.ahead = Ahead(chunk, rows, named, learning, is_kept)
        if chunk.is_part and chunk.ended and not is_kept:
            self._hand_over()

    def flush(self) -> None:
        """Wait until all that was taken is merged."""
        self._hand_over()
        self._wait()

    def _hand_over(self) -> None:
        if self.ahead is None:
            return
        ahead, self.ahead = self.ahead, None
        ahead.learning.result()
        encoded = encode_rows(self.batch, ahead.rows, ahead.named) if len(ahead.rows) else None
        self._wait()
        self.running.append(self.lane.submit(self._merge, ahead.chunk, encoded, ahead.is_kept))

    def _wait(self) -> None:
        while self.running:
            self.running.pop(0).result()

    def _merge(self, chunk: Chunk, encoded: io.BytesIO | None, is_kept: bool) -> None:
        if encoded is not None:
            copy_rows(self.connection, self.batch, encoded)
            loaded, conflicts = load_batch(self.connection, self.batch)
            self.loaded.update(loaded)
            self.conflicts += conflicts
            self.resend.see_batch(conflicts)
        if chunk.is_part and chunk.ended:
            end_file(self.connection, self.batch, is_kept=is_kept)
