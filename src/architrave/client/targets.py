"""Finds the API and credentials for requests, from flags, the environment, a profile, or a local server.

It uses the ecosystem's names: `GENESYSCLOUD_OAUTHCLIENT_ID`, `GENESYSCLOUD_OAUTHCLIENT_SECRET`, `GENESYSCLOUD_REGION`,
`GENESYSCLOUD_ACCESS_TOKEN`, and profiles in `~/.gc/config.toml`.
"""

import os
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from architrave.client.local_servers import Running, find_running
from architrave.cloud.hosts import DOMAINS, with_brackets
from architrave.definitions.regular_files import CannotReadFileError, read_text
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

_ADDRESS = re.compile(r"(?:localhost|[\w.-]+\.[\w.-]+|\[[\da-f:]+\]):\d+", re.IGNORECASE)
_BRACKETED = "http://[::1]:8642"
_START_ONE = "Start one with `architrave serve FOLDER`, or name a server with --target."


@dataclass(frozen=True, slots=True)
class Target:
    """A Platform API and its credentials: a token, or a client with its secret. `source` says where they come from."""

    api_url: str
    login_url: str
    source: str
    client_id: str | None = None
    client_secret: str | None = None
    access_token: str | None = None
    certificate: str | None = None
    """The path of an authority to trust, besides those that everybody trusts."""
    names: tuple[str, ...] = ()
    """The host names of a local server, besides the loopback names."""
    folder: str | None = None
    """The folder that a local server serves."""


class NoTarget(Exception):  # noqa: N818 - shown to the user
    """No server was found. The message says what to do; it has `lines`, and a line break in one of them is a name's."""

    def __init__(self, *lines: str) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


class SeveralError(NoTarget):
    """Several servers serve the folder."""

    def __init__(self, folder: Path, running: Sequence[Running]) -> None:
        listed = (f"  {one.url}" for one in running)
        super().__init__(f"Several servers serve {folder}:", *listed, "Name one with --target URL.")


class OthersOnlyError(NoTarget):
    """No server serves this folder, but others run on this machine. A person may choose one of `running`."""

    def __init__(self, running: Sequence[Running]) -> None:
        listed = (f"  {one.url}  {one.folder}" for one in running)
        super().__init__(
            "No server serves this folder. These run on this machine:", *listed, "Name one with --target URL."
        )
        self.running = tuple(running)


def find_target(
    wanted: str | None,
    *,
    folder: Path,
    organization: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> Target:
    """The target that `wanted` names: a URL, a region, a profile, or the folder that a local server serves.

    None is the local server of `folder`: it serves that folder or one above it, up to `organization`, the folder's
    organization. Credentials come from the environment, else from the profile, else from the local server's file.

    Raises NoTarget, or OthersOnlyError if other local servers are running.
    """
    environment = os.environ if environment is None else environment
    if wanted is None:
        return _of_folder(folder, organization)
    if wanted.startswith(("http://", "https://")):
        url = with_brackets(wanted)
        if url is None:
            raise NoTarget(f"An IPv6 address with a port must be in brackets, as in {_BRACKETED}. {wanted} has none.")
        return _of_url(url.rstrip("/"), folder, environment)
    domain = REGIONS.get(wanted) or (wanted if wanted in DOMAINS else None)
    if domain is not None:
        return _with_environment(_cloud(domain, f"the region {wanted}"), environment)
    if _ADDRESS.fullmatch(wanted):
        raise NoTarget(f"{wanted} is not a URL. Did you mean http://{wanted}?")
    if Path(wanted).is_dir() and wanted not in _profiles(missing_ok=True):
        return _serving(Path(wanted))
    return _profile(wanted, environment)


def local_target(running: Running) -> Target:
    """A local server with the client that it made for Architrave's commands."""
    source = f"the local server of {running.folder}"
    return Target(
        running.url,
        running.url,
        source,
        running.client_id,
        running.client_secret,
        certificate=running.certificate,
        names=running.names,
        folder=running.folder,
    )


def _of_folder(folder: Path, organization: Path | None) -> Target:
    running = find_running(folder)
    here = folder.resolve()
    highest = None if organization is None else organization.resolve()
    above = [one for one in running if here.is_relative_to(one.folder)]
    own = [one for one in above if highest is None or Path(one.folder).is_relative_to(highest)]
    if own:
        return _only(max((Path(one.folder) for one in own), key=lambda path: len(path.parts)), own)
    if running:
        raise OthersOnlyError(sorted(running, key=lambda one: not Path(one.folder).is_relative_to(here)))
    raise NoTarget(f"No Architrave server is running on this machine. {_START_ONE}")


def _serving(folder: Path) -> Target:
    wanted = folder.resolve()
    own = find_running(wanted)
    if any(Path(one.folder) == wanted for one in own):
        return _only(wanted, own)
    raise NoTarget(f"No server serves {folder}. Start one with `architrave serve {folder}`.")


def _only(folder: Path, running: Sequence[Running]) -> Target:
    """The server of a folder. Raises SeveralError if it has several, with different databases."""
    found = [one for one in running if Path(one.folder) == folder]
    if len(found) > 1:
        raise SeveralError(folder, found)
    return local_target(found[0])


def _of_url(url: str, folder: Path, environment: Mapping[str, str]) -> Target:
    target = _with_environment(Target(url, url.replace("//api.", "//login.", 1), "named by --target"), environment)
    for one in find_running(folder, url):
        if target.client_id is None and target.access_token is None:
            return local_target(one)
        return replace(target, certificate=one.certificate)
    return target


def _with_environment(target: Target, environment: Mapping[str, str]) -> Target:
    token = environment.get("GENESYSCLOUD_ACCESS_TOKEN")
    client_id = environment.get("GENESYSCLOUD_OAUTHCLIENT_ID")
    if not token and not client_id:
        return target
    secret = environment.get("GENESYSCLOUD_OAUTHCLIENT_SECRET")
    return replace(target, client_id=client_id or None, client_secret=secret or None, access_token=token or None)


def _cloud(domain: str, source: str) -> Target:
    return Target(f"https://api.{domain}", f"https://login.{domain}", source)


def _profiles_file() -> Path:
    try:
        return Path.home() / ".gc" / "config.toml"
    except RuntimeError:
        raise NoTarget("Profiles are in your home folder, which is not known. Set $HOME to it.") from None


def _profiles(*, missing_ok: bool) -> dict[str, Any]:
    try:
        path = _profiles_file()
    except NoTarget:
        if missing_ok:
            return {}
        raise
    try:
        return tomllib.loads(read_text(path))
    except CannotReadFileError as problem:
        if missing_ok and problem.is_missing:
            return {}
        raise
    except (ValueError, RecursionError) as error:
        raise NoTarget(f"Cannot read {path}: {error}.") from None


def _profile(name: str, environment: Mapping[str, str]) -> Target:
    path = _profiles_file()
    try:
        profiles = _profiles(missing_ok=False)
    except CannotReadFileError as problem:
        message = f'"{name}" is not a URL, a region or a folder. To use it as a profile name, define it in {path}.'
        raise NoTarget(message if problem.is_missing else str(problem)) from None
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
