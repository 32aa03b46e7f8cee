"""The channel keeps the contract, in the test and over real sockets."""

from __future__ import annotations

from baoguan.plugin import Secret
from baoguan.testing import Rig, channel_contract
from baoguan_relay import channel
from baoguan_relay.service import Service

URL = "http://far.example"
SETTINGS = {"url": URL, "token": Secret("example-token-1234", origin="the test")}

TestRelay = channel_contract(lambda: Rig(channel, settings=SETTINGS, far=lambda folder: Service(), url=URL))
