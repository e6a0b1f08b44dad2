"""`consent`: what a worker agreed to, purpose by purpose. Nothing of a worker is read without it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ledger.book.words import CONSENT_MODES, SCOPES
from ledger.cli import flags
from ledger.cli.layout import Grouped, GroupedCommand

if TYPE_CHECKING:
    from ledger.book.consent import ConsentView

SAID = "What was said"
HOW = "How it was said"

app = typer.Typer(cls=Grouped, help="Write down what a worker agrees to.", no_args_is_help=True)


@app.callback()
def consent() -> None:
    """Write down what a worker agrees to. What was not agreed to is read by no command, and nothing goes around it."""


def complete_scopes(incomplete: str) -> list[str]:
    """The purposes that start so."""
    return [word for word in SCOPES if word.startswith(incomplete)]


Worker = Annotated[str, typer.Argument(metavar="WORKER", help="The worker's pseudonym, exactly.")]
Scope = Annotated[
    list[str],
    typer.Option(
        "--scope",
        metavar="PURPOSES",
        help=f"With commas or repeated: {', '.join(SCOPES)}.",
        autocompletion=complete_scopes,
        show_default=False,
        rich_help_panel=SAID,
    ),
]
Language = Annotated[
    str, typer.Option("--language", metavar="CODE", help="In which it was explained: en, ko ...", rich_help_panel=HOW)
]
Mode = Annotated[str, typer.Option("--mode", metavar="WORD", help=f"{', '.join(CONSENT_MODES)}.", rich_help_panel=HOW)]
Explanation = Annotated[
    typer.FileBinaryRead | None,
    typer.Option(
        "--explanation",
        metavar="FILE",
        help="The text that was read out, where it was not the program's own.",
        show_default=False,
        rich_help_panel=HOW,
    ),
]


@app.command(
    cls=GroupedCommand,
    epilog="wage-ledger consent grant 7K3M-Q9TZ --scope record,statement --language ko --risks-explained --understood",
)
def grant(
    ctx: typer.Context,
    worker: Worker,
    scope: Scope,
    language: Language = "en",
    mode: Mode = "oral-witnessed",
    expires: Annotated[
        str | None,
        typer.Option(
            "--expires",
            metavar="DAY",
            help="The last day on which it holds. [default: a year on; at most two]",
            show_default=False,
            rich_help_panel=SAID,
        ),
    ] = None,
    terms: Annotated[
        str | None,
        typer.Option("--terms", metavar="TEXT", help="What it depends on.", show_default=False, rich_help_panel=SAID),
    ] = None,
    explanation: Explanation = None,
    risks_explained: Annotated[
        bool, typer.Option("--risks-explained", help="The risks were explained.", rich_help_panel=HOW)
    ] = False,
    understood: Annotated[
        bool, typer.Option("--understood", help="The worker said it back in their own words.", rich_help_panel=HOW)
    ] = False,
    dry_run: flags.DryRun = False,
) -> None:
    """Write down that a worker agrees to these purposes.

    Read them the explanation first (wage-ledger consent explain). Without --risks-explained and --understood it is not
    consent, and is not taken.
    """
    from ledger.cli.refusals import BadFlag
    from ledger.cli.writing import text_or_none

    if not (risks_explained and understood):
        says = "consent needs that the risks were explained and that the worker understood them"
        raise BadFlag("--risks-explained --understood", says, "read out wage-ledger consent explain, then give both")
    _say(
        ctx,
        worker,
        _scopes(scope),
        "granted",
        language=language,
        mode=mode,
        version=_version(explanation, language),
        expires=expires,
        terms=text_or_none("--terms", terms),
        is_informed=True,
        dry_run=dry_run,
    )


@app.command(cls=GroupedCommand, epilog="wage-ledger consent refuse 7K3M-Q9TZ --scope court-use")
def refuse(
    ctx: typer.Context,
    worker: Worker,
    scope: Scope,
    language: Language = "en",
    mode: Mode = "oral-witnessed",
    explanation: Explanation = None,
    dry_run: flags.DryRun = False,
) -> None:
    """Write down that a worker was asked and said no.

    It changes nothing about the help that they get.
    """
    version = _version(explanation, language)
    _say(ctx, worker, _scopes(scope), "refused", language=language, mode=mode, version=version, dry_run=dry_run)


@app.command(cls=GroupedCommand, epilog="wage-ledger consent withdraw 7K3M-Q9TZ")
def withdraw(
    ctx: typer.Context,
    worker: Worker,
    scope: Annotated[
        list[str] | None,
        typer.Option(
            "--scope",
            metavar="PURPOSES",
            help="With commas or repeated. [default: every purpose]",
            autocompletion=complete_scopes,
            show_default=False,
            rich_help_panel=SAID,
        ),
    ] = None,
    language: Language = "en",
    mode: Mode = "oral-witnessed",
    dry_run: flags.DryRun = False,
) -> None:
    """Write down that a worker takes consent back; it counts at once.

    Prints the recall notice: what was made with the worker's figures for these purposes, and what can be called back.
    """
    from ledger.cli.recall import recall_lines

    wanted = _scopes(scope) if scope else SCOPES
    told = _say(ctx, worker, wanted, "withdrawn", language=language, mode=mode, version="none", dry_run=dry_run)
    for line in recall_lines(told):
        typer.echo(line)


@app.command(cls=GroupedCommand, epilog="wage-ledger consent show 7K3M-Q9TZ -O json")
def show(ctx: typer.Context, worker: Worker, output_format: flags.OutputFormat = None) -> None:
    """Show where a worker stands on every purpose, and any legal hold."""
    import json

    from ledger.book.consent import consents
    from ledger.book.holds import open_hold
    from ledger.cli.agreed import known_worker
    from ledger.cli.books import read_book
    from ledger.cli.writing import one_of
    from ledger.publish.visible import visible

    kind = one_of("-O", output_format or "text", ("text", "json"))
    with read_book(ctx) as told:
        subject = known_worker(told.session, worker)
        found, hold = consents(told.session, subject), open_hold(told.session, subject)
    if kind == "json":
        held = None if hold is None else {"since": str(hold.since), "reason": hold.reason}
        typer.echo(json.dumps({"scopes": [_data(each) for each in found], "hold": held}, ensure_ascii=False, indent=2))
        return
    for each in found:
        typer.echo(_line(each))
    if hold is not None:
        typer.echo(f"legal hold since {hold.since}: nothing is erased. Reason: {visible(hold.reason)}")


@app.command(cls=GroupedCommand, epilog="wage-ledger consent explain --language ko")
def explain(language: Language = "en") -> None:
    """Print the text to read out before anybody agrees."""
    from ledger.data import explanation, version_of

    text = explanation(_shipped(language))
    typer.echo(text, nl=False)
    typer.echo(f"version {version_of(text.encode())}", err=True)


def _say(
    ctx: typer.Context,
    worker: str,
    scopes: tuple[str, ...],
    state: str,
    *,
    language: str,
    mode: str,
    version: str,
    dry_run: bool,
    expires: str | None = None,
    terms: str | None = None,
    is_informed: bool = False,
) -> Any:
    """Write down the same for each purpose; commit once. Returns what was made with the worker's figures so far."""
    from ledger.book.consent import ConsentDraft, write_consent
    from ledger.book.outputs import outputs
    from ledger.book.today import today_of
    from ledger.cli.agreed import known_worker
    from ledger.cli.books import open_book
    from ledger.cli.writing import one_of

    _language(language)
    one_of("--mode", mode, CONSENT_MODES)
    with open_book(ctx) as book:
        subject = known_worker(book, worker)
        until = _until(expires, today_of(book)) if state == "granted" else None
        for scope in scopes:
            draft = ConsentDraft(
                subject, scope, state, language, mode, version, is_informed, is_informed, expires_on=until, terms=terms
            )
            write_consent(book, draft)
        told = [each for each in outputs(book, subject_id=subject) if each.scope in scopes]
        if dry_run:
            typer.echo("Dry run: nothing was written.", err=True)
            return told
        book.commit()
    typer.echo(f"{state}{f' until {until}' if until else ''}: {', '.join(scopes)}", err=True)
    return told


def _until(expires: str | None, today: date) -> date:
    from ledger.book.consent import latest_expiry
    from ledger.cli.refusals import BadFlag

    last = latest_expiry(today)
    if expires is None:
        return last.replace(year=last.year - 1)
    try:
        until = date.fromisoformat(expires)
    except ValueError:
        raise BadFlag("--expires", "no day", "write it as 2027-06-30") from None
    if not today <= until <= last:
        raise BadFlag("--expires", "consent holds from today for two years at most", f"give a day up to {last}")
    return until


def _scopes(given: list[str]) -> tuple[str, ...]:
    from ledger.cli.writing import one_of

    named = [word.strip() for text in given for word in text.split(",") if word.strip()]
    return tuple(dict.fromkeys(one_of("--scope", word, SCOPES) for word in named or [""]))


def _version(given: Any, language: str) -> str:
    """The version of the text that was read out: the program's own in that language, or the file that was given."""
    from ledger.data import explanation, version_of

    if given is not None:
        return version_of(given.read())
    return version_of(explanation(_shipped(language)).encode())


def _shipped(language: str) -> str:
    from ledger.cli.refusals import BadFlag
    from ledger.data import LANGUAGES

    _language(language)
    if language not in LANGUAGES:
        says = "the program has no explanation in this language"
        raise BadFlag("--language", says, f"it has {', '.join(LANGUAGES)}; give your own text with --explanation FILE")
    return language


def _language(code: str) -> None:
    from ledger.cli.refusals import BadFlag

    if not (2 <= len(code) <= 3 and code.isascii() and code.isalpha() and code.islower()):
        raise BadFlag("--language", "no code of a language", "write two or three letters: en, ko, ru, zh")


def _line(each: ConsentView) -> str:
    until = f" until {each.expires_on}" if each.expires_on is not None else ""
    since = f"  since {each.recorded_on}" if each.recorded_on is not None else ""
    return f"{each.scope:<26}{each.state}{until}{since}"


def _data(each: ConsentView) -> dict[str, Any]:
    return {
        "scope": each.scope,
        "state": each.state,
        "recorded_on": None if each.recorded_on is None else str(each.recorded_on),
        "expires_on": None if each.expires_on is None else str(each.expires_on),
        "language": each.language,
        "mode": each.mode,
        "explanation": each.explanation,
        "terms": each.terms,
    }
