"""A declaration with documents travels in a zip: one XML and the PDFs that it names, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from plugins.singlewindow.tests.simulator.declarations import NUMBER, heard, put, record, text_of, write_declaration

if TYPE_CHECKING:
    from pathlib import Path

    from plugins.singlewindow.tests.simulator.conftest import Simulate

PDF = b"%PDF-1.4 example"


def attachment(number: str, file_name: str = "", form: str = "US") -> str:
    return record(
        "EdocRealation", {"EdocID": number, "EdocCode": "00000001", "EdocFomatType": form, "OpNote": "", "EdocCopId": file_name}
    )


@pytest.mark.parametrize(
    ("named", "files", "reason"),
    [
        (attachment("invoice.pdf"), {"invoice.pdf": PDF}, ""),
        (attachment("530100000001IM000000000000000001.pdf", "invoice.pdf"), {"invoice.pdf": PDF}, ""),
        ("", {}, ""),
        (attachment("EDOC1", form="S"), None, ""),
        (attachment("invoice.pdf"), None, "第1项随附单据的文件 invoice.pdf 不在压缩包内"),
        (attachment("invoice.pdf"), {"other.pdf": PDF}, "压缩包内的 other.pdf 未在随附单据中列明"),
        ("", {"invoice.pdf": PDF}, "未在随附单据中列明"),
        (attachment("invoice.pdf"), {"folder/invoice.pdf": PDF}, "不得包含文件夹"),
        (attachment("invoice.pdf"), {"invoice.pdf": PDF, "second.xml": b"<a/>"}, "应只有一个 XML 文件"),
        (attachment("invoice.txt"), {"invoice.txt": b"text"}, "应只有一个 XML 文件及其 PDF 附件"),
    ],
)
def test_the_files_of_a_package_are_those_that_the_message_names(
    simulate: Simulate, root: Path, named: str, files: dict[str, bytes] | None, reason: str
) -> None:
    sim = simulate()
    put(root, write_declaration(more=named), files=files)
    sim.step()
    assert [a.accepted for a in sim.arrivals()] == [not reason]
    (answer,) = heard(root)
    assert reason in text_of(answer, "ErrorMessage")


def test_what_is_no_zip_is_refused(simulate: Simulate, root: Path) -> None:
    sim = simulate()
    path = put(root, files={})
    path.write_bytes(path.read_bytes()[:40])
    sim.step()
    assert text_of(heard(root, f"Failed_{NUMBER}_*")[0], "ErrorMessage").startswith("压缩包无法打开")
