"""The envelope around a message: Signature / Object / Package, as the import client takes it (six programs agree).

The client signs; signature values stay empty. What a document read from the wire carries of its envelope is kept as paths, so that
`build` can give it back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from lxml import etree

from baoguan.plugin import escape, local, strip

PACKAGE: Final = "Object/Package"
ENVELOPE: Final = f"{PACKAGE}/EnvelopInfo"
POCKET: Final = f"{PACKAGE}/DataInfo/PocketInfo"
BUSINESS: Final = f"{PACKAGE}/DataInfo/BussinessData"
MARK: Final = "@"
"""First character of the keys under which a document carries values of its envelope."""

_SIGNED = (
    '<SignedInfo><CanonicalizationMethod Algorithm="http://www.w3.org/TR/2001/REC-xml-c14n-20010315"/>'
    '<SignatureMethod Algorithm="http://www.w3.org/2000/09/xmldsig#rsa-sha1"/>'
    '<Reference URI="String"><DigestMethod Algorithm="http://www.w3.org/2000/09/xmldsig#sha1"/><DigestValue>{digest}</DigestValue>'
    "</Reference></SignedInfo>\n"
)
_ENVELOPE_FIELDS = (
    "version",
    "business_id",
    "message_id",
    "file_name",
    "message_type",
    "sender_id",
    "receiver_id",
    "send_time",
    "Ic_Card",
)
_POCKET_FIELDS = ("pocket_id", "total_pocket_qty", "cur_pocket_no", "is_unstructured")


def write(
    values: Mapping[str, str], root: str, body: Iterable[bytes], tail: Mapping[str, str], *, flagged: bool = True
) -> Iterator[bytes]:
    """The bytes of a whole message. `values` by path, `body` the records inside `<root>`, `tail` the elements behind them; `flagged` is
    whether it saves or declares something, as all do that are no questions."""
    rest = dict(values)

    def take(path: str) -> str:
        return escape(rest.pop(path, ""))

    out = [
        '<?xml version="1.0" encoding="UTF-8"?>\n<Signature>\n',
        _SIGNED.format(digest=take("SignedInfo/Reference/DigestValue")),
        f"<SignatureValue>{take('SignatureValue')}</SignatureValue><KeyInfo><KeyName>{take('KeyInfo/KeyName')}</KeyName></KeyInfo>\n",
        '<Object Id="String"><Package>\n<EnvelopInfo>\n',
    ]
    out += [f"<{f}>{take(f'{ENVELOPE}/{f}')}</{f}>\n" for f in _ENVELOPE_FIELDS]
    out += [_others(rest, ENVELOPE), "</EnvelopInfo>\n<DataInfo>\n<PocketInfo>"]
    out += [f"<{f}>{take(f'{POCKET}/{f}')}</{f}>" for f in _POCKET_FIELDS]
    out += [_others(rest, POCKET), f"</PocketInfo>\n<BussinessData>\n<{root}>\n"]
    yield "".join(out).encode()
    yield from body
    inside = f"{BUSINESS}/{root}"
    end = [f"<{name}>{escape(rest.pop(f'{inside}/{name}', value))}</{name}>\n" for name, value in tail.items()]
    end += [
        _others(rest, inside),
        f"</{root}>\n",
        f"<DelcareFlag>{take(f'{BUSINESS}/DelcareFlag')}</DelcareFlag>\n" if flagged else "",
        _others(rest, BUSINESS),
        "</BussinessData>\n",
        _others(rest, f"{PACKAGE}/DataInfo"),
        "</DataInfo>\n",
        _others(rest, PACKAGE),
        "</Package>",
        _others(rest, "Object"),
        "</Object>\n",
        _others(rest, ""),
        "</Signature>\n",
    ]
    yield "".join(end).encode()


def _others(rest: dict[str, str], parent: str) -> str:
    """Values that no slot took, below a parent: written before its end, so that nothing is lost."""
    prefix = f"{parent}/" if parent else ""
    out = []
    for path in [p for p in rest if p.startswith(prefix)]:
        names = [n.partition("#")[0] for n in path.removeprefix(prefix).split("/")]
        out.append("".join(f"<{n}>" for n in names) + escape(rest.pop(path)) + "".join(f"</{n}>" for n in reversed(names)))
    return "".join(out)


def read(root: etree._Element, read_already: frozenset[etree._Element], above: str = "") -> dict[str, str]:
    """Every value that no table has read, by path from Signature. `above` is the path of the root itself where it is not Signature. A path
    that occurs again gets `#2`, `#3` …"""
    values: dict[str, str] = {}
    times: Counter[str] = Counter()

    def keep(path: str, text: str) -> None:
        times[path] += 1
        values[path if times[path] == 1 else f"{path}#{times[path]}"] = text

    def walk(node: etree._Element, path: str) -> None:
        for child in node:
            if child in read_already:
                continue
            here = f"{path}/{local(child)}" if path else local(child)
            text = strip(child.text) + "".join(strip(inner.tail) for inner in child)
            if text:
                keep(here, text)
            if len(child):
                walk(child, here)

    walk(root, above)
    return values


def above(root: etree._Element, message: str) -> str:
    """The path of the root element, where a message came without the outer part of its envelope; what it holds tells, beside its name."""
    chain = ["Signature", "Object", "Package", "DataInfo", "BussinessData", message]
    name = local(root)
    at = chain.index(name) if name in chain else 0
    held = {local(child) for child in root}
    if 0 < at < len(chain) - 1 and chain[at + 1] not in held:
        # The name of one part, and what another one further out holds.
        at = next((n for n, inner in enumerate(chain[1 : at + 1]) if inner in held), at)
    return "/".join(chain[1 : at + 1])
