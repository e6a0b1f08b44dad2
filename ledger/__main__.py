"""`python -m ledger`, and the `wage-ledger` script."""

from __future__ import annotations

import sys

from ledger.cli.main import app
from ledger.values.errors import LedgerError


def main() -> None:
    """Run the command that was typed. An error of this run is a sentence on stderr and its own exit code."""
    try:
        app(prog_name="wage-ledger")
    except LedgerError as error:
        print(f"wage-ledger: {error}", file=sys.stderr)
        if error.advice:
            print(f"    {error.advice}", file=sys.stderr)
        sys.exit(error.exit_code)


if __name__ == "__main__":
    main()
