"""Bytes of unknown encoding to text, as the receipts of the last years need it."""

from __future__ import annotations

import re

from baoguan.errors import DecodeError

_DECLARATION = re.compile(r"\A﻿?\s*<\?xml[^>]*\?>", re.DOTALL)
_DECLARED = re.compile(rb"""\A\s*(?:\xef\xbb\xbf)?<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9_\-]+)["']""", re.DOTALL)
_CHINESE = re.compile("[\u3000-\u9fff\uff00-\uffef]")
_NOT_CHINESE = re.compile("[\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0300-\u036f\u0400-\u07ff]")
"""Letters that two GBK bytes turn into when they happen to be valid UTF-8."""
_NOT_EVEN_LATIN = re.compile("[\u0300-\u036f\u0400-\u07ff]")


def decode_text(content: bytes) -> str:
    """Text of UTF-8 (with or without mark), UTF-16 with mark, or GBK / GB2312 bytes; gb18030 stands for all of the latter.

    The declared encoding is a hint only: files are met that declare gb2312 and hold UTF-8, and GBK files that declare nothing. A few GBK
    words happen to be valid UTF-8: they come out as foreign letters without one Chinese character. Raises DecodeError, with the byte position,
    when neither fits.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return content.decode("utf-16")
        except UnicodeDecodeError as error:
            raise _unreadable(error) from None
    found = _DECLARED.match(content[:200])
    declared = found.group(1).lower() if found else b""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as utf8_error:
        try:
            return content.decode("gb18030")
        except UnicodeDecodeError:
            raise _unreadable(utf8_error) from None
    foreign = _NOT_CHINESE if declared.startswith(b"gb") else _NOT_EVEN_LATIN
    if not declared.startswith(b"utf") and foreign.search(text) and not _CHINESE.search(text):
        try:
            return content.decode("gb18030")
        except UnicodeDecodeError:
            return text
    return text


def without_declaration(text: str) -> str:
    """The XML text without its declaration, whose encoding no longer says anything about a decoded text."""
    return _DECLARATION.sub("", text, count=1)


def _unreadable(error: UnicodeDecodeError) -> DecodeError:
    return DecodeError(
        f"既不是 UTF-8 也不是 GBK：第 {error.start + 1} 个字节 0x{error.object[error.start]:02x}",
        f"neither UTF-8 nor GBK: byte {error.start + 1} is 0x{error.object[error.start]:02x}",
        remedy_zh="请对方按 UTF-8 重新生成文件",
        remedy_en="Have the file written again in UTF-8",
    )
