"""What is tried on a mutated file: the readers of the product, and readers that are wrong on purpose."""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import attrs
from lxml import etree

import baoguan.sheets  # noqa: F401  loaded before the clock runs
from baoguan import Amendment, BaoguanError, BondedInventoryList, CustomsDeclaration, WriteOff
from baoguan.cli.inputs import load
from baoguan.model.content import content_hash, from_json, to_json
from baoguan.plugin import Carried, DecodeError, Ledger, parse_xml
from baoguan_singlewindow.ledger.message import find_ledger
from baoguan_singlewindow.reading import read_file, unzip
from baoguan_singlewindow.tables import HEAD, LINE
from plugins.singlewindow.tests.amendment import papers as amendments
from plugins.singlewindow.tests.declaration import papers
from plugins.singlewindow.tests.ledger import papers as books
from plugins.singlewindow.tests.messages import CODES, leaves, parcel, place, stranger
from plugins.singlewindow.tests.write_off import papers as write_offs
from tests.robustness.showing import Fields, inner, not_decoded, unshown

Target = Callable[[str, bytes], str]
SHEETS: Final = ("xlsx", "csv", "json")
ENCODER: Final = stranger()


def outcome(target: Target, name: str, content: bytes) -> str:
    """What became of a file: `read …`, `refused`, `memory`, `lost …` or `crash …`."""
    try:
        return target(name, content)
    except BaoguanError as error:
        return "refused" if error.zh and error.en else f"crash: {type(error).__name__} says nothing"
    except MemoryError:
        return "memory"
    except Exception as error:  # noqa: BLE001  every other error is what is looked for
        return f"crash: {type(error).__name__}: {str(error)[:160]}"


def past_the_outer_parser(name: str, content: bytes) -> bool:
    """Whether a file is still well-formed as what its name says, so that our own code had to judge it."""
    kind = name.rpartition(".")[2].lower()
    try:
        if kind == "json":
            json.loads(content.decode("utf-8-sig"))
        elif kind == "csv":
            content.decode("utf-8-sig" if content.startswith(b"\xef\xbb\xbf") else "gb18030")
        elif kind == "xlsx":
            import python_calamine

            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / "x.xlsx"
                path.write_bytes(content)
                python_calamine.load_workbook(path).close()
        else:
            xml_of(name, content)
    except (BaoguanError, ValueError, RecursionError, OSError, ImportError):
        return False
    except Exception as error:  # noqa: BLE001  calamine has errors of its own kind for every container
        return "calamine" not in type(error).__module__
    return True


def product(name: str, content: bytes) -> str:
    """Read a file as the command line would; write what was read as JSON; hash it; build it; compare."""
    if name.rpartition(".")[2].lower() in SHEETS:
        return _documents(name, content)
    try:
        found = read_file(name, content, CODES)
    except DecodeError:
        raise
    except BaoguanError as error:
        return f"crash: {type(error).__name__} out of reading"
    if said := not_decoded(name, content):
        return f"crash: {said} out of decoding"
    if found is None:
        return "refused"
    json.dumps(found.fields)
    if missing := unshown(xml_of(name, content), found.fields):
        return f"lost: {missing} not shown"[:300]
    document = found.document
    if isinstance(document, BondedInventoryList):
        return conserved(name, content, document)
    if isinstance(document, CustomsDeclaration):
        return conserved_declaration(name, content, document)
    if isinstance(document, Amendment):
        return conserved_amendment(name, content, document)
    if isinstance(document, Ledger):
        return conserved_ledger(name, content, document)
    if isinstance(document, WriteOff):
        return conserved_write_off(name, content, document)
    return f"read {found.kind}"


def xml_of(name: str, content: bytes) -> etree._Element:
    """The root of a file, out of its zip."""
    return parse_xml(unzip(name, content)[1] if content[:2] == b"PK" else content)


def _documents(name: str, content: bytes) -> str:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        loaded = load(path, CODES)
    for document in loaded.documents:
        content_hash(document)
        assert isinstance(document, BondedInventoryList | CustomsDeclaration | Amendment | Ledger)
        again = from_json(to_json(document), type(document))
        assert again == document
        if isinstance(again, CustomsDeclaration):
            papers.written(again)
        elif isinstance(again, Amendment):
            amendments.written(again)
        elif isinstance(again, Ledger):
            (books.encoded if again.carried is None else books.written)(again)
        else:
            b"".join(ENCODER.encode(parcel(again, verbatim=True)))
    return "read documents"


def conserved(name: str, content: bytes, document: BondedInventoryList) -> str:
    """Build a document that was read, and look for values that are not there any more."""
    content_hash(document)
    again = from_json(to_json(document), BondedInventoryList)
    written = b"".join(ENCODER.encode(parcel(again, verbatim=True)))
    before = _values(xml_of(name, content))
    after = _values(etree.fromstring(written, etree.XMLParser(huge_tree=True)))
    if before == after:
        return "read INV101"
    return f"lost: {list((before - after).items())[:2]} added: {list((after - before).items())[:2]}"[:300]


def conserved_declaration(name: str, content: bytes, document: CustomsDeclaration) -> str:
    """The same of a declaration."""
    content_hash(document)
    again = from_json(to_json(document), CustomsDeclaration)
    message = next(inner(xml_of(name, content)).iter("{*}DecMessage"))
    before, after = Counter(papers.leaves(message)), papers.values(papers.written(again))
    if before == after:
        return "read DecMessage"
    return f"lost: {list((before - after).items())[:2]} added: {list((after - before).items())[:2]}"[:300]


def conserved_amendment(name: str, content: bytes, document: Amendment) -> str:
    """The same of an amendment."""
    content_hash(document)
    again = from_json(to_json(document), Amendment)
    message = next(inner(xml_of(name, content)).iter("{*}DecModMessage"))
    before, after = Counter(papers.leaves(message)), papers.values(amendments.written(again))
    if before == after:
        return "read DecModMessage"
    return f"lost: {list((before - after).items())[:2]} added: {list((after - before).items())[:2]}"[:300]


def conserved_ledger(name: str, content: bytes, document: Ledger) -> str:
    """The same of a handbook or account."""
    content_hash(document)
    again = from_json(to_json(document), Ledger)
    message = inner(xml_of(name, content))
    found = find_ledger(message)
    assert found is not None
    before, after = Counter(papers.leaves(message)), papers.values(books.written(again))
    if before == after:
        return f"read {found[0].message}"
    return f"lost: {list((before - after).items())[:2]} added: {list((after - before).items())[:2]}"[:300]


def conserved_write_off(name: str, content: bytes, document: WriteOff) -> str:
    """The same of a write-off."""
    content_hash(document)
    again = from_json(to_json(document), WriteOff)
    before, after = _values(xml_of(name, content)), _values(etree.fromstring(write_offs.written(again)))
    if before == after:
        return "read write-off"
    return f"lost: {list((before - after).items())[:2]} added: {list((after - before).items())[:2]}"[:300]


def _values(root: etree._Element) -> Counter[tuple[str, str]]:
    return Counter((place(path), text) for path, text in leaves(root))


_KNOWN: Final = {
    "Signature",
    *("SignedInfo", "CanonicalizationMethod", "SignatureMethod", "Reference", "DigestMethod", "DigestValue", "SignatureValue"),
    *("KeyInfo", "KeyName", "Object", "Package", "EnvelopInfo", "DataInfo", "PocketInfo", "BussinessData", "InvtMessage"),
    *("InvtHeadType", "InvtListType", *HEAD.by_name, *LINE.by_name),
}


def planted_key_error(name: str, content: bytes) -> str:
    """Wrong on purpose: every element is looked up in a table that knows only the elements of a list."""
    root = parse_xml(content)
    numbers = dict.fromkeys(_KNOWN, 1)
    message = root.find(".//InvtMessage/InvtListType")
    return f"read {sum(numbers[str(child.tag)] for child in message)}" if message is not None else product(name, content)


def planted_growth(name: str, content: bytes) -> str:
    """Wrong on purpose: makes as many rows as a number in the file says."""
    root = parse_xml(content)
    rows: list[str] = []
    for count in root.iter("{*}GdsSeqno", "{*}PutrecSeqno", "{*}ChgTmsCnt", "{*}tmsCnt"):
        text = (count.text or "").strip()
        wanted = int(text) if text.isascii() and text.isdigit() and len(text) < 4000 else 0
        while len(rows) < wanted:
            rows.append(f"row {len(rows)}")
    return f"read {len(rows)}"


def planted_loss(name: str, content: bytes) -> str:
    """Wrong on purpose: forgets what a document carries beside its fields."""
    found = read_file(name, content, CODES)
    document = found.document if found is not None else None
    if not isinstance(document, BondedInventoryList | CustomsDeclaration):
        return "refused"
    frame = {k: v for k, v in document.carried.originals.items() if k.startswith("@")} if document.carried else {}
    forgetful = attrs.evolve(document, carried=Carried((), frame))
    if isinstance(forgetful, CustomsDeclaration):
        return conserved_declaration(name, content, forgetful)
    return conserved(name, content, forgetful)


def planted_repeat(name: str, content: bytes) -> str:
    """Wrong on purpose: shows the last of elements that repeat."""
    found = read_file(name, content, CODES)
    missing = unshown(xml_of(name, content), _last(found.fields)) if found is not None else ""
    return f"lost: {missing} not shown"[:300] if missing else "read"


def _last(fields: Fields) -> Fields:
    if isinstance(fields, list):
        return _last(fields[-1])
    return {name: _last(value) for name, value in fields.items()} if isinstance(fields, dict) else fields


def opened(name: str, content: bytes) -> str:
    """What is past the outer parser, for the count."""
    return "past" if past_the_outer_parser(name, content) else "outside"


TARGETS: Final[Mapping[str, Target]] = {
    "product": product,
    "opened": opened,
    "planted: unknown element": planted_key_error,
    "planted: growth": planted_growth,
    "planted: loss": planted_loss,
    "planted: repeat": planted_repeat,
}
