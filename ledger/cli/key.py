"""`key`: who opens the book, and a new key for it.

Whoever opens it is a slot of the folder. The book itself lists the public keys, so that a new key can be wrapped for
them; the folder alone says who opens it now. A slot is written before the list and taken away before it: a killed
command leaves a slot that the list does not know, which `key rotate` names, or a public key without a slot, which gets
none.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ledger.cli import flags
from ledger.cli.layout import Grouped, GroupedCommand

app = typer.Typer(cls=Grouped, help="Choose who opens the book, or give it a new key.", no_args_is_help=True)

THE_BOOK = "book"  # what was rotated is no slot
NewPassphraseFile = Annotated[
    Path | None,
    typer.Option(
        "--new-passphrase-file",
        metavar="FILE",
        help="Its first line is the new passphrase; else it is asked for, twice.",
        show_default=False,
    ),
]


@app.callback()
def key() -> None:
    """Choose who opens the book, or give it a new key. A book on a server has no slots: the server decides."""


@app.command("list", cls=GroupedCommand, epilog="wage-ledger key list -O json")
def list_(ctx: typer.Context, output_format: flags.OutputFormat = None) -> None:
    """List the ways to open the book, one slot a line.

    A slot is the word passphrase, or a short id with the public key that the book has written down for it.
    """
    import json

    from ledger.book.session import reading
    from ledger.cli.books import visit_for
    from ledger.cli.slots import known_slots, unlocked
    from ledger.cli.writing import one_of
    from ledger.store.folder import is_rotating, slots_of
    from ledger.store.opening import opened

    kind = one_of("-O", output_format or "text", ("text", "json"))
    found = unlocked(ctx)
    with opened(found.place, found.key) as engine, reading(engine, visit_for(ctx)) as book:
        known, there, is_unfinished = known_slots(book), slots_of(found.path), is_rotating(found.path)
    if kind == "json":
        rows = [
            {
                "slot": each.slot,
                "kind": "passphrase" if each.is_passphrase else "public key",
                "public_key": known.get(each.slot),
            }
            for each in there
        ]
        told = {"slots": rows, "rotation_unfinished": is_unfinished}
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        for each in there:
            unknown = "" if each.is_passphrase else "the book does not know its public key"
            typer.echo(f"{each.slot:<12}  {known.get(each.slot, unknown)}".rstrip())
    if is_unfinished:
        typer.echo("A new key was left unfinished; the book opens as before. Run: wage-ledger key rotate", err=True)


@app.command(cls=GroupedCommand, epilog="wage-ledger key add --public-key age1...\nwage-ledger key add --passphrase")
def add(
    ctx: typer.Context,
    public_key: Annotated[
        str | None,
        typer.Option(
            "--public-key",
            metavar="AGE_PUBLIC_KEY",
            help="Let its owner open the book: age1...",
            show_default=False,
        ),
    ] = None,
    passphrase: Annotated[bool, typer.Option("--passphrase", help="Let a passphrase open the book.")] = False,
    new_passphrase_file: NewPassphraseFile = None,
    dry_run: flags.DryRun = False,
) -> None:
    """Let one more key, or a passphrase, open the book.

    A key of somebody abroad keeps the book readable when this machine or its owner is not there any more.
    """
    from ledger.book.keys import record_key_change
    from ledger.book.session import reading, session
    from ledger.cli.books import visit_for
    from ledger.cli.refusals import BadFlag
    from ledger.cli.slots import known_slots, new_passphrase, unlocked
    from ledger.store.errors import SlotTaken
    from ledger.store.folder import PASSPHRASE, add_recipient, canonical_key, set_passphrase, slot_id, slots_of
    from ledger.store.opening import opened

    wants_passphrase = passphrase or new_passphrase_file is not None
    if wants_passphrase == (public_key is not None):
        raise BadFlag("--public-key", "give either it or --passphrase", "add one slot at a time")
    public = canonical_key(public_key) if public_key is not None else None
    slot = PASSPHRASE if public is None else slot_id(public)
    found = unlocked(ctx)
    with opened(found.place, found.key) as engine:
        with reading(engine, visit_for(ctx)) as book:
            is_known = public is None or slot in known_slots(book)
        if is_known and slot in {each.slot for each in slots_of(found.path)}:
            raise SlotTaken
        new = new_passphrase(new_passphrase_file) if public is None else None
        with session(engine, visit_for(ctx)) as book:
            record_key_change(book, "added", slot, public)
            if dry_run:
                typer.echo("Dry run: nothing was written.", err=True)
                return
            if public is not None:
                add_recipient(found.path, found.key, public)
            elif new is not None:
                set_passphrase(found.path, found.key, new)
            book.commit()
    typer.echo(slot)


@app.command(cls=GroupedCommand, epilog="wage-ledger key remove passphrase")
def remove(
    ctx: typer.Context,
    slot: Annotated[
        str,
        typer.Argument(metavar="SLOT", help="A short id of key list, the word passphrase, or a public key."),
    ],
    dry_run: flags.DryRun = False,
    yes: flags.Yes = False,
) -> None:
    """Take one way to open the book away.

    Without the passphrase only the owners of the public keys open it: so it can cross a border and be opened by nobody
    there. The last slot stays. A copy of the slot that somebody kept still opens the book, until: key rotate.
    """
    from ledger.book.keys import record_key_change
    from ledger.book.session import session
    from ledger.cli.books import visit_for
    from ledger.cli.slots import known_slots, unlocked
    from ledger.cli.writing import confirm
    from ledger.store.folder import refuse_last, remove_slot, slot_called, slots_of
    from ledger.store.opening import opened

    found = unlocked(ctx)
    with opened(found.place, found.key) as engine:
        gone = slot_called(found.path, slot)
        refuse_last(found.path, gone.slot)
        left = ", ".join(each.slot for each in slots_of(found.path) if each != gone)
        typer.echo(f"Slot {gone.slot} goes. The book opens then with: {left}.", err=True)
        confirm(dry_run=dry_run, yes=yes, question="Take it away?", default=False)
        with session(engine, visit_for(ctx)) as book:
            record_key_change(book, "removed", gone.slot, known_slots(book).get(gone.slot))
            if dry_run:
                typer.echo("Dry run: nothing was written.", err=True)
                return
            remove_slot(found.path, found.key, gone.slot)
            book.commit()
    typer.echo("Whoever kept a copy of the slot can still open the book, until: wage-ledger key rotate", err=True)


@app.command(cls=GroupedCommand)
def change(ctx: typer.Context, new_passphrase_file: NewPassphraseFile = None, dry_run: flags.DryRun = False) -> None:
    """Change the passphrase. One slot is rewritten, and the book is not.

    Whoever knows the old passphrase and kept a copy of the slot can still open the book, until: key rotate.
    """
    from ledger.book.keys import record_key_change
    from ledger.book.session import session
    from ledger.cli.books import visit_for
    from ledger.cli.slots import new_passphrase, unlocked
    from ledger.store.folder import PASSPHRASE, change_passphrase, slot_called
    from ledger.store.opening import opened

    found = unlocked(ctx)
    with opened(found.place, found.key) as engine:
        slot_called(found.path, PASSPHRASE)
        new = new_passphrase(new_passphrase_file)
        with session(engine, visit_for(ctx)) as book:
            record_key_change(book, "changed", PASSPHRASE)
            if dry_run:
                typer.echo("Dry run: nothing was written.", err=True)
                return
            change_passphrase(found.path, found.key, new)
            book.commit()
    typer.echo("The passphrase is changed. Copies of the old slot open with the old one, until key rotate.", err=True)


@app.command(cls=GroupedCommand, epilog="wage-ledger key rotate\nwage-ledger key rotate --public-key age1...")
def rotate(
    ctx: typer.Context,
    public_key: Annotated[
        list[str] | None,
        typer.Option(
            "--public-key",
            metavar="AGE_PUBLIC_KEY",
            help="The public key of a slot for which the book has none (repeatable).",
            show_default=False,
        ),
    ] = None,
    passphrase_file: Annotated[
        Path | None,
        typer.Option(
            "--passphrase-file",
            metavar="FILE",
            help="The passphrase of the book, when an identity opened it; else it is asked for.",
            show_default=False,
        ),
    ] = None,
    dry_run: flags.DryRun = False,
) -> None:
    """Give the book a new key: every page and every slot is written anew.

    Afterwards whoever kept an old copy of a slot cannot open the book with it. Everybody opens it as before. It may be
    interrupted at any point and run again; it needs room for a second copy of the book.
    """
    from ledger.book.keys import record_key_change
    from ledger.book.session import reading, session
    from ledger.cli.books import visit_for
    from ledger.cli.slots import existing_passphrase, known_slots, unlocked
    from ledger.store.folder import canonical_key, slot_called, slot_id, slots_of
    from ledger.store.opening import opened
    from ledger.store.rotation import refuse_unknown
    from ledger.store.rotation import rotate as write_anew

    named = [canonical_key(each) for each in public_key or ()]
    found = unlocked(ctx)
    for each in named:
        slot_called(found.path, each)
    with opened(found.place, found.key) as engine, reading(engine, visit_for(ctx)) as book:
        known = known_slots(book)
    public_keys = [*known.values(), *named]
    passphrase, there = found.passphrase, slots_of(found.path)
    if passphrase is None and any(each.is_passphrase for each in there):
        passphrase = existing_passphrase(passphrase_file)
    if dry_run:
        refuse_unknown(found.path, passphrase=passphrase, public_keys=public_keys)
        typer.echo(f"Dry run: the book and its {len(there)} slots would be written anew; nothing was.", err=True)
        return
    typer.echo("Writing the book anew. If this is stopped, it opens as before; then run it again.", err=True)
    new = write_anew(found.path, found.key, passphrase=passphrase, public_keys=public_keys)
    with opened(found.place, new) as engine, session(engine, visit_for(ctx)) as book:
        for each in named:
            if slot_id(each) not in known:
                record_key_change(book, "added", slot_id(each), each)
        record_key_change(book, "rotated", THE_BOOK)
        book.commit()
    typer.echo(f"The book has a new key, and its {len(there)} slots hold it.", err=True)
    typer.echo("    Older copies and backups of the book keep the old key, and open as they did.", err=True)
