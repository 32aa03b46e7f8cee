"""A broken plugin is listed with its reason and disables nothing else, unless it is required: then nothing is sent."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import EntryPoint
from pathlib import Path

import attrs
import pytest

from baoguan import ConfigurationError
from baoguan.plugin import PLUGINS, Code, CodeList, Codes, Plugins, hookimpl, load_one, loader
from tests.plugin.scripted import Far, Scripted, context, open_broker
from tests.support.lists import inventory


class Good:
    """Listens."""

    def __init__(self) -> None:
        self.told: list[str] = []

    @hookimpl
    def baoguan_event(self, event: object) -> None:
        self.told.append(event.kind)  # type: ignore[attr-defined]


class Misspelt:
    """Has one good hook and one that no specification knows."""

    @hookimpl
    def baoguan_event(self, event: object) -> None:
        raise AssertionError("never told")

    @hookimpl
    def baoguan_evnt(self, event: object) -> None:
        """Nobody calls this."""


class WrongArguments:
    """Wants what the hook does not give."""

    @hookimpl
    def baoguan_event(self, happening: object) -> None:
        """Nobody calls this."""


class RulesFail:
    """Loads, and fails when asked."""

    @hookimpl
    def baoguan_rules(self) -> list[object]:
        raise RuntimeError("no rules today")


class RulesOfTheWrongType:
    """Loads, and answers with something else."""

    @hookimpl
    def baoguan_rules(self) -> list[object]:
        return ["a rule"]


@pytest.fixture
def entries(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three installed plugins, of which two cannot be loaded."""
    found = (
        EntryPoint(name="absent", group=PLUGINS, value="no_such_module:plugin"),
        EntryPoint(name="good", group=PLUGINS, value="tests.plugin.test_loading:Good"),
        EntryPoint(name="no-attribute", group=PLUGINS, value="tests.plugin.test_loading:no_such_name"),
    )
    monkeypatch.setattr(loader, "entry_points", lambda group: [e for e in found if e.group == group])


@pytest.mark.usefixtures("entries")
def test_an_installed_plugin_that_cannot_be_imported_harms_nothing_else(tmp_path: Path) -> None:
    with open_broker(tmp_path, Far()) as broker:
        assert set(broker.plugins.loaded) == {"good"}
        assert "no_such_module" in broker.plugins.broken["absent"]
        assert "no_such_name" in broker.plugins.broken["no-attribute"]
        broker.submit(inventory())
        assert broker.run_once().sent == 1
        good = broker.plugins.loaded["good"]
        assert isinstance(good, Good)
        assert "submission" in good.told


@pytest.mark.usefixtures("entries")
def test_a_disabled_plugin_is_not_loaded() -> None:
    plugins = Plugins({}, disabled=["absent"])
    assert set(plugins.broken) == {"no-attribute"}


@pytest.mark.usefixtures("entries")
@pytest.mark.parametrize("name", ["absent", "not-installed"])
def test_without_a_required_plugin_nothing_is_sent(name: str, tmp_path: Path) -> None:
    far = Far()
    with open_broker(tmp_path, far, plugins={"required": [name, "good"]}) as broker:
        for act in (lambda: broker.submit(inventory()), broker.run_once):
            with pytest.raises(ConfigurationError, match=name) as caught:
                act()
            assert caught.value.zh
            assert caught.value.remedy_zh
    assert far.sent == []


@pytest.mark.parametrize("plugin", [RulesFail(), RulesOfTheWrongType()], ids=["raises", "wrong type"])
def test_a_required_plugin_that_fails_when_asked_counts_as_missing(plugin: object, tmp_path: Path) -> None:
    far = Far()
    broker = open_broker(tmp_path, far, own={"house-rules": plugin}, plugins={"required": ["house-rules"]})
    with broker, pytest.raises(ConfigurationError, match="house-rules"):
        broker.submit(inventory())
    assert far.sent == []


@pytest.mark.parametrize("plugin", [RulesFail(), RulesOfTheWrongType()], ids=["raises", "wrong type"])
def test_a_plugin_that_fails_when_asked_is_shown_and_harms_nothing_else(plugin: object, tmp_path: Path) -> None:
    with open_broker(tmp_path, Far(), own={"house-rules": plugin, "good": Good()}) as broker:
        assert set(broker.plugins.broken) == {"house-rules"}
        broker.submit(inventory())
        assert broker.run_once().sent == 1


@pytest.mark.parametrize(
    ("plugin", "named"),
    [(Misspelt, "baoguan_evnt"), (Misspelt(), "baoguan_evnt"), (WrongArguments(), "happening")],
    ids=["misspelt class", "misspelt", "wrong arguments"],
)
def test_a_hook_that_no_specification_knows_makes_the_plugin_broken(plugin: object, named: str) -> None:
    plugins = Plugins({"bad": plugin, "good": Good()}, discover=False)
    assert named in plugins.broken["bad"]
    assert not plugins.manager.has_plugin("bad")
    assert set(plugins.loaded) == {"good"}


def test_a_plugin_class_that_cannot_be_made_is_broken() -> None:
    class Failing:
        def __init__(self) -> None:
            raise RuntimeError("cannot be made")

    assert "cannot be made" in Plugins({"bad": Failing}, discover=False).broken["bad"]


def test_a_channel_with_a_misspelt_hook_is_refused_by_name(tmp_path: Path) -> None:
    class Typo(Scripted):
        @hookimpl
        def baoguan_recepts(self, limit: int) -> list[object]:
            return []

    with pytest.raises(ConfigurationError, match="baoguan_recepts"):
        open_broker(tmp_path, Far(), channel=Typo(Far()))


@pytest.mark.parametrize("opened", [KeyError("root"), TypeError("unexpected keyword")])
def test_a_channel_that_fails_to_open_is_named_with_its_account(opened: Exception, tmp_path: Path) -> None:
    class Failing(Scripted):
        def open(self, settings: object, context: object) -> Scripted:
            raise opened

    with pytest.raises(ConfigurationError, match="account s "):
        open_broker(tmp_path, Far(), channel=Failing(Far()))


def test_a_channel_that_is_not_installed_is_named_with_what_is() -> None:
    with pytest.raises(ConfigurationError, match="singlewindow") as caught:
        load_one("baoguan.channels", "carrier-pigeon")
    assert "carrier-pigeon" in caught.value.zh


def test_the_accounts_opened_so_far_are_closed_when_one_fails(tmp_path: Path) -> None:
    first = Scripted(Far())
    accounts = {"a": {"channel": "scripted"}, "b": {"channel": "no-such-channel"}}
    with pytest.raises(ConfigurationError):
        open_broker(tmp_path, Far(), channel=first, accounts=accounts)
    assert first.closed


def test_a_context_is_frozen(tmp_path: Path) -> None:
    with pytest.raises(AttributeError):
        context(tmp_path).account = "other"  # type: ignore[misc]


class Configured:
    """A plugin with settings."""

    def __init__(self) -> None:
        self.settings: Mapping[str, object] = {}

    @hookimpl
    def baoguan_configure(self, settings: Mapping[str, object], base: Path) -> None:
        if "wrong" in settings:
            raise ConfigurationError("设置有误", "wrong is wrong")
        self.settings = {**settings, "base": base}


def test_a_plugin_gets_the_table_of_its_name_before_anything_else(tmp_path: Path) -> None:
    plugin = Configured()
    with open_broker(tmp_path, Far(), own={"mine": plugin}, plugins={"mine": {"limit": 5}}):
        assert plugin.settings == {"limit": 5, "base": tmp_path}


def test_a_plugin_that_cannot_use_its_settings_is_broken_with_its_own_words(tmp_path: Path) -> None:
    with open_broker(tmp_path, Far(), own={"mine": Configured()}, plugins={"mine": {"wrong": 1}}) as broker:
        assert "wrong is wrong" in broker.plugins.broken["mine"]
        assert "mine" not in broker.plugins.loaded


class Units:
    """A plugin that knows a unit more."""

    @hookimpl
    def baoguan_codes(self) -> list[CodeList]:
        units = Codes.builtin()["unit"]
        return [attrs.evolve(units, codes=(*units.codes, Code(code="zz9", name_zh="示例单位")))]


def test_code_lists_of_a_plugin_take_the_place_of_the_built_in_ones(tmp_path: Path) -> None:
    with open_broker(tmp_path, Far(), own={"units": Units()}) as broker:
        assert broker.codes["unit"].get("zz9") is not None
    with open_broker(tmp_path, Far()) as broker:
        assert broker.codes["unit"].get("zz9") is None
