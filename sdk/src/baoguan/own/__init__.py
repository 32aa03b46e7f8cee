"""Plugins that come with baoguan, built on what every plugin has."""
