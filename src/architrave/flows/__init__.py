"""A flow as written and as understood: from Archy YAML to a `Program`, with the place of every fault.

A file goes through here in one direction. `substitutions` replaces `{{key}}` with values; `yaml/` builds nodes with
places; `reader` turns them into a `Program`, using the declarations in `actions/`, which define the fields, outputs and
types of each action once; `checks/` checks the result. The same declarations give the JSON Schema and the coverage
page. Nothing here runs a flow, and nothing raises an exception for a user's mistake: faults are diagnostics.
"""
