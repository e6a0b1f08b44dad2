"""Loads a journal with beancount: `beancount_load.py FILE`. It prints how many directives there are."""

from __future__ import annotations

import sys

from beancount.loader import load_file

directives, errors, _ = load_file(sys.argv[1])
if errors:
    sys.exit(f"beancount found {len(errors)} errors")
print(len(directives))
