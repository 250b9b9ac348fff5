"""Organizations written as one text: org.yaml, or several files, each after a line `# file: PATH`.

Two markers represent what a text cannot contain: `# file: (missing)` is a folder that does not exist, and a path that
ends in `(not UTF-8)` is a file that is not text.
"""

import re
from pathlib import Path
from tempfile import TemporaryDirectory

from architrave.definitions.reader import ORG_YAML, read_organization
from architrave.definitions.values import Organization
from architrave.diagnostics import Diagnostic

_MARK = re.compile(r"^# file: (.+)$", re.MULTILINE)
_NOT_UTF8 = " (not UTF-8)"


def files_of(text: str) -> dict[str, str]:
    """The files of an example, by path."""
    first, *rest = _MARK.split(text)
    files = {ORG_YAML: first} if first.strip() else {}
    return files | dict(zip(rest[::2], (text.removeprefix("\n") for text in rest[1::2]), strict=True))


def read_example(text: str) -> tuple[Organization | None, tuple[Diagnostic, ...]]:
    """Read the folder that an example describes. The environment is empty."""
    with TemporaryDirectory() as folder:
        root = Path(folder) / "org"
        files = files_of(text)
        if "(missing)" not in files:
            root.mkdir()
            for path, content in files.items():
                target = root / path.removesuffix(_NOT_UTF8)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content.encode("latin-1" if path.endswith(_NOT_UTF8) else "utf-8"))
        return read_organization(root, environment={})
