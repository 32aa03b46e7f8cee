from baoguan.testing import Rig, channel_contract
from baoguan_echo import channel

TestEcho = channel_contract(lambda: Rig(channel))
