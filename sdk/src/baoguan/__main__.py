"""`python -m baoguan`."""

from baoguan.cli import main

main()
