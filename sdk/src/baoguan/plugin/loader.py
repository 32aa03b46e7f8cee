"""Finding and loading plugins; a broken one is listed with its reason and disables nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Final, TypeVar

import attrs
import pluggy

from baoguan.errors import BaoguanError, ConfigurationError
from baoguan.plugin.specs import ChannelSpecs, PluginSpecs
from baoguan.plugin.types import Hold, SubmissionView

T = TypeVar("T")

CHANNELS: Final = "baoguan.channels"
PLUGINS: Final = "baoguan.plugins"
COMMANDS: Final = "baoguan.commands"


@attrs.frozen(kw_only=True)
class Listed:
    """An installed plugin as `plugins list` shows it; `broken` is the reason why it could not be loaded.

    `hooks` are those that it implements; of a channel those of an instance that touches nothing, to which a transport may add others.
    """

    name: str
    group: str
    distribution: str
    version: str
    target: str
    broken: str | None = None
    hooks: tuple[str, ...] = ()


def installed(group: str) -> tuple[EntryPoint, ...]:
    """Entry points of a group by name, without importing any."""
    return tuple(sorted(entry_points(group=group), key=lambda e: e.name))


def listed(entry: EntryPoint, broken: str | None = None) -> Listed:
    """An entry point for display."""
    dist = entry.dist
    return Listed(
        name=entry.name,
        group=entry.group,
        distribution=dist.name if dist else "",
        version=dist.version if dist else "",
        target=entry.value,
        broken=broken,
    )


def load_one(group: str, name: str) -> object:
    """Load one entry point by name. Raises ConfigurationError naming what is installed, or what broke."""
    found = next((e for e in installed(group) if e.name == name), None)
    if found is None:
        names = "、".join(e.name for e in installed(group)) or "无"
        raise ConfigurationError(
            f"没有安装 {name}（{group}），已安装：{names}",
            f"{name} ({group}) is not installed; installed: {names}",
            remedy_zh="安装提供它的包",
            remedy_en="Install the package that provides it",
        )
    try:
        return found.load()
    except Exception as error:
        raise ConfigurationError(
            f"插件 {name} 加载失败：{error!r}",
            f"plugin {name} cannot be loaded: {error!r}",
            remedy_zh="升级或卸载该插件",
            remedy_en="Upgrade or remove it",
        ) from error


class Plugins:
    """The plugins of one Broker: loaded ones, broken ones, and the manager of the plugin hooks."""

    def __init__(
        self,
        own: Mapping[str, object],
        required: Sequence[str] = (),
        *,
        discover: bool = True,
        disabled: Iterable[str] = (),
        settings: Mapping[str, Mapping[str, object]] | None = None,
        base: Path | None = None,
    ) -> None:
        self.manager = pluggy.PluginManager("baoguan")
        self.manager.add_hookspecs(PluginSpecs)
        self.manager.add_hookspecs(ChannelSpecs)
        self.loaded: dict[str, object] = {}
        self.broken: dict[str, str] = {}
        self.failing: dict[str, str] = {}
        """Listeners whose last event failed; told again next time."""
        self._required = tuple(required)
        self._settings = settings or {}
        self._base = base or Path.cwd()
        for name, plugin in own.items():
            self._add(name, lambda plugin=plugin: plugin)  # type: ignore[misc]
        if discover:
            skip = frozenset(disabled)
            for entry in installed(PLUGINS):
                if entry.name not in skip:
                    self._add(entry.name, entry.load)

    def _add(self, name: str, load: Callable[[], object]) -> None:
        try:
            plugin = load()
            if isinstance(plugin, type):
                plugin = plugin()
            self.manager.register(plugin, name)
        except Exception as error:  # noqa: BLE001  any failure of a plugin is its own, and is shown
            self._break(name, repr(error))
            return
        try:
            self.manager.check_pending()
            configure = getattr(plugin, "baoguan_configure", None)
            if configure is not None:
                configure(settings=self._settings.get(name, {}), base=self._base)
        except pluggy.PluginValidationError as error:
            self._break(name, str(error))
            return
        except Exception as error:  # noqa: BLE001  as above: a plugin that cannot be set up is broken, and is shown
            self._break(name, str(error) if isinstance(error, BaoguanError) else repr(error))
            return
        self.loaded[name] = plugin

    def unconfigured(self) -> tuple[str, ...]:
        """Names of tables `[plugins.NAME]` that no installed plugin has."""
        return tuple(name for name in self._settings if name not in self.loaded and name not in self.broken)

    def _break(self, name: str, reason: str) -> None:
        self.broken[name] = reason
        if self.manager.has_plugin(name):
            self.manager.unregister(name=name)

    def missing_required(self) -> tuple[str, ...]:
        """Required plugins that are broken or absent; while there is one, nothing is sent."""
        return tuple(n for n in self._required if n not in self.loaded or n in self.broken)

    def gather(self, hook: str, expected: type[T], **arguments: object) -> list[T]:
        """Call a hook of every plugin and flatten the answers; a plugin that raises, or answers with something else, is broken."""
        out: list[T] = []
        for impl in reversed(getattr(self.manager.hook, hook).get_hookimpls()):
            if impl.hookwrapper or impl.wrapper:
                continue
            try:
                answer = impl.function(**{k: v for k, v in arguments.items() if k in impl.argnames})
            except BaoguanError:
                raise
            except Exception as error:  # noqa: BLE001
                self.broken[impl.plugin_name] = repr(error)
                continue
            rows = list(answer or ())
            wrong = [r for r in rows if not isinstance(r, expected)]
            if wrong:
                self.broken[impl.plugin_name] = f"{hook} must give {expected.__name__}, gave {wrong[0]!r}"
                continue
            out.extend(rows)
        return out

    def ask_gates(self, submission: SubmissionView) -> list[Hold]:
        """Ask every gate. One that fails, or answers with something that is no Hold, holds: a gate never opens by accident."""
        holds = []
        for impl in self.manager.hook.baoguan_gate.get_hookimpls():
            if impl.hookwrapper or impl.wrapper:
                continue
            try:
                answer = impl.function(submission=submission)
            except Exception as error:  # noqa: BLE001  whatever it is, nothing leaves past a gate that cannot decide
                answer = repr(error)
            if answer is None:
                continue
            if not isinstance(answer, Hold):
                self.broken[impl.plugin_name] = f"baoguan_gate: {answer}"
                answer = Hold(
                    reason_zh=f"插件 {impl.plugin_name} 的放行检查出错：{answer}",
                    reason_en=f"the gate of plugin {impl.plugin_name} failed: {answer}",
                )
            holds.append(answer)
        return holds

    def wrappers(self) -> list[tuple[str, object]]:
        """Plugins that wrap channel hooks, to be registered around every opened account."""
        names = {n for n in dir(ChannelSpecs) if n.startswith("baoguan_")}
        return [(name, p) for name, p in self.loaded.items() if any(hasattr(p, n) for n in names)]
