"""`sheet`: an empty sheet, and an invented one; both can be imported through the real command."""

import json
import stat
from pathlib import Path

from ledger.intake.sheet_columns import ALL
from tests.cli.conftest import Run, agrees


def test_the_template_is_one_line_with_every_column(typed: Run) -> None:
    assert typed("sheet", "template").line.split(",") == list(ALL)
    assert typed("sheet", "template", "-o", "-").line.split(",") == list(ALL)


def test_a_template_that_is_written_is_for_its_owner_alone_and_never_written_over(typed: Run, tmp_path: Path) -> None:
    file = tmp_path / "notebook.csv"
    assert typed("sheet", "template", "-o", str(file)).code == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    file.write_text("mine")
    again = typed("sheet", "template", "-o", str(file))
    assert again.code == 1
    assert "cannot be written" in again.err
    assert file.read_text() == "mine"


def test_an_empty_template_imports_nothing(book: Run, tmp_path: Path) -> None:
    file = tmp_path / "notebook.csv"
    book("sheet", "template", "-o", str(file))
    ran = book("import", str(file))
    assert (ran.code, ran.out) == (0, "Nothing was imported.\n")


def test_the_example_is_imported_once_and_its_statement_comes_to_its_sums(book: Run, tmp_path: Path) -> None:
    file = tmp_path / "example.csv"
    book("sheet", "example", "-o", str(file))
    said = json.loads(book("import", str(file), "-O", "json").out)
    assert (said["written"]["sheet"], said["entries"], said["problems"]) == (25, 25, [])
    again = book("import", str(file))
    assert (again.code, again.out) == (0, "Nothing new: all 25 were in the book before.\n")
    silent = book("statement", said["workers"]["first"], "-O", "json")
    assert (silent.code, silent.out) == (1, "")
    assert "no live consent for the purpose statement" in silent.err
    agrees(book, said["workers"]["first"], "statement")
    told = json.loads(book("statement", said["workers"]["first"], "-O", "json").out)
    (in_all,) = told["in_all"]
    assert [amount["amount"] for amount in in_all["earned"].values()] == ["14250.00", "14350.00"]
    assert {amount["amount"] for amount in in_all["owed"].values()} == {"100.00"}
    assert book("check").code == 0


def test_refused_rows_come_back_in_a_file_with_the_pseudonym_and_can_be_mended(book: Run, tmp_path: Path) -> None:
    """
    worker,period,currency,source,gross,hand
    new:A,2019-01,USD,Invented,900,300
    new:A,2019-02,USD,Invented,"1,000",300
    Kim,2019-03,USD,Invented,900,300
    """
    text = test_refused_rows_come_back_in_a_file_with_the_pseudonym_and_can_be_mended.__doc__ or ""
    file = tmp_path / "notebook.csv"
    file.write_text("\n".join(line.strip() for line in text.strip().splitlines()))
    ran = book("import", str(file), "-O", "json")
    assert ran.code == 1
    said = json.loads(ran.out)
    assert [(p["lineno"], p["column"]) for p in said["problems"]] == [(3, "gross"), (4, "worker")]
    assert "Kim" not in ran.out + ran.err
    rejects = tmp_path / "notebook.rejected.csv"
    drawn = said["workers"]["A"]
    assert rejects.read_text().splitlines()[1].startswith(f"{drawn},2019-02")
    rejects.write_text(rejects.read_text().replace('"1,000"', "1000").replace("Kim", drawn))
    early = book("import", str(rejects))
    assert (early.code, early.out.splitlines()[0]) == (1, "Nothing was imported.")
    told = early.err.splitlines()
    assert told[0::2] == [f"{rejects}:{n}: worker: the worker has no live consent to be recorded" for n in (2, 3)]
    assert all("wage-ledger consent grant WORKER --scope record" in advice for advice in told[1::2])
    assert drawn not in early.out + early.err
    agrees(book, drawn, "record", "statement")
    assert json.loads(book("import", str(rejects), "-O", "json").out)["written"]["sheet"] == 2
    periods = json.loads(book("statement", drawn, "-O", "json").out)["periods"]
    assert [block["period"] for block in periods] == ["2019-01", "2019-02", "2019-03"]
