"""The one way to put Architrave's parts together: `architrave.open` gives a local platform.

A platform reads an organization's folder and runs its flows on a virtual clock. When they are first needed, it opens a
database, begins an engine and starts a server. The command line, the tests and users' programs use nothing else.

    opening ──▶ AsyncLocalPlatform ──▶ reading   the folder's files and their diagnostics
       │             │
       │             ├──▶ runs       a flow on the virtual engine: no database, nothing kept
       │             └──▶ assembly   store, organization, engine, services; started once, ended with the platform
       └──────▶ LocalPlatform        the same for programs without an event loop: a loop in a thread of its own
"""
