"""A local organization, by the cloud's nouns. It knows no HTTP and runs no flows.

There is one file per noun, named as in `wire/` and `server/routes/`: clients, tokens, permissions, users, flows,
directory. Each works with the organization as written (`definitions.values`); those that save data also use the store.

The server asks it what a caller may do and what to show; the engine asks the `Directory` for what a running flow looks
up.
"""
