"""`doctor`, a command with others under it; loaded when one of them runs."""

from __future__ import annotations

from cyclopts import App

from baoguan.cli.app import UNDER
from baoguan.cli.look import doctor

DOCTOR = App(name="doctor", default_command=doctor)
for _module, _function, _name, _text in UNDER["doctor"]:
    DOCTOR.command(f"baoguan.cli.{_module}:{_function}", name=_name, help=_text)
