"""Unit consumption: losses, shares and versions."""

from __future__ import annotations

from decimal import Decimal

from baoguan.ledger import Consumptions
from baoguan.model.ledger import UnitConsumption


def row(product: int = 1, material: int = 1, **values: object) -> UnitConsumption:
    """A row of unit consumption with a net consumption of 2 unless it says otherwise."""
    given: dict[str, object] = {"product_item_no": product, "material_item_no": material, "net": Decimal(2), **values}
    return UnitConsumption(**given)  # type: ignore[arg-type]


def test_losses_are_added_before_they_are_taken_off() -> None:
    consumptions = Consumptions([row(tangible_loss=Decimal(15), intangible_loss=Decimal(5))])
    assert consumptions(1, "0") == {1: Decimal("2.5")}


def test_unit_consumption_is_shown_to_nine_decimals() -> None:
    (rate,) = Consumptions([row(net=Decimal(1), tangible_loss=Decimal(3))])
    assert str(rate.shown) == "1.030927835"


def test_only_the_bonded_share_is_taken_from_the_ledger() -> None:
    consumptions = Consumptions([row(bonded_share=Decimal("33.3"))])
    assert consumptions(1, "") == {1: Decimal("0.666")}


def test_versions_stand_apart_and_no_version_is_version_0() -> None:
    consumptions = Consumptions([row(), row(version="7", net=Decimal(3))])
    assert (consumptions(1, ""), consumptions(1, "7")) == ({1: Decimal(2)}, {1: Decimal(3)})
    assert consumptions.versions(1) == ["0", "7"]
    assert not consumptions.knows(1, "8")
    assert consumptions(1, "8") == {}


def test_a_unit_consumption_without_net_is_read_with_its_losses() -> None:
    consumptions = Consumptions([row(net=None, consumption=Decimal("2.5"), tangible_loss=Decimal(20))])
    (rate,) = consumptions
    assert (rate.net, rate.unit) == (Decimal(2), Decimal("2.5"))


def test_rows_that_say_nothing_are_named_and_deleted_rows_left_out() -> None:
    consumptions = Consumptions(
        [row(), row(), row(material=2, net=None), row(material=3, tangible_loss=Decimal(100)), row(material=4, modification="2")]
    )
    assert [(each.row, each.en.split()[0]) for each in consumptions.unusable] == [(2, "product,"), (3, "neither"), (4, "the")]
    assert list(consumptions(1, "0")) == [1]
