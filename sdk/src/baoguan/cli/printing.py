"""print: a document of the journal, or of a file, as a page to print."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import attrs
from cyclopts import Parameter

from baoguan.broker import Broker
from baoguan.cli.common import Account, Config, Json, code_store, kinds_of, open_broker, ref_of
from baoguan.cli.inputs import Loaded, load
from baoguan.cli.output import DONE, FINDINGS, Out, Told, command
from baoguan.cli.prepare import Kind, Map
from baoguan.clock import now
from baoguan.codes import Codes
from baoguan.documents import DocumentKinds
from baoguan.errors import UnusableInput
from baoguan.model.fields import terms

if TYPE_CHECKING:
    from baoguan.printing import Mark, Sheet


@command
def print(  # noqa: A001  the name of the command
    ref_or_file: str,
    /,
    *,
    output: Annotated[Path, Parameter(name=["--output", "-o"], help="目标文件 .html · file")],
    account: Account = None,
    map: Map = None,
    kind: Kind = None,
    config: Config = None,
    json: Json = False,
) -> int:
    """打印单证（REF 或文件）为 HTML，放行前为草稿 · Print a document (REF or file) as HTML, a draft until it is released."""
    from baoguan.printing import DRAFT, print_view

    out = Out(json)
    path = Path(ref_or_file)
    mark: Mark | None = DRAFT
    if path.is_file():
        if output.exists() and output.samefile(path):
            raise UnusableInput(
                f"结果不能写到原文件 {path} 上",
                f"the page cannot be written over its source {path}",
                remedy_zh="另给一个文件名",
                remedy_en="Give another name",
            )
        store, kinds = code_store(config), kinds_of(config)
        codes = store.codes() if store is not None else Codes.builtin()
        loaded = load(path, codes, kinds, map, kind)
        sheets, notes = _of_file(loaded, kinds), [f"文件 file: {path.name}"]
        found = loaded.reading.located() if loaded.reading is not None else ()
        told = [Told(finding=each, cell=str(cell) if cell is not None else None) for _, cell, each in found]
    else:
        with open_broker(config) as broker:
            codes, told = broker.codes, []
            sheets, mark, notes = _of_journal(broker, ref_of(broker, ref_or_file, account), account)
    notes.append(f"打印 printed: {now():%Y-%m-%d %H:%M}")
    output.write_text(print_view(sheets, codes=codes, mark=mark, notes=notes), encoding="utf-8")
    out.findings(told)
    draft = f"  {mark.zh} {mark.en}" if mark is not None else ""
    out.say(f"{output}  {len(sheets)} 份 documents{draft}")
    out.put(file=output, documents=len(sheets), mark=mark.en.lower() if mark is not None else None)
    return out.end(FINDINGS if any(each.finding.severity == "error" for each in told) else DONE)


def _of_file(loaded: Loaded, kinds: DocumentKinds) -> list[Sheet]:
    from baoguan.printing import Sheet

    return [Sheet(document=document, kind=kinds.of(document)) for document in loaded.documents]


def _of_journal(broker: Broker, ref: str, account: str | None) -> tuple[list[Sheet], Mark | None, list[str]]:
    from baoguan.printing import Sheet, mark_of

    status = broker.status(ref, account)[0]
    kind, document = broker.kinds[status.kind], broker.document(ref, account)
    model: type = kind.model
    known = terms(model)
    given = {name: value for name, value in status.numbers.items() if name in known and not getattr(document, name)}
    sheet = Sheet(document=_with(document, given), kind=kind, facts=status.standing.facts)
    notes = [f"环境 environment: {status.environment}/{status.account}", f"状态 state: {status.state_zh} · {status.state_en}"]
    return [sheet], mark_of(kind.lifecycle, status.state), notes


def _with(document: object, numbers: Mapping[str, str]) -> object:
    """The document with numbers that only the journal knows so far."""
    evolve: Callable[..., object] = attrs.evolve
    return evolve(document, **numbers)
