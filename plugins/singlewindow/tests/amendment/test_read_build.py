"""What `read` takes from any amendment, `build` gives back: every value, known or not, odd or not, in any order."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from baoguan_singlewindow.amendment.tables import MESSAGE
from plugins.singlewindow.tests.amendment.papers import rebuilt
from plugins.singlewindow.tests.declaration.papers import values
from plugins.singlewindow.tests.test_dxp import wrapped

_RELAXED = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])

_TEXT = st.text(st.sampled_from("01aZ 海关<&>\"'|.-+é　"), min_size=0, max_size=12).map(str.strip)
_VALUES = st.one_of(_TEXT, st.sampled_from(["007", "1.50", "20260603", "abc", "+5", "9" * 40, "N/A"]))
_STRANGE = st.sampled_from(["Strange", "NodeX", "OldName2"])


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _elements(names: tuple[str, ...]) -> st.SearchStrategy[str]:
    one = st.tuples(st.one_of(st.sampled_from(names), _STRANGE), _VALUES).map(lambda p: f"<{p[0]}>{_escaped(p[1])}</{p[0]}>")
    return st.lists(one, max_size=8).map("".join)


def _names(tag: str) -> tuple[str, ...]:
    record = next(n.record for n in MESSAGE.nested if n.record.tag == tag)
    return tuple(e.name for e in record.elements)


_ROWS = _elements(("GNo", "ListType")).map(lambda t: f"<List>{t}</List>")
_ITEMS = st.lists(
    st.tuples(_elements(_names("Item")), st.one_of(st.just(""), _ROWS)).map(lambda p: f"<Item>{p[0]}{p[1]}</Item>"), max_size=4
).map(lambda rows: f"<Items>{''.join(rows)}</Items>")
_FILES = _elements(_names("EdocsRealation")).map(lambda t: f"<EdocsRealation>{t}</EdocsRealation>")
_ANSWER = _elements(_names("CopAffirmData")).map(lambda t: f"<CopAffirmData>{t}</CopAffirmData>")
_HEAD = _elements(tuple(e.name for e in MESSAGE.elements))


@st.composite
def messages(draw: st.DrawFn) -> str:
    """A message of known and strange elements in any order."""
    parts = [draw(_HEAD), draw(_ITEMS), *draw(st.lists(_FILES, max_size=2)), draw(st.one_of(st.just(""), _ANSWER))]
    space = draw(st.sampled_from([' xmlns="http://www.chinaport.gov.cn/dec"', ""]))
    return f"<DecModMessage{space}>{''.join(draw(st.permutations(parts)))}</DecModMessage>"


def conserved(content: bytes, plain: bytes | None = None) -> None:
    """Assert that nothing was lost or added between reading and building, and that building again changes nothing."""
    after = rebuilt(content)
    assert values(after) == values(plain or content)
    assert values(rebuilt(after)) == values(after)


@_RELAXED
@given(messages())
def test_any_amendment_comes_back(text: str) -> None:
    conserved(text.encode())


@settings(_RELAXED, max_examples=20)
@given(messages())
def test_an_amendment_comes_back_out_of_the_envelope_of_the_platform(text: str) -> None:
    conserved(wrapped(text.encode()), text.encode())
