"""Where a cluster is: hive2://HOST:PORT/FOLDER with its options. An address never holds a password."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from ledger.store.exported.errors import BadAddress, OpenLine, SecretInAddress

SCHEME = "hive2"
PORT = 10000
AUTH = ("NOSASL", "PLAIN", "LDAP", "GSSAPI")
OPTIONS = {"folder", "auth", "ca", "tls", "service"}
SECRETS = {"password", "pwd", "token", "jwt"}
_FOLDER = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^'\"`\\\s]+|/[^'\"`\\\n\r\t]+")


@dataclass(frozen=True)
class ClusterPlace:
    """A Thrift server, how to speak to it, and where its cluster finds the export: a path or an address of its own."""

    host: str
    port: int
    folder: str
    user: str | None
    auth: str
    service: str
    ca: Path | None
    is_open: bool


def is_cluster(text: str) -> bool:
    """True for an address of a cluster, false for a path."""
    return text.partition("://")[0].lower() == SCHEME and "://" in text


def parse_cluster(text: str) -> ClusterPlace:
    """The cluster that `--url` names. Raises BadAddress, SecretInAddress and OpenLine."""
    try:
        parts = urlsplit(text)
        host, port, password = parts.hostname, parts.port or PORT, parts.password
        found = {name.lower(): values[-1] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
    except ValueError:
        raise BadAddress("it is no address") from None
    if password is not None or found.keys() & SECRETS:
        raise SecretInAddress
    if not host or not found.keys() <= OPTIONS:
        raise BadAddress("it names no host, or an option that is not known")
    folder = found.get("folder") or unquote(parts.path)
    if not _FOLDER.fullmatch(folder) or folder == "/":
        raise BadAddress("it names no folder on the cluster, or one with quotes in it")
    auth = found.get("auth", "NOSASL" if _is_here(host) else "LDAP").upper()
    if auth not in AUTH:
        raise BadAddress(f"auth is one of {', '.join(AUTH)}")
    if found.get("tls", "yes") not in ("yes", "no"):
        raise BadAddress("tls is yes or no")
    is_open = found.get("tls") == "no" or (_is_here(host) and "ca" not in found)
    if not is_open and "ca" not in found:
        raise OpenLine
    user = unquote(parts.username) if parts.username else None
    ca = Path(found["ca"]) if "ca" in found and not is_open else None
    return ClusterPlace(host, port, folder.rstrip("/"), user, auth, found.get("service", "hive"), ca, is_open)


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
