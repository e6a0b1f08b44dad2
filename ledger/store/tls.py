"""Encrypted and proved connections to a server: verify-full wherever the network is crossed and nobody says otherwise.

libpq's own default, `prefer`, takes any certificate and falls back to plain text: whoever stands on the way reads all.
"""

from __future__ import annotations

import os

from sqlalchemy import URL

LOCAL = {"localhost", "127.0.0.1", "::1"}
# What libpq says when a connection was to be encrypted and proved and is not; it has no codes for this.
_SIGNS = {
    "does not support SSL": "it does not encrypt",
    "certificate verify failed": "its certificate is not signed by the root certificate of this machine",
    "does not match host name": "its certificate is that of another host",
    "root certificate file": "there is no root certificate on this machine to prove it by",
    "no encryption": "it lets nobody in without encryption",
    "certificate required": "it lets nobody in without a certificate",
    "requires a valid client certificate": "it lets nobody in without a certificate",
    "certificate file": "the certificate of this login cannot be read",
    "private key file": "the key of this login's certificate cannot be read, or others can read it",
}


def encryption(url: URL) -> dict[str, str]:
    """The option that asks for verify-full; none where address or environment say, or no network is crossed."""
    said = {name.lower() for name in url.query} & {"sslmode", "service"}
    if said or os.environ.get("PGSSLMODE") or os.environ.get("PGSERVICE"):
        return {}
    return {} if all(map(_is_local, _hosts(url))) else {"sslmode": "verify-full"}


def distrust(says: str) -> str | None:
    """Why a connection was not to be trusted, from libpq's words for a failure; None for any other failure."""
    return next((why for sign, why in _SIGNS.items() if sign in says), None)


def _hosts(url: URL) -> list[str]:
    named: list[str] = []
    for name in ("host", "hostaddr"):
        value = url.query.get(name, ())
        named += [value] if isinstance(value, str) else value
    named += [url.host] if url.host else []
    named = named or [os.environ.get("PGHOST", ""), os.environ.get("PGHOSTADDR", "")]
    return [host for each in named for host in each.split(",")]


def _is_local(host: str) -> bool:
    return not host or host.startswith(("/", "@")) or host.rpartition(":")[0] in LOCAL or host in LOCAL
