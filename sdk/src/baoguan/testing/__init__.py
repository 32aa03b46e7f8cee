"""The contract kit: proves that a channel keeps the promises.

    from baoguan.testing import Rig, channel_contract
    from baoguan_echo import channel

    TestEcho = channel_contract(lambda: Rig(channel))

Needs pytest, and respx for channels over HTTP: ``pip install "baoguan[testing]"``.
"""

from baoguan.testing import encoding, receiving, sending
from baoguan.testing.contract import CONTRACT, ContractTest
from baoguan.testing.kit import channel_contract
from baoguan.testing.rig import Arrival, FarSide, Rig
from baoguan.testing.web import Fault
from baoguan.testing.world import World

# Importing a module enters its tests into the contract; the names are listed so that none is dropped as unused.
_MODULES = (encoding, sending, receiving)

__all__ = ["CONTRACT", "Arrival", "ContractTest", "FarSide", "Fault", "Rig", "World", "channel_contract"]
