"""An S3-compatible server in memory."""

import contextlib
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import s3fs
from moto.server import ThreadedMotoServer

SECRET = "s3-canary-secret"


@dataclass
class Bucket:
    """A bucket `drop` of a running server."""

    endpoint: str

    @property
    def url(self) -> str:
        return "s3://partner@drop/in"

    def login(self, **change: Any) -> dict[str, Any]:
        extra = {"endpoint_url": self.endpoint, "region_name": "us-east-1"}
        return {"login": "rukkhat", "password": SECRET, "extra": extra} | change

    def system(self) -> Any:
        return s3fs.S3FileSystem(
            key="rukkhat", secret=SECRET, endpoint_url=self.endpoint, skip_instance_cache=True, use_listings_cache=False
        )

    def put(self, folder: Path) -> None:
        """Put a delivery there."""
        for path in folder.rglob("*"):
            if path.is_file():
                self.system().pipe_file(f"drop/in/{path.relative_to(folder).as_posix()}", path.read_bytes())


@contextlib.contextmanager
def serve_s3() -> Iterator[Bucket]:
    """Serve an empty bucket until the end of the block."""
    logging.getLogger("werkzeug").setLevel(logging.CRITICAL)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        _, port = server.get_host_and_port()
        bucket = Bucket(f"http://127.0.0.1:{port}")
        bucket.system().mkdir("drop")
        yield bucket
    finally:
        server.stop()
