"""Runs flow tests on the virtual engine: from `*.flowtest.yaml` files to a report.

    paths ──▶ finding ──▶ flowtests (reads) ──▶ subjects   the flow and organization of a file, read once
                                                   │
               results ◀── expectations ◀── running ◀── names   what the file names exists in the flow
                  │                            │
                  │                            ├── world     answers with the test's replies, strictly
                  │                            └── witness   what happened, after each action
                  └──▶ report: text is in the command line's views, JSON here

A failed expectation is a value with its place in the test file; nothing here prints.
"""

from architrave.local.testing.faults import CannotTestError
from architrave.local.testing.options import TestOptions
from architrave.local.testing.results import CaseResult, Failure, Report, ShownStep

__all__ = ["CannotTestError", "CaseResult", "Failure", "Report", "ShownStep", "TestOptions"]
