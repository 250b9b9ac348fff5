"""An organization as written in a folder: org.yaml, flow files, data actions, data tables.

Reads text and nothing else: no store, no clock, no network, so that `check`, `run` and `lint` need none either. What is
wrong comes back as diagnostics, all at once, beside what could be read.

Data goes one way: `files` (a folder, or texts in memory) → `org_yaml`, `flow_files`, `data_actions`, `data_tables` →
the frozen `values.Organization`. What org.yaml may hold is declared once, in `sections`.
"""
