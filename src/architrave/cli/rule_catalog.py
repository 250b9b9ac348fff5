"""Every rule, by the package that declares it."""

import sys
from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules

import architrave
from architrave.diagnostics import Rule


def all_rules() -> dict[str, dict[str, Rule]]:
    """The rules by package and slug. A slug with several severities is listed once."""
    packages: dict[str, dict[str, Rule]] = {}
    for package in sorted(module.name for module in iter_modules(architrave.__path__) if module.ispkg):
        name = f"architrave.{package}.rules"
        if name not in sys.modules and find_spec(name) is None:
            continue
        found = [value for value in vars(import_module(name)).values() if isinstance(value, Rule)]
        if found:
            packages[package] = {rule.slug: rule for rule in reversed(found)}
    return packages
