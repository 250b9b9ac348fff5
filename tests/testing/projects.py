"""Projects with flow tests, for pytest to run."""

from pathlib import Path

EXAMPLE = Path(__file__).parents[2] / "examples" / "order-sync"

KEYS = f"""\
flow: Key lookup
org: {EXAMPLE}
tests:
  - name: a key
    tags: [good]
    inputs: {{key: erp}}
    expect: {{outputs: {{value: House ERP}}}}
  - name: no key
    expect: {{reason: No key}}
"""
