"""`import`: files in through the real command, on an encrypted folder and on PostgreSQL."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ledger.data import observations

HEAD = "obs_id,source_title,period_reported,country,sector,currency,pay_interval,gross_low,gross_best,gross_high\n"


@pytest.fixture
def page(tmp_path: Path):
    def page(text: str | bytes, name: str = "wages.csv") -> str:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return str(path)

    return page


def test_the_shipped_observations_land_and_the_second_time_nothing_does(book):
    first = book("import", str(observations()), "-O", "json")
    assert first.code == 0, first.err
    assert json.loads(first.out)["written"]["observation"] == 93
    second = book("import", str(observations()))
    assert second.code == 0
    assert "Nothing new: all 249 were in the book before." in second.out
    assert book("check").code == 0


def test_a_wrong_row_is_told_by_file_line_and_column_and_the_others_land(book, page, tmp_path):
    name = page(HEAD + 'a,A,2012,KW,x,USD,month,,"1,5",\nb,B,2012,KW,x,USD,month,,10,\n')
    done = book("import", name)
    assert done.code == 1
    assert done.err.startswith(f"{name}:2: gross_best: ")
    assert "Imported 1 observation" in done.out
    assert (tmp_path / "wages.rejected.csv").read_text().splitlines()[1].startswith("a,A,2012")


def test_strict_writes_nothing_when_a_row_is_refused(book, page, tmp_path):
    done = book("import", "--strict", page(HEAD + "a,A,2012,KW,x,USD,month,,-5,\nb,B,2012,KW,x,USD,month,,10,\n"))
    assert done.code == 1
    assert json.loads(book("show", "book", "-O", "json").out)["entries"] == 0
    assert not (tmp_path / "wages.rejected.csv").exists()


def test_a_dry_run_checks_everything_and_writes_nothing(book, page):
    name = page(HEAD + "a,A,2012,KW,x,USD,month,,10,\n")
    assert "Would import 1 observation" in book("import", "--dry-run", name).out
    assert "Imported 1 observation" in book("import", name).out


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xef\xbb\xbf",
        b"a,b\n1,2\n",
        b"obs_id,source_title\n\xff\xfe\n",
        HEAD.encode("utf-16"),
        HEAD.encode() + b'"never closed,\n',
        b"\x00\x01\x02",
    ],
)
def test_a_file_that_is_none_gets_a_sentence_and_changes_nothing(sealed, page, raw):
    done = sealed("import", page(raw))
    assert done.code == 1
    assert ":1: " in done.err or ":2: " in done.err
    assert "Traceback" not in done.err
    assert "Nothing was imported." in done.out


def test_every_way_in_which_people_save_a_csv_lands_the_same(sealed, page):
    plain = HEAD + "a,Ein Bericht über Löhne,2012,KW,x,USD,month,,10,\n"
    ways = [
        plain.encode(),
        b"\xef\xbb\xbf" + plain.encode(),
        plain.replace("\n", "\r\n").encode(),
        plain.replace(",", ";").encode(),
        plain.replace(",", "\t").encode(),
    ]
    outcomes = [sealed("import", page(way, f"way{i}.csv")).out for i, way in enumerate(ways)]
    assert "Imported 1 observation" in outcomes[0]
    assert all("Nothing new: all 1 were in the book before." in outcome for outcome in outcomes[1:])


def test_a_missing_file_is_a_sentence(sealed, tmp_path):
    done = sealed("import", str(tmp_path / "nowhere.csv"))
    assert done.code == 2
    assert "No such file" in done.err


def test_korean_and_arabic_text_comes_back_as_it_was(sealed, page):
    title = "임금 명세서 كشف الأجور"
    assert sealed("import", page(HEAD + f"a,{title},2012,KW,x,USD,month,,10,\n")).code == 0
    assert json.loads(sealed("trace", "a", "-O", "json").out)["sources"][0]["title"] == title


def _shell(folder: Path, identity: Path, *words: str) -> list[str]:
    return [sys.executable, "-m", "ledger", "--book", str(folder), "--identity-file", str(identity), *words]


def test_a_kill_in_the_middle_leaves_nothing_and_the_next_import_lands_all(folder, identity_file, sealed, tmp_path):
    rows = "".join(f"o{i},A page,2012,KW,x,USD,month,,{i + 1},\n" for i in range(400))
    file = tmp_path / "many.csv"
    file.write_text(HEAD + rows)
    started = subprocess.Popen(_shell(folder, identity_file, "import", str(file)), stderr=subprocess.PIPE)
    log = folder / "book.db-wal"
    while started.poll() is None and not (log.exists() and log.stat().st_size > 100_000):
        time.sleep(0.001)  # until it is writing
    started.send_signal(signal.SIGKILL)
    started.communicate()
    assert "observation" not in sealed("show", "entries").out
    assert sealed("check").code == 0
    done = sealed("import", str(file), "-O", "json")
    assert json.loads(done.out)["written"]["observation"] in (0, 400)  # 0: it was quicker than the kill
    assert json.loads(sealed("show", "book", "-O", "json").out)["entries"] == 400


def test_a_full_disk_is_a_sentence_and_loses_nothing(folder, identity_file, sealed, page, tmp_path):
    """A limit on file size is the disk that a test can fill."""
    assert sealed("import", page(HEAD + "a,A,2012,KW,x,USD,month,,10,\n")).code == 0
    file = tmp_path / "many.csv"
    file.write_text(HEAD + "".join(f"o{i},A page,2012,KW,x,USD,month,,5,\n" for i in range(300)))

    def small() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        most = (folder / "book.db").stat().st_size + 50_000
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

    done = subprocess.run(
        _shell(folder, identity_file, "import", str(file)),
        capture_output=True,
        text=True,
        preexec_fn=small,
        check=False,
        env=os.environ,
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert sealed("check").code == 0
    assert json.loads(sealed("show", "book", "-O", "json").out)["entries"] == 1


def test_trace_of_nothing_is_a_sentence(sealed):
    done = sealed("trace", "nobody")
    assert (done.code, "no entry, no observation and no figure" in done.err) == (1, True)


def test_trace_takes_the_number_of_an_entry(sealed):
    assert sealed("import", str(observations())).code == 0
    found = json.loads(sealed("trace", "1", "-O", "json").out)
    assert found["target"] == "entry 1"
    assert len(found["entries"]) == 1
    assert sealed("trace", "kw-constr-2016", "-O", "csv").code == 2


@pytest.mark.skipif(os.name != "posix", reason="terminals are POSIX's")
def test_a_terminal_sees_a_bar_while_a_file_is_checked_and_one_while_it_lands(folder, identity_file, page):
    ours, theirs = os.openpty()
    command = [sys.executable, "-m", "ledger", "--book", str(folder), "--identity-file", str(identity_file)]
    done = subprocess.run(
        [*command, "import", page(HEAD + "a,A,2012,KW,x,USD,month,,10,\n")],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=theirs,
        check=False,
    )
    os.close(theirs)
    said = os.read(ours, 100_000).decode()
    os.close(ours)
    assert done.stdout.startswith(b"Imported 1 observation")
    assert said.index("checking") < said.index("importing")
    assert "100%" in said
