"""A flow as written and as understood: from Archy YAML to a `Program`, with every fault in its place.

A file goes through here in one direction. `substitutions` puts values in the place of `{{key}}`; `yaml/` makes nodes
with places; `reader` makes a `Program` of them with the declarations in `actions/`, which say once what each action's
fields, outputs and types are; `checks/` judge what the reader made. The same declarations give the JSON Schema and the
coverage page. Nothing here runs a flow, and nothing raises for what a user wrote: faults are diagnostics.
"""
