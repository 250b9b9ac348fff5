"""Why `architrave serve` cannot listen: another server of the user may have the port."""

import shlex
from pathlib import Path
from urllib.parse import urlsplit

from architrave.client.local_servers import find_running
from architrave.diagnostics.visible import visible_line
from architrave.server.running import CannotListen, PortInUse


def why_not(problem: CannotListen, port: int, folder: Path) -> str:
    """Why a server for `folder` cannot listen on `port`, and what to do. Names the user's server that has the port."""
    own = str(folder.resolve())
    running = [one for one in find_running(folder) if urlsplit(one.url).port == port]
    if not isinstance(problem, PortInUse) or not running:
        return str(problem)
    server = next((one for one in running if one.folder == own), running[0])
    if server.folder == own:
        said = f"An Architrave server already serves this folder at {server.url}. It reloads files when you save them."
    else:
        said = f"An Architrave server already serves {visible_line(shlex.quote(server.folder))} at {server.url}."
    return f"{said} Stop it with Ctrl+C in its terminal (process {server.process}), or use --port 0 for any free port."
