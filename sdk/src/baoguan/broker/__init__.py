"""The façade."""

from baoguan.broker.broker import Broker
from baoguan.broker.config import AccountConfig, Config, load_config, read_config
from baoguan.broker.views import Exchange, Incoming, Round, Status, Submitted, Trace

__all__ = [
    "AccountConfig",
    "Broker",
    "Config",
    "Exchange",
    "Incoming",
    "Round",
    "Status",
    "Submitted",
    "Trace",
    "load_config",
    "read_config",
]
