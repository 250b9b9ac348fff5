"""Regenerates the generated pages under `docs/`. With `--check`, lists the stale ones and exits with 1.

Each module named here has a function `page()` that returns the complete text of its page.
"""

import sys
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGES = {
    "docs/coverage.md": "coverage",
    "docs/expressions.md": "language",
    "docs/organization.md": "organization",
}
"""The module in `tools/` that generates each page."""


def main(arguments: list[str]) -> int:
    """Write or check every page. Returns the exit code."""
    sys.path.insert(0, str(Path(__file__).parent))
    stale: list[str] = []
    for name, module in PAGES.items():
        path = ROOT / name
        text: str = import_module(module).page()
        if path.is_file() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(name)
        if "--check" not in arguments:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    verb = "not current. Run `make docs`" if "--check" in arguments else "written"
    for name in stale:
        print(f"{name}: {verb}")
    return 1 if stale and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
