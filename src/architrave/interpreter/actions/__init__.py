"""What each kind of action does: one perform function each, in the file of the same name as its declaration.

See `performing` for the rules that they keep. They say nothing of YAML: `Action.fields` has what the declaration in
`flows/actions/` put there.
"""
