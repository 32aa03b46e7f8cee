"""The façade."""

from baoguan.broker.amending import AmendmentRequest
from baoguan.broker.arrange import Arranged, arrange
from baoguan.broker.broker import Broker
from baoguan.broker.checking import Checker
from baoguan.broker.config import AccountConfig, Config, load_config, read_config
from baoguan.broker.views import Exchange, Incoming, Related, Round, Status, Submitted, Trace

__all__ = [
    "AccountConfig",
    "AmendmentRequest",
    "Arranged",
    "Broker",
    "Checker",
    "Config",
    "Exchange",
    "Incoming",
    "Related",
    "Round",
    "Status",
    "Submitted",
    "Trace",
    "arrange",
    "load_config",
    "read_config",
]
