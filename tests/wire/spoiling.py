"""Markup spoiled between its tags: what a reader that takes short cuts must not fall for."""

from __future__ import annotations

import re
from typing import Final

from hypothesis import strategies as st

FRAGMENTS: Final = (
    *(
        "x",
        " ",
        "\n",
        "\t",
        "\r\n",
        "\u3000",
        "\x01",
        "\x7f",
        "\ufffe",
        "\U0001ffff",
        "&amp;",
        "&lt;",
        "&#13;",
        "&x;",
        "007",
        "1.50",
    ),
    *("<", ">", "/", "<>", "</>", "]]>", "<!-- x -->", "<![CDATA[x]]>", "<![CDATA[<Word>]]>", "<?p?>", "<!DOCTYPE a>"),
    *("<New>1</New>", "<New/>", "<Word/>", "<Word>", "</Word>", "<Word >y</Word>", "<Word k='v'>y</Word>", "<n:Word>y</n:Word>"),
    *(
        "<Word>y</Word>",
        "<Word xmlns='u'>y</Word>",
        "<Head>",
        "</Head>",
        "<Head></Head>",
        "</Load>",
        "<Seal></Seal>",
        "<Boxes></Boxes>",
    ),
)


VALUES: Final = (
    "x",
    " x\n",
    " ",
    "",
    "007",
    "1.50",
    "-1",
    "1e5",
    "20260105",
    "2026-01-05",
    "\u3000",
    "字" * 30,
    "]]",
    "/Head",
    "\x7f",
    "\U0001ffff",
)
"""Texts that any element can hold."""


@st.composite
def spoiled(draw: st.DrawFn, markup: str) -> str:
    """The markup, as it is or with other values, or some of its tags and texts dropped, repeated, moved, or followed by a fragment."""
    pieces = [piece for piece in re.split(r"(?<=>)|(?=<)", markup) if piece]
    for _ in range(draw(st.integers(0, 3))):
        if not pieces:
            break
        place = draw(st.integers(0, len(pieces) - 1))
        how = draw(st.sampled_from(("value", "value", "value", "leaf", "put", "drop", "repeat", "move")))
        if how in ("value", "leaf"):
            leaves = [n for n in range(len(pieces) - 1) if pieces[n + 1] == pieces[n].replace("<", "</", 1)]
            leaves += [n for n in range(len(pieces) - 2) if pieces[n + 2] == pieces[n].replace("<", "</", 1)]
            leaf = draw(st.sampled_from(leaves)) if leaves else 0
            if how == "value":
                pieces.insert(leaf + 1, draw(st.sampled_from(VALUES)))
            else:
                # Without, or with twice, a whole element.
                width = 2 if pieces[leaf + 1].startswith("</") else 3
                pieces[leaf : leaf + width] = pieces[leaf : leaf + width] * draw(st.sampled_from((0, 2)))
        elif how == "put":
            pieces.insert(place, draw(st.sampled_from(FRAGMENTS)))
        elif how == "repeat":
            pieces.insert(place, pieces[place])
        elif len(pieces) > 1:
            piece = pieces.pop(place)
            if how == "move":
                pieces.insert(draw(st.integers(0, len(pieces))), piece)
    return "".join(pieces)
