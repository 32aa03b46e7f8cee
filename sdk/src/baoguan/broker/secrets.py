"""Where credentials come from: an environment variable, a file, or the system's keyring; never the journal or a log."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from baoguan.errors import ConfigurationError
from baoguan.model.secret import Secret


def resolve(settings: Mapping[str, object], base: Path, where: str) -> dict[str, object]:
    """Settings in which every `{ env = "NAME" }`, `{ file = "PATH" }` and `{ keyring = "service/user" }` is the secret it names.

    Raises ConfigurationError that says what is missing and where it was looked for.
    """
    return {key: _resolved(value, base, f"{where}.{key}") for key, value in settings.items()}


def _resolved(value: object, base: Path, where: str) -> object:
    if isinstance(value, list):
        return [_resolved(item, base, f"{where}[{n}]") for n, item in enumerate(value, 1)]
    if not isinstance(value, Mapping):
        return value
    if len(value) == 1:
        (source, name), *_ = value.items()
        find = _SOURCES.get(str(source))
        if find is not None and isinstance(name, str):
            return find(name, base, where)
    return {key: _resolved(item, base, f"{where}.{key}") for key, item in value.items()}


def _from_environment(name: str, base: Path, where: str) -> Secret:
    del base
    found = os.environ.get(name)
    if not found:
        raise _missing(where, f"环境变量 {name}", f"the environment variable {name}")
    return Secret(found, origin=f"environment variable {name}")


def _from_file(name: str, base: Path, where: str) -> Secret:
    try:
        found = (base / name).read_text(encoding="utf-8-sig").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise _missing(where, f"文件 {base / name}（{error}）", f"the file {base / name} ({error})") from error
    if not found:
        raise _missing(where, f"文件 {base / name}（空）", f"the file {base / name} (empty)")
    return Secret(found, origin=f"file {name}")


def _from_keyring(name: str, base: Path, where: str) -> Secret:
    del base
    service, slash, user = name.partition("/")
    try:
        import keyring
    except ImportError as error:
        raise ConfigurationError(
            f"{where}：没有安装 keyring",
            f"{where}: keyring is not installed",
            remedy_zh='安装 pip install "baoguan[keyring]"，或改用环境变量 { env = "NAME" }',
            remedy_en='pip install "baoguan[keyring]", or use an environment variable { env = "NAME" }',
        ) from error
    found = keyring.get_password(service, user) if slash else None
    if not found:
        raise _missing(where, f"系统钥匙串 {name}", f"the keyring entry {name} (service/user)")
    return Secret(found, origin=f"keyring {name}")


_SOURCES: Final[Mapping[str, Callable[[str, Path, str], Secret]]] = {
    "env": _from_environment,
    "file": _from_file,
    "keyring": _from_keyring,
}


def _missing(where: str, zh: str, en: str) -> ConfigurationError:
    return ConfigurationError(
        f"{where}：没有找到{zh}",
        f"{where}: {en} was not found",
        remedy_zh="设置后重试；凭据不写进配置文件",
        remedy_en="Set it and try again; credentials do not belong in the settings file",
    )
