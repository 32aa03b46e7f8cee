"""When a container must say which goods lie in it (集装箱商品项号关系): by announcement 127 for restricted and inspected goods of a summary, for
every container by one field list alone."""

from __future__ import annotations

import pytest

from baoguan.errors import Finding
from baoguan.rules.declaration import DECLARATION_RULES
from baoguan.rules.declaration.sample import sample
from baoguan.rules.samples import changed, context_for

LACKING = {"containers[0].goods_lines": None}


def said(document_type: str | None) -> dict[str, Finding]:
    document = changed(sample(), {**LACKING, "document_type": document_type})
    return {f.rule: f for f in DECLARATION_RULES.check(document, context_for({})) if f.path.startswith("containers")}


@pytest.mark.parametrize("document_type", [None, "  1000", "  1001", "  5", "  6", "CL"])
def test_one_field_list_asks_for_it_of_every_container_and_is_no_more_than_a_warning(document_type: str | None) -> None:
    found = said(document_type)
    assert set(found) == {"row.required:containers.goods_lines"}
    (finding,) = found.values()
    assert (finding.severity, finding.mark, finding.path) == ("warning", "seen once", "containers[1].goods_lines")


@pytest.mark.parametrize(("document_type", "item"), [("  11", "container_goods"), ("  101", "inspected_container_goods")])
def test_a_summary_of_restricted_or_inspected_goods_lacks_an_item_without_it(document_type: str, item: str) -> None:
    finding = said(document_type)[f"summary.item:{item}"]
    assert (finding.severity, finding.mark) == ("error", "official")
    assert "127" in finding.source
    assert not {r for r in said(document_type) if r.startswith("summary.item:")} - {f"summary.item:{item}"}


def test_goods_in_no_container_need_no_relation() -> None:
    document = changed(sample(), {"containers": (), "document_type": "  111"})
    assert not [f for f in DECLARATION_RULES.check(document, context_for({})) if "container" in f.rule]
