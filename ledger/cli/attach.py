"""`attach` and `attachment`: papers behind a source, sealed; working copies without metadata; who held them."""

from __future__ import annotations

from io import RawIOBase
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO, cast

import typer

from ledger.book.words import ATTACHMENT_KINDS
from ledger.cli import flags
from ledger.cli.layout import Grouped, GroupedCommand
from ledger.cli.purposes import HANDED_OVER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ledger.book.attachments import AttachmentView
    from ledger.store.attachments.sealing import Sealed
    from ledger.store.attachments.stripped import Stripped

app = typer.Typer(cls=Grouped, help="See, check and hand over sealed attachments.", no_args_is_help=True)
Number = Annotated[int, typer.Argument(metavar="NUMBER", help="The number of the attachment.")]


@app.callback()
def attachment() -> None:
    """See, check and hand over sealed attachments. They are put in with: wage-ledger attach FILE --source NUMBER."""


def complete_kinds(incomplete: str) -> list[str]:
    """The kinds of documents that start so."""
    return [word for word in ATTACHMENT_KINDS if word.startswith(incomplete)]


def attach(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The paper; it is read and left where it is.")],
    source: Annotated[int, typer.Option("--source", metavar="NUMBER", help="The source that it stands behind.")],
    kind: Annotated[
        str,
        typer.Option("--kind", metavar="WORD", help=f"{', '.join(ATTACHMENT_KINDS)}.", autocompletion=complete_kinds),
    ] = "other",
    worker: Annotated[
        str | None,
        typer.Option(
            "--worker", metavar="WORKER", help="Whose paper, if the source is of several.", show_default=False
        ),
    ] = None,
    note: Annotated[
        str | None,
        typer.Option("--note", metavar="TEXT", help="What it is; sealed like the paper.", show_default=False),
    ] = None,
    dry_run: flags.DryRun = False,
) -> None:
    """Seal a paper behind a source, with a working copy.

    The original is sealed under the worker's own key and never opened again but to be handed over. The working copy is
    made without metadata and read again to prove it; where that cannot be proved there is none. Prints the number.
    """
    from ledger.book.attachments import AttachmentDraft, add_attachment, add_key, key_of, subject_of_source
    from ledger.book.session import reading, session
    from ledger.cli.agreed import worker_of
    from ledger.cli.books import open_engine, visit_for
    from ledger.cli.writing import one_of, text_or_none
    from ledger.store.attachments.folder import discard, path_of
    from ledger.store.attachments.keys import new_secret, seal_text
    from ledger.store.attachments.sealing import seal

    one_of("--kind", kind, ATTACHMENT_KINDS)
    said = text_or_none("--note", note)
    folder, visit = attachments_folder(ctx), visit_for(ctx)
    with open_engine(ctx) as engine, _opened(file) as paper:
        media = _media(paper)
        with reading(engine, visit) as book:
            wanted = None if worker is None else worker_of(book, worker)
            subject = subject_of_source(book, source, wanted)
        copy = _working_copy(paper, media)
        if dry_run:
            typer.echo("Dry run: nothing was sealed.", err=True)
            return
        made: list[Sealed] = []
        try:
            with session(engine, visit) as book:
                book.connection()  # the write lock: an erasure clears away files that no row knows
                key = key_of(book, subject)
                if key is None:
                    secret, public_key = new_secret()
                    key = add_key(book, subject, public_key, secret.reveal()), public_key
                made.append(seal(paper, folder, key[1]))
                if copy is not None:
                    made.append(seal(_stream(copy.content), folder, key[1]))
                draft = AttachmentDraft(
                    source_id=source,
                    key_id=key[0],
                    kind=kind,
                    media=media,
                    sha256=made[0].sha256,
                    size=made[0].size,
                    stored=made[0].stored,
                    working=made[1].stored if copy is not None else None,
                    working_sha256=made[1].sha256 if copy is not None else None,
                    removed=", ".join(copy.removed) if copy is not None else None,
                    note=None if said is None else seal_text(said, key[1]),
                )
                number = add_attachment(book, draft)
                book.commit()
        except BaseException:
            for each in made:
                discard(folder, path_of(folder, each.stored).name)
            raise
    if copy is not None and copy.removed:
        typer.echo(f"Taken out of the working copy: {', '.join(copy.removed)}.", err=True)
    typer.echo("The paper itself is where it was: keep it safe, or destroy it.", err=True)
    typer.echo(number)


@app.command("list", cls=GroupedCommand, epilog="wage-ledger attachment list --source 3")
def list_(
    ctx: typer.Context,
    source: Annotated[
        int | None, typer.Option("--source", metavar="NUMBER", help="Of one source.", show_default=False)
    ] = None,
    output_format: flags.OutputFormat = None,
) -> None:
    """List the attachments, one a line."""
    import json

    from ledger.book.attachments import attachments
    from ledger.cli.books import read_book
    from ledger.cli.writing import one_of

    shape = one_of("-O", output_format or "text", ("text", "json"))
    with read_book(ctx) as told:
        found = attachments(told.session, source_id=source)
        told.subjects |= {each.subject_id for each in found if each.subject_id is not None}
    if shape == "json":
        typer.echo(json.dumps([_data(each) for each in found], ensure_ascii=False, indent=2))
        return
    for each in found:
        copy = "with a working copy" if each.working else "no working copy"
        typer.echo(f"{each.id:>6}  source {each.source_id:<6} {each.kind:<17} {each.size:>11,} bytes  {copy}")


@app.command(cls=GroupedCommand, epilog="wage-ledger attachment show 4")
def show(ctx: typer.Context, number: Number, output_format: flags.OutputFormat = None) -> None:
    """Show one attachment, its note, and who held it."""
    import json

    from ledger.book.attachments import secret_of
    from ledger.cli.books import read_book
    from ledger.cli.writing import one_of
    from ledger.publish.visible import visible
    from ledger.store.attachments.keys import AttachmentSecret, open_text

    shape = one_of("-O", output_format or "text", ("text", "json"))
    with read_book(ctx) as told:
        found = _found(told, number)
        note = None
        if found.note is not None:
            note = open_text(found.note, AttachmentSecret(secret_of(told.session, number)))
    if shape == "json":
        typer.echo(json.dumps(_data(found) | {"note": note}, ensure_ascii=False, indent=2))
        return
    typer.echo(f"attachment {found.id}, {found.kind}, {found.media}, {found.size:,} bytes, of source {found.source_id}")
    typer.echo(f"sha256 of the original {found.sha256}")
    if found.working is None:
        typer.echo("no working copy could be made and proved")
    else:
        typer.echo(f"working copy without metadata; taken out: {found.removed or 'nothing was there'}")
    if note is not None:
        typer.echo(f"note: {visible(note)}")
    for event in found.custody:
        reason = f"  {event.reason}" if event.reason else ""
        typer.echo(f"{event.day}  {event.action:<10} {event.actor}{reason}")


@app.command(cls=GroupedCommand, epilog="wage-ledger attachment export 4 --for share-lawyer -o slip.jpg")
def export(
    ctx: typer.Context,
    number: Number,
    purpose: Annotated[
        str, typer.Option("--for", metavar="PURPOSE", help=f"{', '.join(HANDED_OVER)}.", show_default=False)
    ],
    output: Annotated[
        Path, typer.Option("-o", "--output-file", metavar="FILE", help="Where to write it.", show_default=False)
    ],
    original: Annotated[
        bool, typer.Option("--original", help="The original with all its metadata, not the working copy.")
    ] = False,
) -> None:
    """Hand over an attachment: the working copy, in the clear.

    It needs the worker's consent to that purpose, and is written into the list of what left the book.
    """
    import contextlib
    import os

    from ledger.book.attachments import note_custody, secret_of
    from ledger.book.session import session
    from ledger.cli.books import open_engine, read_book, visit_for
    from ledger.cli.refusals import BadFlag, NotOverwritten
    from ledger.cli.writing import one_of
    from ledger.store.attachments.keys import AttachmentSecret
    from ledger.store.attachments.sealing import opened

    one_of("--for", purpose, HANDED_OVER)
    folder = attachments_folder(ctx)
    with read_book(ctx, scope=purpose) as told:
        found, secret = _found(told, number), AttachmentSecret(secret_of(told.session, number))
    if found.working is None and not original:
        raise BadFlag("NUMBER", "there is no working copy", "give --original when its metadata harms nobody")
    stored, sha256 = (found.stored, found.sha256) if original else (found.working or "", found.working_sha256 or "")
    with open_engine(ctx) as engine, session(engine, visit_for(ctx, purpose)) as book:
        note_custody(book, number, "exported", purpose)
        book.commit()
    try:
        handle = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError:
        raise NotOverwritten from None
    try:
        with os.fdopen(handle, "wb") as target:
            opened(folder, stored, secret, target, sha256=sha256)
    except BaseException:
        with contextlib.suppress(OSError):
            output.unlink()
        raise
    typer.echo("Written in the clear: whoever has the file can read it.", err=True)


@app.command("check", cls=GroupedCommand, epilog="wage-ledger attachment check")
def check(ctx: typer.Context, output_format: flags.OutputFormat = None) -> None:
    """Open every sealed file and prove that it is what was sealed.

    Prints what is wrong and ends with 1, also for files in the folder that the book does not know.
    """
    from ledger.book.attachments import all_sealed
    from ledger.book.backups import stored_attachments
    from ledger.book.check import Finding
    from ledger.cli.books import read_book
    from ledger.cli.check import tell
    from ledger.cli.writing import one_of
    from ledger.store.attachments.errors import DamagedAttachment, NoAttachment
    from ledger.store.attachments.folder import leftovers
    from ledger.store.attachments.keys import AttachmentSecret
    from ledger.store.attachments.sealing import opened

    shape = one_of("-O", output_format or "text", ("text", "json"))
    folder = attachments_folder(ctx)
    with read_book(ctx) as told:
        sealed, known = all_sealed(told.session), stored_attachments(told.session)
    found: list[Finding] = []
    for number, stored, sha256, secret in sealed:
        try:
            opened(folder, stored, AttachmentSecret(secret), cast(BinaryIO, _Nowhere()), sha256=sha256)
        except (DamagedAttachment, NoAttachment) as trouble:
            found.append(Finding("attachments", f"attachment {number}", str(trouble).rstrip("."), trouble.advice))
    left = leftovers(folder, known)
    if left:
        advice = "They come from a run that was stopped. Clear them away with: wage-ledger erase --finish"
        found.append(Finding("attachments", "folder", f"{len(left)} files are of no attachment", advice))
    tell(found, 1, shape)


class _Nowhere(RawIOBase):
    """Takes everything and keeps nothing."""

    def write(self, piece: Any) -> int:
        """Take it."""
        return len(piece)


def _found(told: Any, number: int) -> AttachmentView:
    """The attachment, noted as told. Raises NoSuchAttachment."""
    from ledger.book.attachments import NoSuchAttachment, attachments
    from ledger.book.read.allowed import HIGHEST

    found = attachments(told.session, number=number) if 0 < number <= HIGHEST else ()
    if not found:
        raise NoSuchAttachment(number)
    if found[0].subject_id is not None:
        told.subjects.add(found[0].subject_id)
    return found[0]


def attachments_folder(ctx: typer.Context) -> Path:
    """The folder of sealed files. Raises BadFlag for a book on a server, which has none."""
    from ledger.cli.books import place_of
    from ledger.cli.refusals import BadFlag
    from ledger.store.attachments.folder import ATTACHMENTS
    from ledger.store.where import FolderPlace

    place = place_of(ctx)
    if not isinstance(place, FolderPlace):
        raise BadFlag("--book", "a book on a server keeps no attachments", "keep them in a book in a folder")
    return place.path / ATTACHMENTS


def _opened(file: Path) -> BinaryIO:
    from ledger.store.attachments.errors import UnreadableFile

    try:
        return file.open("rb")
    except OSError as trouble:
        raise UnreadableFile(trouble.strerror or "no reason given") from None


def _media(paper: BinaryIO) -> str:
    from ledger.store.attachments.media import media_type

    found = media_type(paper)
    paper.seek(0)
    return found


def _working_copy(paper: BinaryIO, media: str) -> Stripped | None:
    """A copy without metadata, proved; None, with the reason on stderr, where there can be none."""
    from ledger.store.attachments.errors import CannotStrip, MissingStripper, RefusedMedia
    from ledger.store.attachments.stripping import MOST, working_copy

    content = paper.read(MOST + 1)
    paper.seek(0)
    try:
        return working_copy(content, media)
    except (CannotStrip, MissingStripper, RefusedMedia) as trouble:
        typer.echo(f"{trouble} {trouble.advice}", err=True)
        return None


def _stream(content: bytes) -> BinaryIO:
    from io import BytesIO

    return BytesIO(content)


def _data(each: AttachmentView) -> dict[str, Any]:
    return {
        "attachment": each.id,
        "source": each.source_id,
        "kind": each.kind,
        "media": each.media,
        "size": each.size,
        "sha256": each.sha256,
        "has_working_copy": each.working is not None,
        "removed": each.removed,
        "recorded_on": str(each.recorded_on),
        "custody": list(_custody(each)),
    }


def _custody(each: AttachmentView) -> Iterator[dict[str, Any]]:
    for event in each.custody:
        yield {"day": str(event.day), "action": event.action, "actor": event.actor, "reason": event.reason}
