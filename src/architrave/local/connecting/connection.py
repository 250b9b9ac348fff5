"""What a client needs to know about a server, and the text that says it for one kind of client."""

import json
import re
import shlex
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from architrave.cloud.hosts import DOMAINS

CLIENTS = {
    "java": "the official Java SDK",
    "okhttp": "OkHttp",
    "spring": "Spring Boot",
    "mulesoft": "MuleSoft's HTTP connector",
    "go": "the official Go SDK, and net/http",
    "javascript": "the official JavaScript SDK, in Node and in a browser",
    "python": "the official Python SDK, and requests",
    "gc": "the command line of Genesys Cloud",
    "terraform": "CX as Code, the Terraform provider",
    "archy": "Archy",
    "postman": "Postman, Insomnia and others that import OpenAPI",
    "curl": "curl",
}
"""The clients that there is a text for, and what each is."""

ALSO = {"cx-as-code": "terraform", "node": "javascript", "mule": "mulesoft", "insomnia": "postman", "js": "javascript"}
"""Other names of clients."""

SECRET = "SECRET"  # noqa: S105 - what stands for it
_VALUE = re.compile(r"<<(\w+)(?::(\w+))?>>")
_CONDITION = re.compile(r"(plain|tls|named)\| ?")
_TEXTS = Path(__file__).parent / "texts"


@dataclass(frozen=True, slots=True)
class Connection:
    """A server, and the OAuth client of a program. `secret` is its secret, None if it is not to be shown.

    `certificate` is the path of the authority to trust, None without TLS. `names` are the server's own names.
    """

    url: str
    client_id: str
    secret: str | None = None
    certificate: str | None = None
    names: tuple[str, ...] = ()

    @property
    def domain(self) -> str:
        """The domain below which the server has the names `api` and `login`; empty if it has none."""
        below = [name[4:] for name in self.names if name.startswith("api.") and f"login.{name[4:]}" in self.names]
        return below[0] if below else ""

    def values(self) -> dict[str, str]:
        """The values that a text may use."""
        parts = urlsplit(self.url)
        return {
            "url": self.url,
            "host": parts.hostname or "",
            "port": str(parts.port or (443 if parts.scheme == "https" else 80)),
            "protocol": parts.scheme,
            "client": self.client_id,
            "secret": self.secret or SECRET,
            "ca": self.certificate or "",
            "domain": self.domain,
            "names": " ".join(self.names),
        }


def text_for(client: str, connection: Connection) -> str:
    """What to set for a client, one of `CLIENTS`."""
    values = connection.values()
    holds = {
        "tls": connection.certificate is not None,
        "plain": connection.certificate is None,
        "named": bool(connection.domain),
    }
    lines: list[str] = []
    for line in (_TEXTS / f"{client}.txt").read_text(encoding="utf-8").splitlines():
        condition = _CONDITION.match(line)
        if condition is None or holds[condition[1]]:
            lines.append(_VALUE.sub(lambda found: _written(values[found[1]], found[2]), line[_end(condition) :]))
    return "\n".join(lines)


def takes_cloud_names(connection: Connection) -> bool:
    """Whether the server has names of the cloud, so that the hosts file would hide the cloud from other programs."""
    return any(name.endswith(f".{domain}") for name in connection.names for domain in DOMAINS)


def _end(condition: re.Match[str] | None) -> int:
    return 0 if condition is None else condition.end()


def _written(value: str, form: str | None) -> str:
    """A value in a text: as it is, as a word of a shell (`sh`), or as a string in code (`str`)."""
    if form == "sh":
        return shlex.quote(value)
    return json.dumps(value, ensure_ascii=False) if form == "str" else value
