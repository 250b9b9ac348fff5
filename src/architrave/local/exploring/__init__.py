"""Explores flows on the virtual engine: what `architrave explore` and `explore:` in a flow test do.

flow ──▶ subject of a flow test ──▶ runner     runs a case as a test would run it, and says what it did
                                      │
              exploring.search ◀──────┘
                    │
                    ├──▶ findings   each with its shortest case, written as a test
                    └──▶ missing    outputs that were not taken, and what stands before them
"""
