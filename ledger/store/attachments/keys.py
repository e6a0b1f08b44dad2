"""One person's own key: an age identity under which their files and free texts are sealed.

Whoever holds the public key can seal; only the secret opens. When the secret is destroyed nothing under it opens again,
on any disk and in any copy, as long as no copy of the secret is left.
"""

from __future__ import annotations

import pyrage

from ledger.store.attachments.errors import DamagedAttachment
from ledger.store.errors import BadRecipient
from ledger.store.secrets import _Hidden


class AttachmentSecret(_Hidden):
    """The secret half (AGE-SECRET-KEY-1...), which shows itself only to `reveal()`."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The text itself."""
        return self._text


def new_secret() -> tuple[AttachmentSecret, str]:
    """A fresh secret and its public key (age1...)."""
    made = pyrage.x25519.Identity.generate()
    return AttachmentSecret(str(made)), str(made.to_public())


def seal_text(text: str, public_key: str) -> str:
    """The text encrypted, as ASCII armour that the age tools of others can read. Raises BadRecipient."""
    return str(pyrage.encrypt(text.encode("utf-8"), [public(public_key)], armored=True).decode("ascii"))


def open_text(sealed: str, secret: AttachmentSecret) -> str:
    """What `seal_text` was given. Raises DamagedAttachment."""
    try:
        return str(pyrage.decrypt(sealed.encode("ascii"), [private(secret)]).decode("utf-8"))
    except (pyrage.DecryptError, OSError, UnicodeError):
        raise DamagedAttachment from None


def public(public_key: str) -> pyrage.x25519.Recipient:
    """The public key as age's own object. Raises BadRecipient."""
    try:
        return pyrage.x25519.Recipient.from_str(public_key.strip())
    except pyrage.RecipientError:
        raise BadRecipient from None


def private(secret: AttachmentSecret) -> pyrage.x25519.Identity:
    """The secret as age's own object. Raises DamagedAttachment for a text that is none."""
    try:
        return pyrage.x25519.Identity.from_str(secret.reveal().strip())
    except pyrage.IdentityError:
        raise DamagedAttachment from None
