"""The one place that puts Architrave's parts together: `architrave.open` returns a local platform.

A platform reads an organization's folder and runs its flows on a virtual clock. It opens a database and starts an
engine and a server when they are first needed. The command line, the tests and users' programs use nothing else.

    opening ──▶ AsyncLocalPlatform ──▶ reading   the folder's files and their diagnostics
       │             │
       │             ├──▶ runs       a flow on the virtual engine: no database, nothing is saved
       │             └──▶ assembly   store, organization, engine, services; started once, stopped with the platform
       └──────▶ LocalPlatform        the same for programs without an event loop: the loop runs in a thread

`linting/` checks many flow files, and `starting/` makes the files of an organization; both need no platform.
"""
