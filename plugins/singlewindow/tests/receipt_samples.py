"""Receipts written by hand from the interface facts, what they must be read as, and the forms in which files of them were met."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

import attrs
from lxml import etree

from baoguan.clock import SHANGHAI
from baoguan.plugin import Act, Outcome, Receipt

SEQ_NO, LIST_NO, ENTRY_NO = "202600000000000123", "QD530026I000000123", "I20260000000000456"
SENT = datetime(2026, 1, 6, 8, 0, 0, tzinfo=SHANGHAI)
DONE = datetime(2026, 1, 6, 7, 8, 9, tzinfo=SHANGHAI)
RECEIVED = datetime(2026, 1, 7, tzinfo=SHANGHAI)
NAMESPACE = "http://www.w3.org/2000/09/xmldsig#"

Form = Callable[[str], bytes]


def record(name: str, values: Mapping[str, str]) -> str:
    return f"<{name}>" + "".join(f"<{key}>{value}</{key}>" for key, value in values.items()) + f"</{name}>"


def package(kind: str, body: str, send_time: str = "2026-01-06T08:00:00") -> str:
    """A receipt in the envelope of the customs side."""
    head = {
        "version": "1.0",
        "business_id": LIST_NO,
        "message_id": "CUS0000E01000020260106",
        "message_type": kind,
        "sender_id": "CUS0000",
    }
    if send_time:
        head["send_time"] = send_time
    pocket = {"pocket_id": f"{LIST_NO}-0", "total_pocket_qty": "1", "cur_pocket_no": "1", "is_unstructured": ""}
    return (
        f'<Package xmlns="{NAMESPACE}">{record("EnvelopInfo", head)}<DataInfo>{record("PocketInfo", pocket)}'
        f"<BussinessData><{kind}>{body}</{kind}></BussinessData></DataInfo></Package>"
    )


def result(**changes: str) -> str:
    values = {"etpsPreentNo": SEQ_NO, "businessId": LIST_NO, "tmsCnt": "0", "typecd": "1", "manageResult": "4"}
    return record("HdeApprResult", {**values, "manageDate": "2026-01-06 07:08:09", "rmk": "", **changes})


def head(**changes: str) -> str:
    values = {
        "bondInvtNo": LIST_NO,
        "chgTmsCnt": "0",
        "invtPreentNo": SEQ_NO,
        "putrecNo": "C53216A00001",
        "etpsInnerInvtNo": "DEMO_0001",
        "bizopEtpsno": "4403D60001",
        "bizopEtpsNm": "深圳样品电子有限公司",
        "invtIochkptStucd": "",
        "vrfdedMarkcd": "1",
        "prevdTime": "2026-01-06 07:08:09",
        "dclTypecd": "1",
    }
    return record("BondInvtBsc", {**values, **changes})


def answer(flag: str, text: str = "", seq_no: str | None = None) -> str:
    values = {} if seq_no is None else {"SeqNo": seq_no}
    return record("CommonResponeMessage", {**values, "EtpsPreentNo": "DEMO_0001", "CheckInfo": text, "DealFlag": flag})


APPROVED = Receipt(
    kind="inventory",
    source="INV201",
    outcome=Outcome.PRE_DEDUCTED,
    code="4",
    change_count=0,
    numbers={"seq_no": SEQ_NO, "list_no": LIST_NO},
    customs_time=DONE,
)
OF_HEAD: Mapping[str, str] = {"deduction_mark": "1", "pre_deducted_at": "2026-01-06 07:08:09", "ledger_no": "C53216A00001"}
WITH_HEAD = attrs.evolve(
    APPROVED,
    act=Act.FILING,
    numbers={"seq_no": SEQ_NO, "list_no": LIST_NO, "number": "DEMO_0001", "owner": "4403D60001"},
    facts=OF_HEAD,
)
DRAFTED = Receipt(
    kind="inventory",
    source="INV202",
    outcome=Outcome.DRAFTED,
    code="1",
    numbers={"seq_no": SEQ_NO, "list_no": LIST_NO, "entry_seq_no": ENTRY_NO},
    customs_time=DONE,
)
DEDUCTED = Receipt(
    kind="inventory",
    source="INV211",
    outcome=Outcome.DEDUCTED,
    code="2",
    change_count=0,
    numbers={"seq_no": SEQ_NO, "list_no": LIST_NO, "number": "DEMO_0001", "owner": "4403D60001"},
    customs_time=datetime(2026, 1, 8, 9, 10, 11, tzinfo=SHANGHAI),
    facts={**OF_HEAD, "deduction_mark": "2", "deducted_at": "2026-01-08 09:10:11"},
)
STORED = Receipt(
    kind="inventory",
    source="INV200",
    outcome=Outcome.STORED,
    code="1",
    pack=1,
    packs=1,
    numbers={"seq_no": SEQ_NO},
    customs_time=DONE,
)
POCKET: Mapping[str, str] = {
    "resutType": "4",
    "etpsPreentNo": SEQ_NO,
    "pocketId": "p-1",
    "totalPocketQty": "1",
    "curPocketNo": "1",
    "bizNo": "",
    "manageResult": "1",
    "manageDate": "2026-01-06 07:08:09",
    "rmk": "",
}
DRAFT: Mapping[str, str] = {
    "invPreentNo": SEQ_NO,
    "businessId": LIST_NO,
    "entrySeqNo": ENTRY_NO,
    "manageResult": "1",
    "createDate": "2026-01-06 07:08:09",
    "reason": "",
}

SAMPLES: Mapping[str, tuple[str, Receipt]] = {
    "INV200": (package("INV200", record("MsgReceResult", POCKET)), STORED),
    "INV200 refused": (
        package("INV200", record("MsgReceResult", {**POCKET, "manageResult": "2", "rmk": "入库失败：格式"})),
        attrs.evolve(STORED, outcome=Outcome.STORE_FAILED, code="2", texts=("入库失败：格式",)),
    ),
    "INV200 of many packs": (
        package("INV200", record("MsgReceResult", {**POCKET, "totalPocketQty": "3", "curPocketNo": "2"})),
        attrs.evolve(STORED, outcome=Outcome.INFORMED, pack=2, packs=3),
    ),
    "INV201 result only": (package("INV201", result()), APPROVED),
    "INV201 with head": (package("INV201", result() + head()), WITH_HEAD),
    "INV201 with head, line and notes": (
        package(
            "INV201",
            result(manageResult="3", rmk="退回")
            + record("CheckInfo", {"note": "第1项商品编码有误"})
            + record("CheckInfo", {"note": "缺少 A&amp;B 说明"})
            + head(vrfdedMarkcd="", prevdTime="")
            + record("BondInvtDt", {"bondInvtNo": LIST_NO, "gdsSeqno": "1", "gdsNm": "集成电路"}),
        ),
        attrs.evolve(
            WITH_HEAD,
            outcome=Outcome.REJECTED,
            code="3",
            texts=("第1项商品编码有误", "缺少 A&B 说明", "退回"),
            facts={"ledger_no": "C53216A00001"},
        ),
    ),
    "INV201 of a change": (
        package("INV201", result(tmsCnt="2", typecd="1") + head(dclTypecd="2", chgTmsCnt="2", needEntryModified="1")),
        attrs.evolve(WITH_HEAD, act=Act.CHANGE, change_count=2, facts={**OF_HEAD, "entry_to_be_modified": "1"}),
    ),
    "INV201 of a deletion": (
        package("INV201", result(manageResult="1") + head(dclTypecd="", invtStucd="3")),
        attrs.evolve(WITH_HEAD, outcome=Outcome.DEDUCTED, code="1", act=Act.DELETION, facts={**OF_HEAD, "list_status": "3"}),
    ),
    "INV201 that names its act in typecd": (
        package("INV201", result(typecd="2", tmsCnt="1")),
        attrs.evolve(APPROVED, act=Act.CHANGE, change_count=1),
    ),
    "INV201 without list number": (
        package("INV201", result(manageResult="Y", businessId="")),
        attrs.evolve(APPROVED, outcome=Outcome.STORED, code="Y", numbers={"seq_no": SEQ_NO}),
    ),
    "INV201 without its own time": (
        package("INV201", result(manageDate="")),
        attrs.evolve(APPROVED, customs_time=SENT),
    ),
    "INV201 without any time": (
        package("INV201", result(manageDate="昨天"), send_time=""),
        attrs.evolve(APPROVED, customs_time=None),
    ),
    "INV202": (package("INV202", record("InvApprResult", DRAFT)), DRAFTED),
    "INV202 failed": (
        package("INV202", record("InvApprResult", {**DRAFT, "manageResult": "2", "entrySeqNo": "", "reason": "商品超过50项"})),
        attrs.evolve(
            DRAFTED,
            outcome=Outcome.DRAFT_FAILED,
            code="2",
            texts=("商品超过50项",),
            numbers={"seq_no": SEQ_NO, "list_no": LIST_NO},
        ),
    ),
    "INV211": (package("INV211", head(vrfdedMarkcd="2", formalVrfdedTime="2026-01-08 09:10:11")), DEDUCTED),
    "INV211 with ledger rows": (
        package(
            "INV211",
            head(vrfdedMarkcd="2", formalVrfdedTime="2026-01-08 09:10:11")
            + record("EmsPutrecDt", {"emsNo": "C53216A00001", "gdsSeqno": "1", "dclQty": "100"}),
        ),
        DEDUCTED,
    ),
    "INV211 of a deletion": (
        package("INV211", head(vrfdedMarkcd="0", invtStucd="3", formalVrfdedTime="2026-01-08 09:10:11")),
        attrs.evolve(
            DEDUCTED,
            outcome=Outcome.DELETED,
            code="0",
            act=Act.DELETION,
            facts={**OF_HEAD, "deduction_mark": "0", "deducted_at": "2026-01-08 09:10:11", "list_status": "3"},
        ),
    ),
    "answer: saved": (
        answer("0", "新增成功", SEQ_NO),
        Receipt(
            kind="inventory",
            source="CommonResponeMessage",
            outcome=Outcome.SAVED,
            code="0",
            texts=("新增成功",),
            numbers={"seq_no": SEQ_NO},
        ),
    ),
    "answer: refused": (
        answer("-1", "规格型号不能为空"),
        Receipt(kind="inventory", source="CommonResponeMessage", outcome=Outcome.REFUSED, code="-1", texts=("规格型号不能为空",)),
    ),
    "answer: of no flag": (
        answer("", "未知错误"),
        Receipt(kind="inventory", source="CommonResponeMessage", outcome=Outcome.REFUSED, texts=("未知错误",)),
    ),
    "answer: already there": (
        answer("-1", "企业内部编号DEMO_0001已存在"),
        Receipt(
            kind="inventory",
            source="CommonResponeMessage",
            outcome=Outcome.ARRIVED,
            code="-1",
            texts=("企业内部编号DEMO_0001已存在",),
        ),
    ),
    "answer: a repeated line number is no list already there": (
        answer("-1", "商品序号 2 已存在"),
        Receipt(kind="inventory", source="CommonResponeMessage", outcome=Outcome.REFUSED, code="-1", texts=("商品序号 2 已存在",)),
    ),
    "Root failure": (
        record("Root", {"resultFlag": "1", "failCode": "50200", "failInfo": "读卡器未连接", "retData": ""}),
        Receipt(kind="inventory", source="Root", outcome=Outcome.REFUSED, code="50200", texts=("读卡器未连接",)),
    ),
}


def utf8(text: str) -> bytes:
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + text.encode()


def utf8_bare(text: str) -> bytes:
    return text.encode()


def utf8_mark(text: str) -> bytes:
    return b"\xef\xbb\xbf" + utf8(text)


def gbk(text: str) -> bytes:
    return b'<?xml version="1.0" encoding="GBK"?>\r\n' + text.encode("gbk")


def gb2312(text: str) -> bytes:
    return b'<?xml version="1.0" encoding="gb2312" standalone="yes"?>' + text.encode("gb2312")


def gbk_bare(text: str) -> bytes:
    return text.encode("gbk")


def false_gb2312(text: str) -> bytes:
    return b'<?xml version="1.0" encoding="gb2312"?>' + text.encode()


def utf16(text: str) -> bytes:
    return ('<?xml version="1.0" encoding="utf-16"?>' + text).encode("utf-16")


def blank_lines(text: str) -> bytes:
    return utf8(text.replace("><", ">\r\n<"))


def broken_empties(text: str) -> bytes:
    root = etree.fromstring(text)
    for element in root.iter():
        if not len(element) and not element.text:
            element.text = "\n"
    return etree.tostring(root, encoding="utf-8")


def reversed_order(text: str) -> bytes:
    root = etree.fromstring(text)
    for element in list(root.iter()):
        if [child.tag for child in element].count(f"{{{NAMESPACE}}}CheckInfo") < 2:
            element[:] = list(reversed(element))
    return etree.tostring(root, encoding="utf-8")


def no_namespace(text: str) -> bytes:
    return utf8(text.replace(f' xmlns="{NAMESPACE}"', ""))


def prefixed(text: str) -> bytes:
    """Only the business element carries the prefix, as one program met it."""
    root = etree.fromstring(text)
    kind = next((e.tag.rpartition("}")[2] for e in root.iter("{*}INV200", "{*}INV201", "{*}INV202", "{*}INV211")), "")
    if not kind:
        return utf8(text)
    return utf8(text.replace(f"<{kind}>", f'<ns2:{kind} xmlns:ns2="urn:x">').replace(f"</{kind}>", f"</ns2:{kind}>"))


def prefixed_everywhere(text: str) -> bytes:
    root = etree.fromstring(text)
    for element in root.iter():
        element.tag = "{urn:y}" + element.tag.rpartition("}")[2]
    top = etree.Element(root.tag, nsmap={"hde": "urn:y"})
    top.extend(list(root))
    return etree.tostring(top, encoding="utf-8")


def in_signature(text: str) -> bytes:
    return utf8(f'<Signature><SignedInfo/><SignatureValue>x</SignatureValue><Object Id="String">{text}</Object></Signature>')


def commented(text: str) -> bytes:
    return utf8("<!-- <INV200/> --><?style x?>" + text.replace("</", "<!-- - --></"))


FORMS: tuple[Form, ...] = (utf8, utf8_bare, utf8_mark, gbk, gb2312, gbk_bare, false_gb2312, utf16, blank_lines, broken_empties)
FORMS += (reversed_order, no_namespace, prefixed, prefixed_everywhere, commented)
