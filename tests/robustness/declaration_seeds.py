"""Customs declarations and what comes back of them, as the soil of mutations: every edition, encoding and container."""

from __future__ import annotations

import json

from baoguan.model.content import to_json
from plugins.singlewindow.tests.declaration.golden_declarations import FILES, IMPORT, SAMPLES, golden
from plugins.singlewindow.tests.declaration.papers import read
from plugins.singlewindow.tests.declaration.test_receipts import CLIENT, TRANSIT_DATA, old_result, record, response, result
from plugins.singlewindow.tests.receipt_samples import gb2312, gbk, gbk_bare, prefixed, utf8
from plugins.singlewindow.tests.test_dxp import wrapped
from tests.robustness.seeds import Seed, zipped
from tests.support.declarations import declaration

STAMP = "20260105090102123"
RECEIPT = "Receipt_DECCUS004_I20260000000000001_00000{}_" + STAMP + ".xml"
ANSWER = "{}_A-1-s1-0123456789ab_" + STAMP + ".xml"
PAPERS = {path.rpartition("/")[2]: content for path, content in FILES.items()}
_SUPPLEMENT = "<SupResult><PreSupId>S1</PreSupId><GNo>1</GNo><SupType>A</SupType></SupResult>"


def receipts() -> dict[str, bytes]:
    """Files of the InBox, by name."""
    answers = {
        "Successed": utf8(response()),
        "successed": gbk(response().replace("</DecImportResponse>", f"{_SUPPLEMENT * 2}</DecImportResponse>")),
        "Failed": utf8(response("1", SeqNo="", ErrorMessage="缺少毛重;缺少净重")),
        "failed": utf8(CLIENT),
        "SUCCESSED": gb2312(
            record("DecSDImportResponse", {"ResponseCode": "-900520", "ErrorMessage": "失败", "ClientSeqNo": "A-1"})
        ),
    }
    decisions = (
        *(utf8(result("L")), gbk_bare(result("Z")), gb2312(result("SpJ")), prefixed(result("P"))),
        *(gb2312(old_result("7")), gb2312(old_result("R")), gbk(TRANSIT_DATA)),
        *(wrapped(gb2312(old_result("P"))), wrapped(utf8(result("E"))), wrapped(gbk(TRANSIT_DATA))),
    )
    found = {ANSWER.format(word): content for word, content in answers.items()}
    return found | {RECEIPT.format(number): content for number, content in enumerate(decisions)}


def declaration_seeds() -> list[Seed]:
    """All of them; the same bytes at every call."""
    found = {f"{name}.xml": golden(name) for name in SAMPLES}
    found["gb18030.xml"] = golden("import").replace(b'encoding="UTF-8"', b'encoding="gb2312"').decode().encode("gb18030")
    found["utf16.xml"] = golden("export").decode().replace('encoding="UTF-8"', 'encoding="utf-16"').encode("utf-16")
    found["enveloped.xml"] = wrapped(golden("export"))
    found["first.zip"] = zipped("first.xml", golden("first"), PAPERS)
    found["import.zip"] = zipped("import.xml", golden("import"), PAPERS)
    found |= receipts()
    kind = {"kind": "declaration"}
    found["declaration.json"] = json.dumps({**kind, **to_json(IMPORT)}, ensure_ascii=False, indent=1).encode()
    found["read.json"] = json.dumps({**kind, **to_json(read(golden("export")))}, ensure_ascii=False).encode("utf-8-sig")
    found["several.json"] = json.dumps([{**kind, **to_json(declaration(f"J-{n}"))} for n in range(2)]).encode()
    return [Seed(name=name, content=content) for name, content in found.items()]
