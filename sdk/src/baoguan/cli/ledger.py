"""ledger: import, show, export, diff, balance, explain."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Literal

import attrs
from cyclopts import Parameter

from baoguan.cli.common import Account, Config, Json, account_of, announce, code_store, open_broker
from baoguan.cli.inputs import read_by
from baoguan.cli.output import DONE, FINDINGS, Out, Told, command
from baoguan.codes import Codes
from baoguan.errors import UnusableInput
from baoguan.ledger import BookRow, MaterialBalance
from baoguan.ledger.balance import PLACES
from baoguan.model.content import to_json
from baoguan.model.ledger import Ledger
from baoguan.model.ledger_export import LedgerExport

if TYPE_CHECKING:
    from baoguan.broker import Broker
    from baoguan.broker.books import Movement
    from baoguan.sheets import LedgerReading

_ROWS: Final = {"material": BookRow.MATERIAL, "product": BookRow.PRODUCT}
Kind = Annotated[Literal["material", "product"], Parameter(name=["--row", "-r"], help="料件或成品 · materials or products")]
Book = Annotated[
    Literal["rows", "materials"],
    Parameter(name=["--book", "-b"], help="按备案序号，或按料件理论结余 · row counters, or material balance"),
]
Number = Annotated[str | None, Parameter(name="--ledger", help="文件没有写时的备案编号 · ledger number, where the file has none")]
Workbook = Annotated[Path, Parameter(name=["--output", "-o"], help="目标文件 .xlsx · file")]


@command
def ledger_import(
    file: Path, /, *, ledger: Number = None, account: Account = None, config: Config = None, json: Json = False
) -> int:
    """导入手册或账册：页面导出的表（.xlsx .xls .csv）、.json、描述它的回执；期初数量记账 · Import a ledger from the page's export, JSON, or a
    receipt that describes it; its opening quantities are posted."""
    from baoguan.broker.ledgers import import_ledger

    out = Out(json)
    with open_broker(config) as broker:
        reading = _read(file, broker.codes, ledger)
        _put_reading(out, file, reading)
        if reading.errors:
            out.say("有错误，未导入 not imported: there are errors")
            out.put(stored=False)
            return out.end(FINDINGS)
        chosen = account_of(broker, account)
        announce(out, broker, chosen, f"导入底账 import ledger {reading.ledger.ledger_no}")
        done = import_ledger(broker, reading.export, file=file.name, content=file.read_bytes(), account=chosen)
    out.say(f"SHA-256 {done.sha256}" + ("  已导入过，无变化 imported before, nothing new" if done.repeated else ""))
    for entry in done.opened:
        out.say(f"  期初 opening  {entry.row.value:8} {entry.item_no:6}  {entry.quantity:+f}")
    if done.unsaid:
        rows = ", ".join(f"{row.value} {item}" for row, item in done.unsaid)
        out.say(f"  本文件没有期初数量，仍按原期初 no opening in this file, it stands as it was: {rows}", "warning")
    out.put(
        stored=True,
        account=done.account,
        sha256=done.sha256,
        repeated=done.repeated,
        opened=[{"row": e.row, "item_no": e.item_no, "quantity": e.quantity} for e in done.opened],
        unsaid=[{"row": row, "item_no": item} for row, item in done.unsaid],
    )
    return out.end()


@command
def ledger_show(ledger: str | None = None, /, *, config: Config = None, json: Json = False) -> int:
    """一本已导入的底账及其来历；不写编号则列出全部 · A ledger that was imported, and from what; without a number, which there are."""
    from baoguan.broker.ledgers import imported_ledger, imports

    out = Out(json)
    with open_broker(config) as broker:
        if ledger is None:
            latest = {each.ledger: each for each in imports(broker)}
            for number, each in sorted(latest.items()):
                out.say(f"{number}  {each.file}  {each.at:%Y-%m-%d %H:%M}  {each.by}")
            if not latest:
                out.say("没有导入过底账 no ledger was imported yet")
            out.put(ledgers=sorted(latest))
            return out.end()
        export = imported_ledger(broker, ledger)
        history = imports(broker, ledger)
    book = export.ledger
    enterprise = book.operating_enterprise
    out.say(
        f"{ledger}  {enterprise.name or enterprise.customs_code or '' if enterprise else ''}  {book.valid_until or ''}".rstrip()
    )
    _counts(out, export)
    for title, rows in (("料件", book.materials), ("成品", book.products)):
        for item in rows:
            opening = "" if item.opening_quantity is None else f"  期初 {item.opening_quantity:f}"
            quantity = "" if item.quantity is None else f"  备案 {item.quantity:f}"
            out.say(f"  {title} {item.item_no or '':>5}  {item.hs_code or ''}  {item.goods_name or ''}{quantity}{opening}")
    for each in history:
        out.say(f"  导入 imported {each.at:%Y-%m-%d %H:%M}  {each.file}  {each.by}  SHA-256 {each.sha256}")
    out.put(ledger=ledger, document=to_json(book), kept=export.kept, imports=history)
    return out.end()


@command
def ledger_export(ledger: str, /, *, output: Workbook, config: Config = None, json: Json = False) -> int:
    """把已导入的底账写成工作簿，版式同原文件 · A ledger as a workbook, in the layout that it came in."""
    from baoguan.broker.ledgers import imported_ledger
    from baoguan.sheets import write_ledger

    out = Out(json)
    with open_broker(config) as broker:
        export = imported_ledger(broker, ledger)
        write_ledger(export, output, broker.codes)
    out.say(str(output))
    _counts(out, export)
    out.put(ledger=ledger, file=output)
    return out.end()


@command
def ledger_diff(before: str, after: Path, /, *, ledger: Number = None, config: Config = None, json: Json = False) -> int:
    """已导入的底账（或一个文件）与一个文件的不同 · What differs between an imported ledger, or a file, and a file."""
    from baoguan.broker.ledgers import imported_ledger
    from baoguan.ledger import differences

    out = Out(json)
    store = code_store(config)
    codes = store.codes() if store else Codes.builtin()
    if Path(before).is_file():
        reading = _read(Path(before), codes, ledger)
        _findings(out, reading)
        old = reading.export
    else:
        with open_broker(config) as broker:
            old = imported_ledger(broker, before)
    reading = _read(after, codes, ledger or old.ledger.ledger_no)
    _findings(out, reading)
    found = differences(old, reading.export)
    for each in found:
        what = f"{each.heading or each.path}: {_shown(each.before)} → {_shown(each.after)}" if each.path or each.heading else ""
        out.say(f"{_WORDS[each.change.value]}  {each.section} {each.row}  {what or _shown(each.before or each.after)}")
    if not found:
        out.say("没有不同 no difference")
    out.put(ledger=old.ledger.ledger_no, differences=found)
    return out.end(FINDINGS if found else DONE)


@command
def ledger_check(file: Path, /, *, ledger: Number = None, config: Config = None, json: Json = False) -> int:
    """检查手册或账册文件；本系统已有同号底账的，按变更对照 · Check the file of a ledger, as a change of it where it is known here."""
    from baoguan.broker.ledgers import current_ledgers, ledger_content
    from baoguan.model.ledger_codes import LedgerAct
    from baoguan.rules import Before

    out = Out(json)
    with open_broker(config) as broker:
        reading = _read(file, broker.codes, ledger)
        document = reading.ledger
        number = document.ledger_no or ""
        with broker.journal.reading() as connection:
            known = current_ledgers(connection, [each.id for each in broker.accounts.values()]).get(number)
        before = None
        if known is not None:
            held = ledger_content(broker.journal, broker.kinds, known)
            before = Before(document=held, change_count=held.change_count or 0)
            document = attrs.evolve(
                document,
                family=document.family or held.family,
                act=LedgerAct.CHANGE.value,
                change_count=(held.change_count or 0) + 1 if document.act != LedgerAct.CHANGE else document.change_count,
            )
        findings = broker.check(document, before=before)
    _findings(out, reading)
    out.say(
        f"{number or '—'}  {file}  "
        + ("按备案检查 as a filing" if known is None else f"按变更检查，对照 a change of {known.source_zh}")
    )
    out.findings(Told(finding=each, document=number or None) for each in findings)
    out.put(ledger=number or None, file=file, before=None if known is None else known.source_en)
    wrong = bool(reading.errors) or any(each.severity == "error" for each in findings)
    if not wrong:
        out.say("没有错误 no errors")
    return out.end(FINDINGS if wrong else DONE)


_WORDS: Final = {"added": "增加 added", "removed": "减少 removed", "changed": "改变 changed"}


def _shown(value: object) -> str:
    return "—" if value is None else str(value)


def _read(file: Path, codes: Codes, ledger: str | None) -> LedgerReading:
    """The ledger of a table, or of a message or receipt as the first channel that understands it reads it."""
    from baoguan.sheets import LEDGER_FILES, LedgerReading, read_ledger

    if file.suffix.lower() in LEDGER_FILES or not file.is_file():
        return read_ledger(file, codes=codes, ledger_no=ledger)
    found = read_by(file.name, file.read_bytes(), codes)
    document = None if found is None else found[1].document or found[1].described
    if not isinstance(document, Ledger):
        kind = "—" if found is None else found[1].kind
        raise UnusableInput(
            f"{file.name}（{kind}）里没有底账",
            f"{file.name} ({kind}) holds no ledger",
            remedy_zh="用页面导出的工作簿、CSV、JSON，或备案、变更的报文和回执",
            remedy_en="Use a workbook of the page, CSV, JSON, or a message or receipt of a filing or change",
        )
    if ledger is not None and document.ledger_no not in (None, ledger):
        raise UnusableInput(
            f"{file.name} 是底账 {document.ledger_no}，不是 {ledger}",
            f"{file.name} is of ledger {document.ledger_no}, not of {ledger}",
            remedy_zh="核对文件，或不写编号",
            remedy_en="Check the file, or leave the number out",
        )
    return LedgerReading(export=LedgerExport(ledger=attrs.evolve(document, ledger_no=document.ledger_no or ledger)))


def _findings(out: Out, reading: LedgerReading) -> None:
    number = reading.ledger.ledger_no
    told = (Told(finding=e.finding, document=number, cell=None if e.cell is None else str(e.cell)) for e in reading.located)
    out.findings(told)


def _put_reading(out: Out, file: Path, reading: LedgerReading) -> None:
    """What a file holds: counts, findings, and what was kept without being understood."""
    book = reading.ledger
    _findings(out, reading)
    out.say(f"{book.ledger_no or '—'}  {file}")
    _counts(out, reading.export)
    for sheet, heading, _ in reading.unmatched:
        out.say(f"  保留，未识别 kept, not understood: {sheet} {heading}")
    out.put(
        ledger=book.ledger_no,
        file=file,
        family=book.family,
        kept=reading.export.kept,
        unmatched=[{"sheet": sheet, "heading": heading, "column": column} for sheet, heading, column in reading.unmatched],
    )


def _counts(out: Out, export: LedgerExport) -> None:
    book = export.ledger
    counts = {"materials": len(book.materials), "products": len(book.products), "consumptions": len(book.consumptions)}
    out.say(
        f"  料件 materials {counts['materials']} · 成品 products {counts['products']} · "
        f"单损耗 consumptions {counts['consumptions']}"
    )
    out.put(**counts)


@command
def ledger_balance(
    ledger: str | None = None, /, *, book: Book = "rows", account: Account = None, config: Config = None, json: Json = False
) -> int:
    """各备案序号的增减：预增、预扣、实增、实扣、账面、可用；--book materials 为料件理论结余 · The counters of every row of a ledger, or what
    should be left of its materials; without a number, which ledgers there are."""
    from baoguan.broker.books import balances, ledgers

    out = Out(json)
    with open_broker(config) as broker:
        if ledger is None:
            known = ledgers(broker)
            for number in known:
                out.say(number)
            if not known:
                out.say("没有记过账的底账 nothing was posted yet")
            out.put(ledgers=known)
            return out.end()
        if book == "materials":
            return _materials(out, broker, ledger, account)
        found = balances(broker, ledger, account)
    for (row, item), b in sorted(found.items()):
        out.say(
            f"{row.value:8} {item:6}  期初 {b.opening:f} · 预增 {b.pre_increased:f} · 预扣 {b.pre_decreased:f} · "
            f"实增 {b.increased:f} · 实扣 {b.decreased:f} · "
            f"账面 book {b.book:f} · 可用 available {b.available:f}"
        )
    if not found:
        out.say(f"{ledger} 没有记账 nothing was posted")
    out.put(ledger=ledger, rows=[{"row": row, "item_no": item, **_told(b)} for (row, item), b in sorted(found.items())])
    return out.end(DONE if found else FINDINGS)


def _materials(out: Out, broker: Broker, ledger: str, account: str | None) -> int:
    """The material book; findings where it is not whole."""
    from baoguan.broker.material_book import material_book
    from baoguan.ledger.effects import TITLES

    told = material_book(broker, ledger, account)
    out.say(f"{ledger} 料件理论结余 theoretical balance of materials · 单耗 consumption: {told.source_zh}")
    for item, b in told.materials.items():
        moved = " · ".join(f"{TITLES[counter]} {quantity:+f}" for counter, quantity in b.counters.items())
        out.say(
            f"{item:6}  期初 {b.opening:f}{' · ' + moved if moved else ''} · 产品耗用 {b.consumed:.5f} · "
            f"应剩余 remaining {b.remaining:f}" + (f" · 边角料已处置 scrap out {b.scrap_out:f}" if b.scrap_out else "")
        )
    _incomplete(out, told.without)
    for row in told.unusable:
        out.say(f"  单耗第 {row.row} 行不能用 row {row.row} of consumption is not usable: {row.zh} {row.en}", "warning")
    if not told.materials:
        out.say(f"{ledger} 没有记账 nothing was posted")
    out.put(
        ledger=ledger,
        source=told.source_en,
        materials=[{"item_no": item, **_of_material(b)} for item, b in told.materials.items()],
        without=[{"product": product, "version": version} for product, version in told.without],
        unusable=told.unusable,
    )
    return out.end(DONE if told.materials and not told.without and not told.unusable else FINDINGS)


def _incomplete(out: Out, without: Sequence[tuple[int, str]]) -> None:
    for product, version in without:
        out.say(
            f"  成品 {product} 版本 {version} 没有单耗，其耗用未计 product {product} version {version} has no unit consumption: not counted",
            "warning",
        )


@command
def ledger_explain(
    ledger: str,
    item: int,
    /,
    *,
    row: Kind = "material",
    book: Book = "rows",
    account: Account = None,
    config: Config = None,
    json: Json = False,
) -> int:
    """一个备案序号的每一笔增减及依据；--book materials 为料件理论结余 · Every movement of a row of a ledger, or of the theoretical balance of
    a material, and why."""
    from baoguan.broker.books import explain_item
    from baoguan.broker.material_book import explain_material

    out = Out(json)
    if book == "materials" and row == "product":
        raise UnusableInput(
            "理论结余只算料件",
            "the theoretical balance is of materials only",
            remedy_zh="去掉 --row product 或 --book materials",
            remedy_en="Leave out --row product or --book materials",
        )
    with open_broker(config) as broker:
        if book == "materials":
            material = explain_material(broker, ledger, item, account)
            movements, balance = material.movements, _of_material(material.balance)
            _incomplete(out, material.without)
            out.put(without=[{"product": product, "version": version} for product, version in material.without])
        else:
            told = explain_item(broker, ledger, _ROWS[row], item, account)
            movements, balance = told.movements, _told(told.balance)
    for m in movements:
        _say_movement(out, m)
    if not movements:
        out.say(f"{ledger} {row} {item} 没有记账 nothing was posted")
    out.put(ledger=ledger, book=book, row=_ROWS[row], item_no=item, balance=balance, movements=movements)
    return out.end(DONE if movements else FINDINGS)


def _say_movement(out: Out, m: Movement) -> None:
    when = m.effective or m.at
    moved = f"边角料 scrap {m.scrap:+f}" if m.scrap is not None else f"{m.quantity:+f}"
    left = f"账面 {m.book:f} 可用 {m.available:f}" if m.available is not None else f"理论结余 {m.book:f}"
    through = "" if m.product is None else f"  成品 product {m.product} 版本 {m.version} 单耗 {m.rate:.9f}"
    out.say(f"{when:%Y-%m-%d %H:%M}  {moved}  {left}  {m.counter_zh} {m.counter} · {m.stage}{through}")
    mark = f"  [{m.mark}]" if m.mark not in ("official", "seen twice", "") else ""
    place = f"{m.list_no or m.document} 第 {m.lines} 行" if m.document else "导入的底账 imported ledger"
    out.say(f"    {place} · {m.source}: {m.cause}{' · ' + m.by if m.source in ('recorded', 'opening') else ''}{mark}")


def _told(balance: object) -> dict[str, object]:
    names = ("opening", "increased", "decreased", "pre_increased", "pre_decreased", "book", "available")
    return {name: getattr(balance, name) for name in names}


def _of_material(balance: MaterialBalance) -> dict[str, object]:
    return {
        "opening": balance.opening,
        "counters": dict(balance.counters),
        "consumed": balance.consumed.quantize(PLACES),
        "remaining": balance.remaining,
        "scrap_out": balance.scrap_out,
    }
