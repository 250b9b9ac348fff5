"""What a local organization knows and can do, by the cloud's nouns. No HTTP, no running of flows.

One file per noun, named as in `wire/` and `server/routes/`: clients, tokens, permissions, users, flows, directory. Each
takes the organization as written (`definitions.values`) and, where something is to be kept, the store.

Data goes two ways: the server asks whether a caller may do a thing and what there is to show; the engine asks the
`Directory` for what a running flow looks up.
"""
