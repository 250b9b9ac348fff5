"""Tests of the checks of flows."""
