"""Messages of handbooks and accounts and what comes back of them, as further soil of mutations."""

from __future__ import annotations

import json

from baoguan.model.content import to_json
from plugins.singlewindow.tests.ledger.papers import BOOKS, HANDBOOK_SECTIONS, LEDGER_NO, encoded, handbook, read, result
from plugins.singlewindow.tests.receipt_samples import gbk, prefixed, utf8
from tests.robustness.seeds import Seed, zipped

STAMP = "2026010607080912"


def ledger_seeds() -> list[Seed]:
    """All of them; the same bytes at every call."""
    xml = {name: encoded(make()) for name, make in BOOKS.items()}
    start, end = xml["handbook"].index(b"<EmlMessage>"), xml["handbook"].index(b"</EmlMessage>")
    found = {f"{name}.xml": content for name, content in xml.items()}
    found["flat-handbook.xml"] = xml["handbook"][start:end] + b"<NptsSign>s</NptsSign></EmlMessage>"
    found["account.zip"] = zipped("account.xml", xml["account"])
    found[f"Receipt_CUSE1_{STAMP}1.INV"] = utf8(result("EML211", "1", business_id=LEDGER_NO, sections=HANDBOOK_SECTIONS))
    found[f"Receipt_CUSE2_{STAMP}2.INV"] = gbk(result("EMS211", "3", count=2, typecd="2", notes=("料号重复",)))
    found[f"Receipt_CUSE3_{STAMP}3.INV"] = prefixed(result("EML211", "Y"))
    kind = {"kind": "ledger"}
    found["handbook.json"] = json.dumps({**kind, **to_json(handbook())}, ensure_ascii=False).encode()
    found["read-account.json"] = json.dumps({**kind, **to_json(read(xml["account"]))}, ensure_ascii=False).encode("utf-8-sig")
    return [Seed(name=name, content=content) for name, content in found.items()]
