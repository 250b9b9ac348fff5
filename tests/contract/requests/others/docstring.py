"""Launches a flow."""
