"""Sending, receiving, settling."""
