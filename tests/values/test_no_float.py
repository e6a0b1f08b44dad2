"""No float touches money: proved by reading the source of four rooms, and by handing floats to the functions."""

import ast
import re
from pathlib import Path

import pytest

from ledger.values import amounts, money, numerals, percent, periods

LEDGER = Path(money.__file__).parents[1]
ROOMS = ("values", "book", "intake", "measure")
PATH_COMMENT = re.compile(r"#\s*path\b")
EXACT_MATH = {"gcd", "lcm", "isqrt", "comb", "perm", "factorial", "prod"}
FLOAT_CALLS = {"fmean", "truediv", "fsum"}


def floats_in(source: str) -> list[str]:
    """What could make a float, as `line: what`. Division joins paths only on a line that says `# path`."""
    lines = source.splitlines()
    found = []
    for node in ast.walk(ast.parse(source)):
        what = None
        match node:
            case ast.Constant(value=float() | complex()):
                what = "float literal"
            case ast.Name(id="float" | "complex"):
                what = "float"
            case ast.Call(func=ast.Name(id="round")):
                what = "round()"
            case ast.Attribute(value=ast.Name(id="math"), attr=name) if name not in EXACT_MATH:
                what = f"math.{name}"
            case ast.ImportFrom(module="math", names=names) if {a.name for a in names} - EXACT_MATH:
                what = "import from math"
            case ast.Attribute(attr=name) | ast.Name(id=name) if name in FLOAT_CALLS:
                what = name
            case ast.BinOp(op=ast.Pow(), right=ast.UnaryOp(op=ast.USub())):
                what = "negative power"
            case ast.BinOp(op=ast.Div()) | ast.AugAssign(op=ast.Div()):
                span = lines[node.lineno - 1 : node.end_lineno]
                what = None if any(PATH_COMMENT.search(line) for line in span) else "true division"
        if what:
            found.append(f"{node.lineno}: {what}")
    return found


@pytest.mark.parametrize("room", ROOMS)
def test_no_float_is_written_in_this_room(room):
    files = sorted((LEDGER / room).rglob("*.py"))
    assert files, "the room is empty or has moved"
    found = [f"{f.relative_to(LEDGER)}:{what}" for f in files for what in floats_in(f.read_text(encoding="utf-8"))]
    assert found == []


@pytest.mark.parametrize(
    ("planted", "what"),
    [
        ("rate = 0.9", "float literal"),
        ("rate = 1e3", "float literal"),
        ("share = float(kept)", "float"),
        ("shares = map(float, kept)", "float"),
        ("def share(kept: int) -> float: ...", "float"),
        ("share = kept / gross", "true division"),
        ("share = Fraction(kept) / 2", "true division"),
        ("kept /= 12", "true division"),
        ("share = kept / gross  # pathological", "true division"),
        ("cut = round(share)", "round()"),
        ("cut = round(share, 2)", "round()"),
        ("cut = math.floor(share)", "math.floor"),
        ("from math import floor", "import from math"),
        ("middle = statistics.fmean(shares)", "fmean"),
        ("share = operator.truediv(kept, gross)", "truediv"),
        ("unit = 10 ** -2", "negative power"),
    ],
)
def test_the_scan_bites(planted, what):
    assert floats_in(f"import math\n{planted}\n") == [f"2: {what}"]


@pytest.mark.parametrize(
    "harmless",
    [
        "share = Fraction(kept, gross)",
        "whole = kept // gross",
        "root = math.isqrt(kept)",
        "from math import gcd",
        "place = folder / 'file.csv'  # path",
        "place = (\n    folder  # path\n    / 'file.csv'\n)",
        "unit = 10**2",
        "says = 'half is 0.5, a / b'",
    ],
)
def test_the_scan_lets_exact_work_pass(harmless):
    assert floats_in(f"import math\n{harmless}\n") == []


YEAR = periods.parse_period("2015")


@pytest.mark.parametrize(
    "call",
    [
        lambda: money.parse_minor(12.5, "USD"),
        lambda: money.parse_minor(12, "USD"),
        lambda: money.format_minor(1250.0, "USD"),
        lambda: money.format_grouped(1250.0, "USD"),
        lambda: money.format_minor(True, "USD"),
        lambda: money.part(1250.0, 400_000),
        lambda: money.part(1250, 0.4),
        lambda: percent.parse_ppm(40.0),
        lambda: percent.format_ppm(400_000.0),
        lambda: percent.percent_text(0.4),
        lambda: numerals.exact(1.0),
        lambda: periods.spread(100.0, YEAR),
        lambda: periods.parse_period(2015.0),
        lambda: amounts.parse_said(300.0, currency="USD"),
    ],
)
def test_a_float_argument_is_refused(call):
    with pytest.raises(TypeError):
        call()
