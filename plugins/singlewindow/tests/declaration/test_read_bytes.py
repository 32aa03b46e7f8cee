"""DecMessage from bytes: the quick way and the tree give the same declaration, or the same refusal."""

from __future__ import annotations

from collections.abc import Callable

import attrs
import pytest
from hypothesis import HealthCheck, given, settings

from baoguan import CustomsDeclaration
from baoguan.plugin import DecodeError, parse_xml
from baoguan.rules.declaration.sample import sample
from baoguan_singlewindow.declaration import message
from baoguan_singlewindow.declaration.message import DeclarationReader
from plugins.singlewindow.tests.declaration.golden_declarations import SAMPLES, golden
from plugins.singlewindow.tests.declaration.papers import account, encoded
from plugins.singlewindow.tests.messages import CODES
from tests.wire.spoiling import spoiled

READER = DeclarationReader(CODES)


def said(read: Callable[[], CustomsDeclaration]) -> str:
    """The declaration, or what is said instead of it."""
    try:
        return repr(read())
    except DecodeError as error:
        return f"{error.zh} {error.en}"


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_is_read_alike(name: str) -> None:
    written = encoded(SAMPLES[name].document, account(edition=SAMPLES[name].edition), files=SAMPLES[name].files)
    for content in (written, golden(name), golden(name).replace(b"<IEFlag>I", b"<IEFlag>E")):
        assert repr(READER.read_bytes(content)) == repr(READER.read(parse_xml(content)))


@pytest.mark.parametrize("direction", ["I", "E", None])
def test_a_message_that_is_ours_needs_no_tree(direction: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    content = encoded(attrs.evolve(sample(), direction=direction))
    expected = READER.read(parse_xml(content))
    monkeypatch.setattr(message, "parse_xml", None)
    assert repr(READER.read_bytes(content)) == repr(expected)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(spoiled(encoded(sample()).decode()))
def test_a_spoiled_message_is_read_or_refused_alike(text: str) -> None:
    content = text.encode()
    assert said(lambda: READER.read_bytes(content)) == said(lambda: READER.read(parse_xml(content)))
