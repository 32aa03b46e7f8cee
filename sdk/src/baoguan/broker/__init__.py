"""The façade."""

from baoguan.broker.arrange import Arranged, arrange
from baoguan.broker.broker import Broker
from baoguan.broker.config import AccountConfig, Config, load_config, read_config
from baoguan.broker.views import Exchange, Incoming, Round, Status, Submitted, Trace

__all__ = [
    "AccountConfig",
    "Arranged",
    "Broker",
    "Config",
    "Exchange",
    "Incoming",
    "Round",
    "Status",
    "Submitted",
    "Trace",
    "arrange",
    "load_config",
    "read_config",
]
