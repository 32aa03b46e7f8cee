"""Hypothesis strategies of declarations as strangers write them: any order, any nesting, odd texts, sections twice, elements nobody knows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import attrs
from hypothesis import strategies as st

from baoguan_singlewindow.declaration.editions import ALL, Table
from baoguan_singlewindow.declaration.message import IMPORT
from plugins.singlewindow.tests.declaration.papers import NAMESPACE


@attrs.frozen
class Node:
    """An element that will be written: its content is markup or children, with text between them."""

    name: str
    content: str | tuple[Node | str, ...] = ""
    attributes: str = ""

    def markup(self, prefix: str = "") -> str:
        """The element as XML."""
        inside = (
            self.content
            if isinstance(self.content, str)
            else "".join(c if isinstance(c, str) else c.markup(prefix) for c in self.content)
        )
        return f"<{prefix}{self.name}{self.attributes}>{inside}</{prefix}{self.name}>"


ODD: Final = (
    *("1", "0", "007", "-0", "1.50000", ".5", "5.", "1e5", "1E-7", "NaN", "1,000", "9" * 45, "１２", "abc", "0.00"),
    *("20260603", "2026-06-03", "2018-07-03 00-00-00", "2026-06-03T10:00:00", "00000000", "20260230", "明天"),
    *("142", "502", "CHN", "chn", "ZZZ", "110", "USD", "1234", "CHN000", "4403", "I", "E", "G", "C", "\u3000", "\u00a0x"),
    *(
        "a&amp;b &lt;c&gt;",
        "<![CDATA[<14>I2017-1]]>",
        "<![CDATA[a]]>b<![CDATA[c]]>",
        "<![CDATA[]]>",
        "两行\n一个值",
        "tab\there",
        "回车&#13;符",
    ),
    *(
        "集成电路",
        "长" * 300,
        "4|3|示例|无",
        "  ",
        "  5",
        "ML1000",
        "1 0",
        " 甲 ",
        "\n",
        "<!-- x -->",
        "甲<!-- x -->乙",
        "]]&gt;",
        "\"'",
    ),
    *("E20190000357086783", "DEMO-I-0001", "12345678901234567890123", "名" * 3),
)


def texts() -> st.SearchStrategy[str]:
    """Markup of a leaf."""
    return st.sampled_from(ODD)


def attributes() -> st.SearchStrategy[str]:
    """Attributes that senders add."""
    return st.sampled_from(("", "", "", ' xml:space="preserve"', ' id="1"', ' a="&lt;&quot;"'))


def strangers() -> st.SearchStrategy[Node]:
    """Elements that no table knows, or that it knows elsewhere."""
    names = st.sampled_from(
        ("NewThing", "Rmk2", "GNo", "GName", "SeqNo", "IEFlag", "DecHead", "DecList", "DecLists", "Sign", "EdocID")
    )
    leaf = st.builds(Node, names, texts(), attributes())
    return st.recursive(
        leaf, lambda inner: st.builds(Node, names, st.lists(inner | texts(), max_size=3).map(tuple), attributes()), max_leaves=4
    )


@st.composite
def filled(draw: st.DrawFn, table: Table, depth: int = 0) -> Node:
    """An element of a table with some of its elements in any order, some twice, some that nobody knows, and what it nests."""
    record = table.of(ALL)
    names = [e.name for e in record.elements]
    chosen = draw(st.lists(st.sampled_from(names), max_size=6)) if names else []
    children: list[Node | str] = [Node(name, draw(texts()), draw(attributes())) for name in chosen]
    if draw(st.integers(0, 5)) == 0 and names:
        children.append(draw(st.builds(Node, st.sampled_from(names), st.lists(strangers(), max_size=2).map(tuple))))
    children += draw(st.lists(strangers(), max_size=1))
    some = (
        [draw(st.sampled_from(table.inside)) for _ in range(draw(st.integers(0, 6 if depth == 0 else 2)))] if table.inside else []
    )
    for each in some:
        inner = [draw(filled(each.table, depth + 1)) for _ in range(draw(st.integers(0, 2)) if each.wrapper else 1)]
        if each.wrapper:
            added = draw(st.lists(strangers() | st.sampled_from(("字", "\n")), max_size=1))
            children.append(Node(each.wrapper, tuple(draw(st.permutations([*inner, *added]))), draw(attributes())))
        else:
            children += inner
    if draw(st.integers(0, 9)) == 0:
        children.append(draw(st.sampled_from(("散落的字", " \n ", "&amp;"))))
    return Node(table.tag, tuple(draw(st.permutations(children))), draw(attributes()))


@st.composite
def messages(draw: st.DrawFn) -> str:
    """The text of a whole message, with a head, in some namespace or none."""
    top = draw(filled(IMPORT))
    head = draw(filled(IMPORT.inside[0].table))
    assert isinstance(top.content, tuple)
    content: Sequence[Node | str] = draw(st.permutations([*top.content, head]))
    prefix = draw(st.sampled_from(("", "", "dec:")))
    name = draw(st.sampled_from((NAMESPACE, NAMESPACE + "/dec_3_1", "")))
    if prefix and not name:
        prefix = ""
    space = f' xmlns{":dec" if prefix else ""}="{name}"' if name else ""
    version = draw(st.sampled_from((' Version="4.9.7"', ' version="3.1"', "", ' Version="&lt;&quot;&amp;"', ' Version=""')))
    return Node(top.name, tuple(content), space + version).markup(prefix)
