"""Imported lists kept on disk."""

from __future__ import annotations

from pathlib import Path

import pytest

from baoguan.codes import Code, CodeList, Codes, CodeStore, TariffEntry, TariffTable
from baoguan.errors import UnusableInput


def listed(name: str = "unit", **changes: str) -> CodeList:
    rows = (
        Code(code="01", name_zh="甲,“引号”", name_en='a "b"', legacy="7", preferred=False, aliases=("一", "壹")),
        Code(code="02", name_zh="乙", legacy="7"),
        Code(code="03", name_zh="丙"),
    )
    texts = {"title_zh": "示例", "title_en": "Demo", "date": "2026-01", "source": "test", **changes}
    return CodeList(name=name, codes=rows, **texts)  # type: ignore[arg-type]


def test_a_saved_list_stands_over_the_built_in_one_until_removed(tmp_path: Path) -> None:
    store = CodeStore(tmp_path / "new" / "codes")
    assert store.names() == ()
    store.save(listed())
    assert store.names() == ("unit",)
    assert store.codes()["unit"].codes == listed().codes
    assert "035" in Codes.builtin()["unit"]
    assert store.remove("unit")
    assert not store.remove("unit")
    assert "035" in store.codes()["unit"]


def test_saving_again_replaces_and_leaves_no_other_file(tmp_path: Path) -> None:
    store = CodeStore(tmp_path)
    store.save(listed(date="old"))
    path = store.save(listed(date="new\nline"))
    loaded = store.load("unit")
    assert loaded is not None
    assert loaded.date == "new line"
    assert list(tmp_path.iterdir()) == [path]


def test_a_failed_write_leaves_the_old_list_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = CodeStore(tmp_path)
    store.save(listed(date="old"))

    def full(_descriptor: int) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="disk full"):
        store.save(listed(date="new"))
    loaded = store.load("unit")
    assert loaded is not None
    assert loaded.date == "old"
    assert len(list(tmp_path.iterdir())) == 1


def test_an_alias_that_would_be_read_back_as_two_is_refused(tmp_path: Path) -> None:
    row = Code(code="01", name_zh="甲", aliases=("一|二",))
    with pytest.raises(ValueError, match="alias"):
        CodeStore(tmp_path).save(CodeList(name="demo", title_zh="示例", title_en="Demo", date="2026", source="test", codes=(row,)))
    assert CodeStore(tmp_path).names() == ()


@pytest.mark.parametrize("name", ["../unit", "Unit", "a/b", ""])
def test_a_name_cannot_lead_out_of_the_directory(tmp_path: Path, name: str) -> None:
    with pytest.raises(UnusableInput):
        CodeStore(tmp_path).save(listed(name))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text.replace("baoguan-codes 1", "baoguan-codes 2"),
        lambda text: text.replace("# title_zh: 示例\n", ""),
        lambda text: text.replace("code,name_zh", "code,naam"),
        lambda text: text.replace("02,", "01,"),
        lambda text: text + "04\n",
        lambda text: text.replace("name: unit", "name: port"),
        lambda _text: "",
    ],
)
def test_a_damaged_file_is_named_and_never_half_used(tmp_path: Path, damage: object) -> None:
    assert callable(damage)
    store = CodeStore(tmp_path)
    path = store.save(listed())
    path.write_text(damage(path.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(UnusableInput) as caught:
        store.codes()
    assert path.name in str(caught.value)
    assert caught.value.remedy_zh
    assert caught.value.remedy_en


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    store = CodeStore(tmp_path)
    path = store.save(listed())
    path.write_bytes(b"\xff\xfe\xff")
    with pytest.raises(UnusableInput, match=path.name):
        store.load("unit")


def test_a_tariff_table_is_kept_with_its_source_and_a_damaged_one_refused(tmp_path: Path) -> None:
    store = CodeStore(tmp_path)
    assert store.tariff() is None
    entry = TariffEntry(hs="8471301000", name="平板", elements=("品名", "品牌"), export_dutiable=True, ciq_codes=("101",))
    path = store.save_tariff(TariffTable(entries=(entry,), source="示例", date="2026"))
    loaded = store.tariff()
    assert loaded is not None
    assert (loaded.entries, loaded.source, loaded.date) == ((entry,), "示例", "2026")
    assert store.names() == ()
    path.write_text(path.read_text(encoding="utf-8").replace(",yes,", ",maybe,"), encoding="utf-8")
    with pytest.raises(UnusableInput, match=r"tariff\.txt"):
        store.tariff()
