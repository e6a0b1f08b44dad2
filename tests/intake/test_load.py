"""Files in: every row lands or is reported, and nothing is half-imported."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from ledger.book.read import counts, entries
from ledger.intake.land import land
from ledger.intake.load import files_in, read_tables
from ledger.intake.observations import FLOW_COLUMNS
from ledger.intake.rejects import write_rejects
from ledger.intake.table import open_table, parse_table
from tests.intake.made import amount, flows, gross, percent, wages

TODAY = date(2026, 1, 2)


def test_a_wrong_flow_refuses_its_whole_observation_and_no_other():
    batch = read_tables(
        [wages(gross("10"), gross("20") | {"obs_id": "b"}), flows(amount("take_hom", "1"), amount("food", "2"))]
    )
    assert [item.code for item in batch.items] == ["b"]
    assert [(p.file, p.line, p.column) for p in sorted(batch.problems)] == [
        ("flows.csv", 2, "flow"),
        ("flows.csv", 3, ""),
        ("wages.csv", 2, ""),
    ]


def test_all_problems_of_a_row_are_told_at_once():
    row = gross("1,5") | {
        "country": "Kuwait",
        "period_reported": "June 2012",
        "source_title": "",
        "workers_covered": "many",
    }
    batch = read_tables([wages(row)])
    assert {p.column for p in batch.problems} == {
        "gross_best",
        "country",
        "period_reported",
        "source_title",
        "workers_covered",
    }
    assert all(p.advice for p in batch.problems)


def test_no_problem_quotes_a_cell():
    secret = "Kim-Secret-77"
    row = dict.fromkeys(("obs_id", "gross_best", "country", "period_reported", "pay_interval", "currency"), secret)
    batch = read_tables(
        [wages(row), flows({"flow": secret, "interval": secret, "unit": secret, "amount_best": secret})]
    )
    assert batch.problems
    assert all(secret not in p.text() for p in batch.problems)


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (gross("-5"), "gross_best"),
        (gross(low="5", high="4"), "gross_low"),
        (gross("5") | {"currency": "XXX"}, "currency"),
        (gross("5") | {"currency": ""}, "currency"),
        (gross("5") | {"pay_interval": ""}, "pay_interval"),
        (gross("5") | {"pay_interval": "fortnight"}, "pay_interval"),
        (gross("=5+5"), "gross_best"),
        (gross("1.005"), "gross_best"),
        (gross("5") | {"period_reported": "2015/2012"}, "period_reported"),
        ({"share_taken_best": "90%"}, "share_taken_best"),
        ({"share_kept_low": "50", "share_kept_high": "40"}, "share_kept_low"),
    ],
)
def test_a_wrong_cell_is_named(row, column):
    batch = read_tables([wages(row)])
    assert batch.items == []
    assert column in {p.column for p in batch.problems}


def test_a_percentage_of_what_is_not_said_is_refused():
    batch = read_tables([wages({}), flows(percent("party_dues", "2", of=""))])
    assert {p.column for p in batch.problems} == {"percent_of", ""}


def test_two_rows_of_one_name_that_differ_are_both_refused():
    batch = read_tables([wages(gross("10"), gross("20")), flows(amount("take_home", "5"))])
    assert batch.items == []
    assert len(batch.refused) == 3


def test_the_same_row_twice_is_read_once():
    batch = read_tables([wages(gross("10"), gross("10"))])
    assert len(batch.items) == 1
    assert [p.line for p in batch.problems] == [3]


def test_flows_of_no_observation_are_reported():
    batch = read_tables([flows(amount("take_home", "5"))])
    assert [p.column for p in batch.problems] == ["obs_id"]


def test_a_ragged_flow_refuses_its_observation():
    """Otherwise the observation would land with a line less than its source has."""
    broken = parse_table("flows.csv", b"obs_id,flow,amount_best\na,take_home\n")
    table = flows(amount("food", "1"))
    held = type(table)(table.file, ",", table.header, table.rows, broken.problems, is_usable=True, broken=broken.broken)
    batch = read_tables([wages(gross("10")), held])
    assert batch.items == []


def test_a_file_that_cannot_be_read_stops_everything():
    batch = read_tables([wages(gross("10")), parse_table("flows.csv", b"\xff\xfe\x00")])
    assert not batch.is_readable
    assert batch.items == []


def test_an_unknown_column_stops_everything():
    batch = read_tables([parse_table("wages.csv", b"obs_id,source_title,passport\na,b,c\n")])
    assert not batch.is_readable
    assert any("no column of this name" in p.says for p in batch.problems)


def test_the_shipped_files_have_no_problem():
    from ledger.data import observations

    batch = read_tables([open_table(path).whole() for path in files_in([Path(str(observations()))])])
    assert batch.problems == []
    assert len([item for item in batch.items if item.fmt == "observation"]) == 93


def test_a_name_that_says_two_things_is_refused_each_time():
    batch = read_tables([wages(gross("10"), gross("10"), gross("20"))])
    assert batch.items == []
    assert [p.line for p in batch.problems] == [2, 3, 4]
    assert {p.says for p in batch.problems} == {"another row has the same name and says something else"}


def test_an_observation_without_a_name_is_told_so_beside_a_broken_flow():
    broken = parse_table("flows.csv", "\n".join([",".join(FLOW_COLUMNS), "b,,tips"]).encode())
    batch = read_tables([wages(gross("10") | {"obs_id": ""}), broken])
    assert [(p.file, p.column, p.says) for p in batch.problems if p.file == "wages.csv"] == [
        ("wages.csv", "obs_id", "the cell is blank")
    ]


def test_importing_twice_changes_nothing(session: Session):
    def load():
        return land(session, read_tables([wages(gross("10")), flows(amount("take_home", "5"))]), today=TODAY)

    first, before = load(), counts(session)
    second = load()
    assert (first.written["observation"], second.written["observation"], second.before["observation"]) == (1, 0, 1)
    assert counts(session) == before


def test_a_known_name_with_other_content_is_refused(session: Session):
    land(session, read_tables([wages(gross("10"))]), today=TODAY)
    batch = read_tables([wages(gross("11"))])
    done = land(session, batch, today=TODAY)
    assert done.written["observation"] == 0
    assert [p.line for p in batch.problems] == [2]
    assert len(entries(session)) == 1


def test_the_order_of_rows_and_files_changes_nothing(session: Session):
    one = [wages(gross("10"), gross("20") | {"obs_id": "b"}), flows(amount("take_home", "5"), amount("food", "1"))]
    other = [one[1], wages(gross("20") | {"obs_id": "b"}, gross("10"))]
    land(session, read_tables(one), today=TODAY)
    done = land(session, read_tables(other), today=TODAY)
    assert done.written["observation"] == 0


def test_refused_rows_can_be_mended_and_imported_again(session: Session, tmp_path: Path):
    batch = read_tables([wages(gross("1,5")), flows(amount("take_home", "1"))])
    land(session, batch, today=TODAY)
    files = write_rejects(batch.refused, batch.tables, tmp_path)
    assert [f.name for f in files] == ["wages.rejected.csv", "flows.rejected.csv"]
    assert all(f.stat().st_mode & 0o077 == 0 for f in files)
    files[0].write_text(files[0].read_text().replace('"1,5"', "1.5"))
    again = read_tables([open_table(path).whole() for path in files])
    assert again.problems == []
    assert land(session, again, today=TODAY).written["observation"] == 1


def test_refused_rows_never_overwrite_a_file(tmp_path: Path):
    batch = read_tables([wages(gross("1,5"))])
    names = [write_rejects(batch.refused, batch.tables, tmp_path)[0].name for _ in range(3)]
    assert names == ["wages.rejected.csv", "wages.rejected-2.csv", "wages.rejected-3.csv"]


def test_a_folder_is_read_without_its_refused_rows(tmp_path: Path):
    for name in ("a.csv", "a.rejected.csv", "a.rejected-2.csv", "b.txt"):
        (tmp_path / name).write_text("x")
    assert [p.name for p in files_in([tmp_path])] == ["a.csv"]


def test_a_condition_of_a_known_name_with_other_text_is_refused(session: Session):
    head = b"cond_id,date,indicator,paraphrase,source_title\n"
    land(session, read_tables([parse_table("c.csv", head + b"C1,2015,deception,One thing,A page\n")]), today=TODAY)
    batch = read_tables([parse_table("c.csv", head + b"C1,2015,deception,Another,A page\n")])
    assert land(session, batch, today=TODAY).written["condition"] == 0
    assert [p.line for p in batch.problems] == [2]


def test_a_file_whose_flows_were_sorted_again_is_the_same_file(session: Session):
    first = [amount("take_home", "5"), amount("food", "1")]
    land(session, read_tables([wages(gross("10")), flows(*first)]), today=TODAY)
    batch = read_tables([wages(gross("10")), flows(*reversed(first))])
    assert land(session, batch, today=TODAY).before["observation"] == 1
    assert batch.problems == []


def test_a_broken_row_of_a_new_worker_comes_back_under_the_pseudonym_that_was_drawn(tmp_path: Path):
    table = parse_table("sheet.csv", b"worker,period\nnew:a,2012,too many\n")
    (file,) = write_rejects([], [table], tmp_path, {("sheet.csv", "a"): "7K3M-Q9TZ"})
    assert file.read_text().splitlines()[1] == "7K3M-Q9TZ,2012,too many"
