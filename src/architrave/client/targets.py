"""Finds the API and credentials for requests, from flags, the environment, a profile, or a local server.

It uses the ecosystem's names: `GENESYSCLOUD_OAUTHCLIENT_ID`, `GENESYSCLOUD_OAUTHCLIENT_SECRET`, `GENESYSCLOUD_REGION`,
`GENESYSCLOUD_ACCESS_TOKEN`, and profiles in `~/.gc/config.toml`.
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from architrave.client.local_servers import find_running
from architrave.cloud.hosts import DOMAINS
from architrave.diagnostics import did_you_mean

REGIONS = {
    "us-east-1": "mypurecloud.com",
    "eu-west-1": "mypurecloud.ie",
    "ap-southeast-2": "mypurecloud.com.au",
    "ap-northeast-1": "mypurecloud.jp",
    "eu-central-1": "mypurecloud.de",
    "us-west-2": "usw2.pure.cloud",
    "ca-central-1": "cac1.pure.cloud",
    "ap-northeast-2": "apne2.pure.cloud",
    "eu-west-2": "euw2.pure.cloud",
    "ap-south-1": "aps1.pure.cloud",
    "us-east-2": "use2.us-gov-pure.cloud",
    "sa-east-1": "sae1.pure.cloud",
    "me-central-1": "mec1.pure.cloud",
    "ap-northeast-3": "apne3.pure.cloud",
    "eu-central-2": "euc2.pure.cloud",
    "mx-central-1": "mxc1.pure.cloud",
    "ap-southeast-1": "apse1.pure.cloud",
    "eusc-de-east-1": "edee1.eusc-pure.cloud",
}
"""The cloud's regions by their AWS names, as the official SDKs list them."""

_START_ONE = "Start one with `architrave serve FOLDER`, or name a server with --to URL."


@dataclass(frozen=True, slots=True)
class Target:
    """A Platform API and its credentials: a token, or a client with its secret. `source` says where they come from."""

    api_url: str
    login_url: str
    source: str
    client_id: str | None = None
    client_secret: str | None = None
    access_token: str | None = None


class NoTarget(Exception):  # noqa: N818 - shown to the user
    """No server was found. The message says what to do."""


def find_target(to: str | None, *, folder: Path, environment: Mapping[str, str] | None = None) -> Target:
    """The target that `to` names: a URL, a profile or a region; None is a local server. Raises NoTarget.

    Credentials come from the environment, else from the profile, else from the local server's file.
    """
    environment = os.environ if environment is None else environment
    if to is None:
        return _local(None, folder, environment)
    if to.startswith(("http://", "https://")):
        return _local(to.rstrip("/"), folder, environment)
    domain = REGIONS.get(to) or (to if to in DOMAINS else None)
    if domain is not None:
        return _with_environment(_cloud(domain, f"the region {to}"), environment)
    return _profile(to, environment)


def _local(url: str | None, folder: Path, environment: Mapping[str, str]) -> Target:
    running = find_running(folder, url)
    if url is None and not running:
        raise NoTarget(f"No Architrave server is running on this machine. {_START_ONE}")
    if url is None:
        first = running[0]
        return Target(first.url, first.url, f"the server of {first.folder}", first.client_id, first.client_secret)
    target = _with_environment(Target(url, url.replace("//api.", "//login.", 1), "--to"), environment)
    if target.client_id is None and target.access_token is None and running:
        first = running[0]
        return Target(url, url, f"the server of {first.folder}", first.client_id, first.client_secret)
    return target


def _with_environment(target: Target, environment: Mapping[str, str]) -> Target:
    token = environment.get("GENESYSCLOUD_ACCESS_TOKEN")
    client_id = environment.get("GENESYSCLOUD_OAUTHCLIENT_ID")
    if not token and not client_id:
        return target
    return Target(
        target.api_url,
        target.login_url,
        target.source,
        client_id or None,
        environment.get("GENESYSCLOUD_OAUTHCLIENT_SECRET") or None,
        token or None,
    )


def _cloud(domain: str, source: str) -> Target:
    return Target(f"https://api.{domain}", f"https://login.{domain}", source)


def _profile(name: str, environment: Mapping[str, str]) -> Target:
    path = Path.home() / ".gc" / "config.toml"
    try:
        profiles = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        message = f'"{name}" is not a URL or a region. To use it as a profile name, define it in {path}.'
        raise NoTarget(message) from None
    except (OSError, ValueError) as error:
        raise NoTarget(f"Cannot read {path}: {error}.") from None
    profile: Any = profiles.get(name)
    if not isinstance(profile, dict):
        meant = did_you_mean(name, profiles)
        hint = f'Did you mean "{meant}"?' if meant else f"Available profiles: {', '.join(profiles) or 'none'}."
        raise NoTarget(f'{path} has no profile "{name}". {hint}')
    target = _of_profile(name, profile, environment)  # pyright: ignore[reportUnknownArgumentType]
    return _with_environment(target, environment)


def _of_profile(name: str, profile: dict[str, Any], environment: Mapping[str, str]) -> Target:
    region = str(profile.get("environment") or environment.get("GENESYSCLOUD_REGION") or "mypurecloud.com")
    source = f"the profile {name}"
    host = profile.get("gateway_host")
    if host:
        port = profile.get("gateway_port")
        url = f"{profile.get('gateway_protocol') or 'https'}://{host}" + (f":{port}" if port else "")
        target = Target(url, url, source)
    else:
        target = _cloud(REGIONS.get(region, region), source)
    return Target(
        target.api_url,
        target.login_url,
        source,
        profile.get("client_credentials"),
        profile.get("client_secret"),
        profile.get("access_token"),
    )
