"""Messages: record tables, compiled encoders, tolerant decoders."""

from baoguan.wire.convert import read_time
from baoguan.wire.decode import RecordDecoder
from baoguan.wire.encode import RecordEncoder, cdata, escape
from baoguan.wire.plain import PlainMessage, plain_message
from baoguan.wire.table import Element, Nested, Record, elements
from baoguan.wire.text import decode_text
from baoguan.wire.xml import Json, child_text, children, descend, fields_of, find, local, parse_xml, strip, text_of

__all__ = [
    "Element",
    "Json",
    "Nested",
    "PlainMessage",
    "Record",
    "RecordDecoder",
    "RecordEncoder",
    "cdata",
    "child_text",
    "children",
    "decode_text",
    "descend",
    "elements",
    "escape",
    "fields_of",
    "find",
    "local",
    "parse_xml",
    "plain_message",
    "read_time",
    "strip",
    "text_of",
]
