"""The plugin interface, version 1: it grows only, every hook is documented, and every hook is exercised by these tests."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path

import attrs
import pytest

from baoguan import Finding
from baoguan.plugin import (
    API,
    Acknowledgement,
    Arrived,
    Cancelled,
    ChannelContext,
    ChannelInfo,
    ChannelSpecs,
    Diagnosis,
    DocumentKind,
    Event,
    Evidence,
    Guard,
    Hold,
    Identity,
    Inquiry,
    Level,
    Lifecycle,
    Limits,
    Message,
    MessageType,
    NotArrived,
    Outcome,
    Parcel,
    Part,
    PluginSpecs,
    Polling,
    Profile,
    RawReceipt,
    ReadFile,
    Receipt,
    Staged,
    State,
    SubmissionView,
    Support,
    Transition,
    Unknown,
    Verb,
)

HERE = Path(__file__).parent
GOLDEN = HERE / "api.txt"
SPECS = (ChannelSpecs, PluginSpecs)
GIVEN_OR_HANDED_BACK: tuple[type, ...] = (
    Acknowledgement,
    Arrived,
    ChannelContext,
    ChannelInfo,
    Diagnosis,
    DocumentKind,
    Event,
    Finding,
    Guard,
    Hold,
    Identity,
    Inquiry,
    Lifecycle,
    Limits,
    Message,
    MessageType,
    NotArrived,
    Parcel,
    Part,
    Polling,
    Profile,
    RawReceipt,
    ReadFile,
    Receipt,
    Staged,
    State,
    SubmissionView,
    Support,
    Transition,
    Unknown,
)
WORDS = (Cancelled, Evidence, Level, Outcome, Verb)


def hooks() -> Iterator[tuple[type, str, object]]:
    for spec in SPECS:
        for name, function in vars(spec).items():
            if name.startswith("baoguan_"):
                yield spec, name, function


def described() -> Iterator[str]:
    """The interface, one fact a line: hooks with their arguments, classes with their fields (optional ones marked), words."""
    for spec, name, function in hooks():
        options = getattr(function, "baoguan_spec")  # noqa: B009
        arguments = [str(p) for p in inspect.signature(function).parameters.values() if p.name != "self"]  # type: ignore[arg-type]
        answer = inspect.signature(function).return_annotation  # type: ignore[arg-type]
        first = " first result" if options["firstresult"] else ""
        yield f"{spec.__name__}.{name}({', '.join(arguments)}) -> {answer}{first}"
    for cls in GIVEN_OR_HANDED_BACK:
        for field in attrs.fields(cls):
            optional = " = optional" if field.default is not attrs.NOTHING else ""
            yield f"{cls.__name__}.{field.name}: {cls.__annotations__[field.name]}{optional}"
    for words in WORDS:
        yield from (f"{words.__name__}.{word.name}" for word in words)


def golden() -> list[str]:
    return GOLDEN.read_text(encoding="utf-8").splitlines()


def test_nothing_of_version_1_is_gone_or_changed() -> None:
    assert API == 1
    gone = [line for line in golden() if line not in set(described())]
    assert not gone, "plugins written for version 1 would break"


def test_what_is_new_is_written_down() -> None:
    new = [line for line in described() if line not in set(golden())]
    assert not new, f"add these lines to {GOLDEN.name}; what was added to a class must be optional"


def test_what_hooks_are_given_may_not_become_optional_unnoticed() -> None:
    """The golden file names each fact once, so that a changed line cannot hide behind its old twin."""
    names = [line.partition("(")[0].partition(":")[0] for line in golden()]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("name", [name for _, name, _ in hooks()])
def test_every_hook_is_documented_and_exercised(name: str) -> None:
    function = next(f for _, n, f in hooks() if n == name)
    assert (inspect.getdoc(function) or "").strip(), f"{name} has no documentation"
    written = [*HERE.glob("*.py"), *(HERE.parents[1] / "examples").glob("*/src/**/*.py")]
    tests = "".join(p.read_text(encoding="utf-8") for p in written)
    assert f"def {name}(" in tests, f"no test implements {name}"


def test_every_answer_of_a_hook_is_described() -> None:
    described_classes = {cls.__name__ for cls in GIVEN_OR_HANDED_BACK} | {cls.__name__ for cls in WORDS}
    elsewhere = {"bool", "None", "Sequence", "object", "Reconciliation", "CodeList", "RulePack", "str", "int", "Path", ""}
    elsewhere |= {"Mapping", "Mapping,", "str,", "Act", "Effect"}
    for _, name, function in hooks():
        signature = inspect.signature(function)  # type: ignore[arg-type]
        said = [str(signature.return_annotation), *(str(p.annotation) for p in signature.parameters.values() if p.name != "self")]
        words = " ".join(said).replace("[", " ").replace("]", " ").replace("|", " ").split()
        assert set(words) <= described_classes | elsewhere, name
