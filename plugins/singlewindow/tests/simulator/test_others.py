"""Messages of other kinds are answered by whoever knows them, through the same folders."""

from __future__ import annotations

from pathlib import Path

from lxml import etree

from baoguan_singlewindow.simulator import Reply, Simulator


def answer(message: etree._Element) -> Reply:
    number = message.findtext("No") or ""
    if not number:
        return Reply(number="", refusal="缺少编号")
    return Reply(
        number=number, seq_no="202600000000000007", receipts=[("PASS221", "<result>2</result>"), ("PASS221", "<result>1</result>")]
    )


def put(root: Path, name: str, content: str) -> None:
    outbox = root / "Sas" / "OutBox"
    outbox.mkdir(parents=True, exist_ok=True)
    (outbox / name).write_text(content, encoding="utf-8")


def heard(root: Path) -> list[str]:
    """What came, in order of arrival, and is taken away."""
    paths = sorted((root / "Sas" / "InBox").glob("*"))
    texts = [p.read_text(encoding="utf-8") for p in paths]
    for path in paths:
        path.unlink()
    return texts


def test_a_message_of_another_kind_is_answered_logged_and_followed_by_its_receipts(tmp_path: Path) -> None:
    root = tmp_path / "imp"
    put(root, "P-1.xml", "<Pass><No>P-1</No></Pass>")
    with Simulator(root, tmp_path / "state", others={"Pass": answer}) as simulator:
        simulator.step()
        (said,) = heard(root)
        assert "<SeqNo>202600000000000007</SeqNo>" in said
        for result in ("2", "1"):
            simulator.step()
            (told,) = heard(root)
            assert f"<result>{result}</result></PASS221>" in told
        (arrival,) = simulator.arrivals()
        assert (arrival.file_name, arrival.number, arrival.accepted) == ("P-1.xml", "P-1", True)
        assert simulator.idle()


def test_what_they_refuse_and_what_they_do_not_know_is_refused(tmp_path: Path) -> None:
    root = tmp_path / "imp"
    put(root, "P-2.xml", "<Pass><No/></Pass>")
    put(root, "P-3.xml", "<Lorry/>")
    put(root, "P-4.xml", "<Pass>")
    with Simulator(root, tmp_path / "state", others={"Pass": answer}) as simulator:
        simulator.run_until_idle()
        assert [a.accepted for a in simulator.arrivals()] == [False] * 3
    assert "缺少编号" in "".join(heard(root))
