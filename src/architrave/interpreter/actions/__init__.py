"""What each kind of action does: one perform function each, in a file named like that of its declaration.

See `performing` for their rules. They know nothing about YAML: `Action.fields` holds what the declaration in
`flows/actions/` defines.
"""
