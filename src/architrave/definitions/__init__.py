"""An organization as written in a folder: org.yaml, flow files, data actions, data tables.

Reads text and nothing else: it uses no store, clock or network, so `check`, `run` and `lint` need none either. Readers
return what they could read together with all problems as diagnostics.

Data flows one way: `files` (a folder, or texts in memory) → `org_yaml`, `flow_files`, `data_actions`, `data_tables` →
the frozen `values.Organization`. The contents of org.yaml are declared once, in `sections`.
"""
