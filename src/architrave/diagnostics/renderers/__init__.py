"""Renderers: turn a list of diagnostics into text, JSON, SARIF or GitHub annotations. Each format has one file."""
