"""Checking many flow files: which files, with which settings, and what is reported.

paths ──▶ files ──▶ settings   of each file: architrave.toml or org.yaml, and its organization
            │           │
            └──▶ running ──▶ each file once: its findings, without those that comments or settings leave out
                    │
                    ├──▶ fixes      what is certain is fixed, if asked for
                    └──▶ baseline   what is known is left out
"""

from architrave.local.linting.faults import CannotLintError
from architrave.local.linting.running import LintOptions, LintReport, lint

__all__ = ["CannotLintError", "LintOptions", "LintReport", "lint"]
