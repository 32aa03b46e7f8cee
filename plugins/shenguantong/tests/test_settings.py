"""Settings are checked by name; the format is never silently another one."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import attrs
import pytest

from baoguan import ConfigurationError
from baoguan.plugin import Secret
from baoguan_shenguantong import channel
from baoguan_shenguantong.settings import Settings, read_settings
from plugins.shenguantong.tests.world import context

FOLDER = {"customs_code": "4403980001", "root": "sgt"}


@pytest.mark.parametrize(
    ("data", "named"),
    [
        ({**FOLDER, "no_such": 1}, "no_such"),
        ({"root": "sgt"}, "customs_code"),
        ({"customs_code": "4403980001"}, "root"),
        ({"customs_code": "4403980001", "transport": "http"}, "url"),
        ({**FOLDER, "transport": "ftp"}, "ftp"),
        ({**FOLDER, "format": "xlsx"}, "xlsx"),
        ({**FOLDER, "encoding": "big5"}, "big5"),
        ({**FOLDER, "format": "xml", "encoding": "gbk"}, "encoding"),
        ({**FOLDER, "auto_split": "yes"}, "auto_split"),
        ({**FOLDER, "max_rows": 0}, "max_rows"),
        ({**FOLDER, "max_rows": True}, "max_rows"),
        ({**FOLDER, "rows_per_part": 1.5}, "rows_per_part"),
        ({**FOLDER, "deadline_hours": "long"}, "deadline_hours"),
        ({**FOLDER, "list_changes_from": "2026-01-01"}, "list_changes_from"),
        ({**FOLDER, "token": "in the open"}, "token"),
        ({**FOLDER, "root": 5}, "root"),
    ],
    ids=lambda x: x if isinstance(x, str) else "",
)
def test_what_cannot_be_used_is_named_with_the_way_to_write_it(data: dict[str, object], named: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=named) as caught:
        channel.open(data, context(tmp_path))
    assert "accounts.sgt" in caught.value.zh
    assert caught.value.remedy_zh
    assert caught.value.remedy_en
    assert "in the open" not in str(caught.value), "a secret is shown nowhere"


def test_another_protocol_is_refused_with_what_is_known_of_the_real_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="未公开") as caught:
        channel.open({**FOLDER, "protocol": "sgt-1.0"}, context(tmp_path))
    assert "not public" in caught.value.en


def test_good_settings_are_taken(tmp_path: Path) -> None:
    found = read_settings(
        {**FOLDER, "list_changes_from": date(2026, 1, 1), "token": Secret("x"), "deadline_hours": 2}, context(tmp_path)
    )
    assert (found.root, found.list_changes_from, found.deadline_hours) == (tmp_path / "sgt", date(2026, 1, 1), 2)


def test_every_setting_has_its_help_in_both_languages() -> None:
    assert all(f.metadata["help_zh"] and f.metadata["help_en"] for f in attrs.fields(Settings))


def test_an_instance_for_building_touches_nothing(tmp_path: Path) -> None:
    channel.offline(FOLDER, context(tmp_path)).close()
    channel.offline({}, context(tmp_path)).close()
    assert list(tmp_path.iterdir()) == []
