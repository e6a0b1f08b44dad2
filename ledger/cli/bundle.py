"""`bundle`: what a worker wants somebody else to have, in one file that only that somebody can open."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from ledger.cli import flags
from ledger.cli.consent import Worker
from ledger.cli.purposes import HANDED_OVER


def bundle(
    ctx: typer.Context,
    worker: Worker,
    purpose: Annotated[
        str, typer.Option("--for", metavar="PURPOSE", help=f"{', '.join(HANDED_OVER)}.", show_default=False)
    ],
    public_key: Annotated[
        list[str],
        typer.Option(
            "--public-key", metavar="AGE_PUBLIC_KEY", help="Who can open it: age1... (repeatable).", show_default=False
        ),
    ],
    output: Annotated[
        Path, typer.Option("-o", "--output-file", metavar="FILE", help="Where to write it.", show_default=False)
    ],
    since: Annotated[
        typer.FileText | None,
        typer.Option(
            "--since", metavar="HEAD", help="Show that the log goes on from this earlier head.", show_default=False
        ),
    ] = None,
    dry_run: flags.DryRun = False,
) -> None:
    """Write a worker's file for the owner of a public key.

    Statement, proofs of every entry, and working copies, as a tar inside a file of age: age -d -i KEY FILE | tar x.
    It needs the worker's consent to that purpose. A state of origin and an employer are no purpose, and never will be.
    """
    from ledger.book import read
    from ledger.book.attachments import attachments
    from ledger.book.log.prove import prove_entry
    from ledger.book.outputs import record_output
    from ledger.book.session import session
    from ledger.cli.agreed import worker_of
    from ledger.cli.books import open_engine, visit_for
    from ledger.cli.log import read_head
    from ledger.cli.writing import one_of
    from ledger.publish.own import own_statement
    from ledger.publish.statement import statement_json
    from ledger.publish.statement_text import statement_text
    from ledger.store.bundle import write_bundle

    one_of("--for", purpose, HANDED_OVER)
    earlier = None if since is None else read_head(since)
    with open_engine(ctx) as engine, session(engine, visit_for(ctx, purpose)) as book:
        subject = worker_of(book, worker)
        entries = read.entries(book, subject=worker)
        own = own_statement(worker, read.placements(book, subject=worker), entries)
        proofs = [(entry.id, prove_entry(book, entry.id, is_open=True, since=earlier).data) for entry in entries]
        papers = attachments(book, subject_id=subject)
        if dry_run:
            typer.echo(f"Dry run: {len(proofs)} entries and {len(papers)} attachments; nothing was written.", err=True)
            return
        record_output(book, subjects=[subject], entries=len(entries))
        book.commit()
        texts = {"statement.txt": statement_text(own, language="en"), "statement.json": statement_json(own)}
        write_bundle(_parts(ctx, book, texts, proofs, papers), output, public_key)


def _parts(
    ctx: typer.Context, book: Any, texts: dict[str, str], proofs: Any, papers: Any
) -> Iterator[tuple[str, bytes]]:
    """The parts of the bundle, one after the other: a large attachment is in memory alone."""
    import json
    from importlib.resources import files
    from io import BytesIO

    from ledger.book.attachments import secret_of
    from ledger.cli.attach import attachments_folder
    from ledger.store.attachments.keys import AttachmentSecret
    from ledger.store.attachments.media import WORKING_ENDING
    from ledger.store.attachments.sealing import opened

    for name, text in texts.items():
        yield name, text.encode()
    for number, proof in proofs:
        yield f"proofs/entry-{number}.json", json.dumps(proof, ensure_ascii=False, indent=2).encode()
    yield "verify.py", (files("ledger") / "verify.py").read_bytes()
    for paper in papers:
        if paper.working is not None:
            content = BytesIO()
            secret = AttachmentSecret(secret_of(book, paper.id))
            opened(attachments_folder(ctx), paper.working, secret, content, sha256=paper.working_sha256)
            yield f"attachments/{paper.id}.{WORKING_ENDING.get(paper.media, 'bin')}", content.getvalue()
