"""Messages against files written by hand from the facts of the interface, with invented companies."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import attrs
import pytest
from lxml import etree

from baoguan.plugin import ChannelContext, DocumentKinds
from baoguan_singlewindow.account import SingleWindow
from baoguan_singlewindow.ways import open_way
from plugins.singlewindow.tests.golden_documents import PARCELS
from plugins.singlewindow.tests.golden_files import GOLDEN, differences, golden
from plugins.singlewindow.tests.messages import CODES, messages, read, settings

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("name", PARCELS)
def test_a_list_is_written_as_the_file_written_by_hand(name: str) -> None:
    assert differences(b"".join(messages().encode(PARCELS[name])), golden(name)) == []


def test_every_golden_file_has_its_list() -> None:
    assert {path.stem for path in GOLDEN.glob("*.xml")} == set(PARCELS)


@pytest.mark.parametrize("name", PARCELS)
def test_a_golden_file_is_read_as_its_list(name: str) -> None:
    found = read(golden(name))
    document = PARCELS[name].document
    assert found.carried is not None
    assert not found.carried.extras
    assert attrs.evolve(found, carried=None) == document


def test_the_text_of_cdata_stands_raw_in_the_message() -> None:
    written = b"".join(messages().encode(PARCELS["saved"])).decode()
    assert "<GdsSpcfModelDesc><![CDATA[示例型号|无品牌]]></GdsSpcfModelDesc>" in written
    assert "<![CDATA[型号]]]]><![CDATA[>&<X>|额定 5V]]>" in written
    assert "<GdsNm>电源模块&lt;A&amp;B&gt;\"'</GdsNm>" in written
    assert "<GdsSpcfModelDesc></GdsSpcfModelDesc>" in b"".join(messages().encode(PARCELS["processing"])).decode()


@pytest.mark.parametrize("name", PARCELS)
def test_the_zip_holds_one_xml_of_the_same_base_name(name: str, tmp_path: Path) -> None:
    message = _channel(tmp_path).baoguan_encode(PARCELS[name])
    (part,) = message.parts
    with zipfile.ZipFile(io.BytesIO(part.content)) as archive:
        assert archive.namelist() == [f"{Path(part.name).stem}.xml"]
        assert archive.testzip() is None
        inside = archive.read(archive.namelist()[0])
    assert Path(part.name).suffix == ".zip"
    assert differences(inside, golden(name)) == []


def test_the_same_parcel_gives_the_same_bytes(tmp_path: Path) -> None:
    for name, parcel in PARCELS.items():
        first = _channel(tmp_path / "a").baoguan_encode(parcel).parts[0].content
        assert first == _channel(tmp_path / "b").baoguan_encode(parcel).parts[0].content, name


def test_two_processes_give_the_same_bytes(tmp_path: Path) -> None:
    said = [_digest_elsewhere(tmp_path / seed, seed) for seed in ("1", "2")]
    assert said[0] == said[1] == digest(tmp_path / "here")


def digest(folder: Path) -> str:
    """One digest over the zips of all parcels."""
    channel = _channel(folder)
    return hashlib.sha256(b"".join(channel.baoguan_encode(p).parts[0].content for p in PARCELS.values())).hexdigest()


def _digest_elsewhere(folder: Path, hash_seed: str) -> str:
    code = "import sys; from pathlib import Path; from plugins.singlewindow.tests.test_golden import digest; print(digest(Path(sys.argv[1])))"
    env = {**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder)], check=True, capture_output=True, encoding="utf-8", cwd=ROOT, env=env, timeout=60
    )
    return done.stdout.strip()


def _channel(folder: Path) -> SingleWindow:
    context = ChannelContext(
        environment="test", account="demo", codes=CODES, kinds=DocumentKinds(()), journal="test-journal", base=folder
    )
    chosen = attrs.evolve(settings(), root=folder / "ImpPath")
    return SingleWindow(chosen, context, open_way(chosen, context))


def test_an_envelope_has_no_namespace_and_no_attributes_but_the_signatures() -> None:
    root = etree.fromstring(b"".join(messages().encode(PARCELS["saved"])))
    assert {str(e.tag) for e in root.iter() if "}" in str(e.tag)} == set()
    assert {str(e.tag) for e in root.iter() if e.attrib} == {
        "CanonicalizationMethod",
        "SignatureMethod",
        "Reference",
        "DigestMethod",
        "Object",
    }
