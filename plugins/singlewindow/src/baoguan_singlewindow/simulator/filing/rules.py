"""Rules between the elements of a ledger, and what a change may do to the ledger as it stands.

Sources: the field lists of the two sub-systems; for changes the receipt engine of one auxiliary system (no second change while one is
undecided, numbers unique, a changed or deleted row is one that was approved).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal

from attrs import evolve

from ..problems import Findings
from .message import Filed, LedgerMessage, Row
from .tables import TITLES, Form
from .values import FILED, MATERIAL, PRODUCT

_UNCHANGED, _ALTERED, _REMOVED, _ADDED = "0", "1", "2", "3"
_OF_SENDING = frozenset({"SeqNo", "ModfMarkcd", "GseqNo"})
_ITEM, _CONSUMPTION = ("GdsSeqno",), ("EndprdSeqno", "MtpckSeqno", "UcnsVerno")
_KEYS: Mapping[str, tuple[str, ...]] = {"materials": _ITEM, "products": _ITEM, "consumptions": _CONSUMPTION}
_HUNDRED = Decimal(100)


def check_rules(message: LedgerMessage, found: Findings) -> None:
    """Add what contradicts itself inside the message. Called only when every single value has the right form."""
    head, form = message.filed.head, message.form
    filing = head["DclTypecd"] == FILED
    if filing and head.get("ChgTmsCnt", "") not in {"", "0"}:
        found.add("change count", f"{form.head}/ChgTmsCnt", "备案时变更次数应为 0")
    _check_marks(message, filing, found)
    for section, rows in message.filed.rows.items():
        kept = [row for row in rows if row["ModfMarkcd"] != _REMOVED]
        _check_unique(form, section, kept, found)
    _check_kinds(message, found)
    _check_consumptions(message, filing, found)
    if filing and message.declares and not (message.filed.rows["materials"] and message.filed.rows["products"]):
        found.add("no rows", form.root, f"{form.zh}备案至少要有一项料件和一项成品")


def key_of(section: str, row: Row) -> tuple[str, ...]:
    """By what a row is known in its section."""
    return tuple(row[name] for name in _KEYS[section])


def _check_unique(form: Form, section: str, rows: Sequence[Row], found: Findings) -> None:
    record = form.sections[section][0]
    for key, count in Counter(key_of(section, row) for row in rows).items():
        if count > 1:
            found.add("twice", record, f"{TITLES[section]}序号 {'/'.join(key)} 重复")
    if section != "consumptions":
        for part, count in Counter(row["GdsMtno"] for row in rows).items():
            if count > 1:
                found.add("twice", f"{record}/GdsMtno", f"{TITLES[section]}料号 {part} 重复")


def _check_kinds(message: LedgerMessage, found: Findings) -> None:
    for section, kind in (("materials", MATERIAL), ("products", PRODUCT)):
        record = message.form.sections[section][0]
        for number, row in enumerate(message.filed.rows[section], 1):
            if row.get("MtpckEndprdTypecd", "") not in {"", kind}:
                found.add("kind", f"{record}[{number}]/MtpckEndprdTypecd", f"料件成品类型应为 {kind}")


def _check_marks(message: LedgerMessage, filing: bool, found: Findings) -> None:
    seq_no = message.filed.head.get("SeqNo", "")
    allowed = {_ADDED} if filing else {_UNCHANGED, _ALTERED, _REMOVED, _ADDED}
    for section, rows in message.filed.rows.items():
        record = message.form.sections[section][0]
        for number, row in enumerate(rows, 1):
            if row["ModfMarkcd"] not in allowed:
                found.add("mark", f"{record}[{number}]/ModfMarkcd", "备案时修改标志应为 3")
            said = row.get("SeqNo", "")
            if said != seq_no and (said or not filing):
                found.add("SeqNo", f"{record}[{number}]/SeqNo", "系统异常：表体统一编号应与表头一致")


def _check_consumptions(message: LedgerMessage, filing: bool, found: Findings) -> None:
    record = message.form.sections["consumptions"][0]
    known = {
        s: {row["GdsSeqno"] for row in message.filed.rows[s] if row["ModfMarkcd"] != _REMOVED} for s in ("materials", "products")
    }
    for number, row in enumerate(message.filed.rows["consumptions"], 1):
        if row["ModfMarkcd"] == _REMOVED:
            continue
        for name, section in (("EndprdSeqno", "products"), ("MtpckSeqno", "materials")):
            # A change may leave rows out that it does not touch: those are looked for in the ledger as it stands.
            if filing and row[name] not in known[section]:
                found.add("nowhere", f"{record}[{number}]/{name}", f"单损耗的{TITLES[section]}序号 {row[name]} 不存在")
        if Decimal(row["TgblLossRate"]) + Decimal(row["IntgbLossRate"]) >= _HUNDRED:
            found.add("loss", f"{record}[{number}]/TgblLossRate", "损耗率之和应小于 100")


def check_change(message: LedgerMessage, standing: Filed, found: Findings) -> None:
    """Add what the change does that it may not; ``standing`` is the ledger as it was approved last."""
    for section, rows in message.filed.rows.items():
        record = message.form.sections[section][0]
        before = {key_of(section, row): row for row in standing.rows[section]}
        for number, row in enumerate(rows, 1):
            place, known = f"{record}[{number}]", before.get(key_of(section, row))
            if row["ModfMarkcd"] == _ADDED:
                if known is not None:
                    found.add("exists there", f"{place}/ModfMarkcd", f"{TITLES[section]}序号已备案，不能增加")
            elif known is None:
                found.add("nowhere", f"{place}/ModfMarkcd", f"变更或删除的{TITLES[section]}不在已备案的底账中")
            elif row["ModfMarkcd"] == _UNCHANGED and _said(row) != _said(known):
                found.add("mark", f"{place}/ModfMarkcd", "已修改的行修改标志应为 1")
    after = changed(standing, message.filed)
    items = {section: {row["GdsSeqno"] for row in after.rows[section]} for section in ("materials", "products")}
    for row in after.rows["consumptions"]:
        if row["EndprdSeqno"] not in items["products"] or row["MtpckSeqno"] not in items["materials"]:
            found.add("nowhere", "", f"单损耗 {'/'.join(key_of('consumptions', row))} 引用的料件或成品不存在")


def changed(standing: Filed, wanted: Filed) -> Filed:
    """The ledger with a change in it: rows that the change does not name stay as they are, deleted ones are gone."""
    rows = {}
    for section, before in standing.rows.items():
        given = {key_of(section, row): row for row in wanted.rows[section]}
        kept = [given.pop(key_of(section, row), row) for row in before]
        rows[section] = [row for row in (*kept, *given.values()) if row["ModfMarkcd"] != _REMOVED]
    return evolve(standing, head={**standing.head, **{k: v for k, v in wanted.head.items() if v}}, rows=rows)


def _said(row: Row) -> dict[str, str]:
    """What a row says, whatever form its numbers have."""
    return {name: _plain(value) for name, value in row.items() if value and name not in _OF_SENDING}


def _plain(value: str) -> str:
    whole, point, decimals = value.partition(".")
    return (f"{whole}.{decimals.rstrip('0')}".rstrip(".")) if point and whole.isdigit() and decimals.isdigit() else value
