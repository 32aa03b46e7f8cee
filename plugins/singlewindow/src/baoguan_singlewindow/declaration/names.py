"""Element names of DecMessage as headings of sheets."""

from __future__ import annotations

from typing import Final

from baoguan_singlewindow.declaration.goods_tables import CONTAINER, DOCUMENT, IMPORT_GOODS, LICENCE, VEHICLE
from baoguan_singlewindow.declaration.head_table import FREE_TEXT, HEAD
from baoguan_singlewindow.declaration.message import KIND
from baoguan_singlewindow.declaration.part_tables import (
    ATTACHMENT,
    CERTIFICATE,
    RELATION,
    TRANSIT,
    TRANSIT_CONTAINER,
    TRANSIT_GOODS,
    TRANSIT_LEG,
)

_KEY: Final = {"ClientSeqNo": "internal_number"}
_SWAPPED: Final = frozenset({"OriginCountry", "DestinationCountry"})
"""Elements that carry each other's meaning in an export: as headings they would say nothing for certain."""

_SECTIONS: Final = {
    "": (HEAD, FREE_TEXT),
    "goods": (IMPORT_GOODS,),
    "containers": (CONTAINER,),
    "licence_documents": (DOCUMENT,),
    "attachments": (ATTACHMENT,),
    "licences": (LICENCE,),
    "vehicles": (VEHICLE,),
    "certificate_requests": (CERTIFICATE,),
    "origin_relations": (RELATION,),
    "transit": (TRANSIT,),
    "transit_leg": (TRANSIT_LEG,),
    "transit_containers": (TRANSIT_CONTAINER,),
    "transit_goods": (TRANSIT_GOODS,),
}


def wire_names() -> dict[str, dict[str, str]]:
    """Section of a declaration -> element -> attribute."""
    names = {
        section: {row.element.name: row.element.path for table in tables for row in table.rows if row.element.name not in _SWAPPED}
        for section, tables in _SECTIONS.items()
    }
    names[""].update(_KEY)
    return {f"{KIND}:{section}": found for section, found in names.items()}
