"""Attached documents (随附单证)."""

from __future__ import annotations

import attrs

from baoguan.model.fields import code, integer, text


@attrs.frozen(kw_only=True)
class Attachment:
    """A document that accompanies a declaration; only PDF files of at most 4 MB are taken (Single Window page)."""

    sequence: int | None = integer("随附单证序号", "attachment number")
    line_no: int | None = integer("清单商品序号", "list line number")
    kind: str | None = code("单证类型", "document kind", "attachment_kind", length=25)
    number: str | None = text("单证编号", "document number", 64)
    file_name: str | None = text("文件名称", "file name", 512)
    path: str | None = text("文件", "path of the file")
    remark: str | None = text("备注", "remark", 255, free=True)
