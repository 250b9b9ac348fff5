"""Renderers: a list of diagnostics as text, JSON, SARIF or GitHub annotations, one file each."""
