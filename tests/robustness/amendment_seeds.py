"""Amendments of declarations (修撤单) and what comes back of them, as further soil of mutations."""

from __future__ import annotations

import json

from baoguan.model.content import to_json
from baoguan.plugin import Step
from plugins.singlewindow.tests.amendment.papers import encoded, of_agent, read, result, save_response
from plugins.singlewindow.tests.test_dxp import wrapped
from tests.robustness.seeds import Seed, zipped
from tests.support.amendments import confirming

STAMP = "20260105090102123"
ANSWER = "{}_A-1-s1-0123456789ab_" + STAMP + ".xml"


def amendment_seeds() -> list[Seed]:
    """All of them; the same bytes at every call."""
    change = encoded(of_agent())
    withdrawal = encoded(of_agent(amendment_type="2", items=()))
    answer = encoded(confirming(declarant=of_agent().declarant), step=Step.DECLARE, amendment_operation="C")
    found = {"change.xml": change, "withdrawal.xml": withdrawal, "confirming.xml": answer}
    found["change.zip"] = zipped("change.xml", change)
    found["enveloped.xml"] = wrapped(change)
    found[ANSWER.format("Successed")] = save_response()
    found[ANSWER.format("Failed")] = save_response("-1", "", message="报关单号不存在", namespace=False)
    for number, code in enumerate("LASE"):
        content = result(code, "2026-06-03T09:00:00", note="示例")
        found[f"Receipt_DECCUS102_{number}_{STAMP}.xml"] = wrapped(content) if code == "S" else content
    kind = {"kind": "amendment"}
    found["amendment.json"] = json.dumps({**kind, **to_json(of_agent())}, ensure_ascii=False).encode()
    found["read.json"] = json.dumps({**kind, **to_json(read(change))}, ensure_ascii=False).encode("utf-8-sig")
    return [Seed(name=name, content=content) for name, content in found.items()]
