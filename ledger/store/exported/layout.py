"""How an export lies in its folder or its file: Parquet by partitions in the way of Hive, and what tells of it."""

from __future__ import annotations

from urllib.parse import quote, unquote

MANIFEST = "manifest.json"
README = "README.md"
ROWS = "postings"
ABOUT = "about"
NOTHING = "__HIVE_DEFAULT_PARTITION__"  # what every reader of such folders takes for null


def part_path(values: dict[str, str | int | None], number: int) -> str:
    """Where a part of a partition is: postings/country=KW/year=2016/part-0.parquet."""
    steps = [f"{name}={NOTHING if value is None else quote(str(value), safe='')}" for name, value in values.items()]
    return "/".join((ROWS, *steps, f"part-{number}.parquet"))


def partition_of(path: str) -> dict[str, str | None]:
    """The values in the path of a part."""
    pairs = (step.partition("=") for step in path.split("/") if "=" in step)
    return {name: None if value == NOTHING else unquote(value) for name, _, value in pairs}
