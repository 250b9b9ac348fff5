"""`python tools/console.py PAGE…`: write what the commands of a documentation page print into the page anew.

Only for sessions of plain `architrave` commands; `# exit N` is set to the code with which each ended. Read the
difference before committing it: the tests compare pages with what the commands print, not with what they should.
"""

import re
import shlex
import sys
from pathlib import Path

from click.testing import CliRunner

from architrave.cli import architrave

SESSION = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
EXIT = re.compile(r"\s+# exit \d+$")


def played(session: str) -> str:
    """The session with the output of its commands; one that starts servers or other programs stays as it is."""
    commands = [EXIT.sub("", line[2:]) for line in session.splitlines() if line.startswith("$ ")]
    if any(not command.startswith("architrave ") or command.endswith(" &") or "|" in command for command in commands):
        return session
    shown: list[str] = []
    for command in commands:
        result = CliRunner().invoke(architrave, shlex.split(command)[1:], catch_exceptions=False)
        mark = f"  # exit {result.exit_code}" if result.exit_code else ""
        shown.append(f"$ {command}{mark}\n{result.output.rstrip()}\n")
    return "".join(shown)


def main() -> None:
    """Rewrite each page that is named."""
    for name in sys.argv[1:]:
        page = Path(name)
        text = page.read_text(encoding="utf-8")
        page.write_text(SESSION.sub(lambda found: f"```console\n{played(found.group(1))}```", text), encoding="utf-8")


if __name__ == "__main__":
    main()
