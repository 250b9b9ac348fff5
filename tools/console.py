"""`python tools/console.py PAGE…`: update the output of the commands in a documentation page.

Works only on sessions of plain `architrave` commands, and sets `# exit N` to the exit code of each. Review the diff
before you commit it: the tests compare pages with what the commands print, not with what they should print.
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
    """The session with the output of its commands. A session that starts servers or other programs is unchanged."""
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
    """Rewrite each page given as an argument."""
    for name in sys.argv[1:]:
        page = Path(name)
        text = page.read_text(encoding="utf-8")
        page.write_text(SESSION.sub(lambda found: f"```console\n{played(found.group(1))}```", text), encoding="utf-8")


if __name__ == "__main__":
    main()
