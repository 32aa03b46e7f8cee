"""The three elements by which messages name an enterprise."""

from __future__ import annotations


def party(path: str, code: str, credit: str, name: str, *options: str) -> tuple[str, ...]:
    """Rows of a table: customs code, credit code and name of the enterprise at `path`."""
    tail = " " + " ".join(options) if options else ""
    return f"{code} {path}.customs_code{tail}", f"{credit} {path}.credit_code{tail}", f"{name} {path}.name{tail}"
