"""Calls data actions for an engine's handlers: finds the definition, adds the credentials, and sends.

A relative address goes to the integration's host, which org.yaml may name. Without one, it goes to the Platform API:
to the local server, with a token of the organization's client.
"""

import asyncio
import json
import time
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid5

from architrave.definitions.mocks import ScriptedReply
from architrave.definitions.values import DataAction, Integration, Organization
from architrave.engine.data_actions.addresses import AllowedHosts, Resolve, joined, port_of
from architrave.engine.data_actions.agreeing import agreed_inputs, agreed_outputs, refused_inputs, refused_result
from architrave.engine.data_actions.exchange import NotSent, Request, Response, Send, Watch
from architrave.engine.data_actions.failures import failure
from architrave.engine.data_actions.performing import perform
from architrave.engine.data_actions.sending import HttpSender
from architrave.engine.data_actions.steps import Note, unnoted
from architrave.engine.world import Call
from architrave.interpreter.effects import CallDataAction, DataActionReply

NOT_DEFINED = "DataActionNotDefined"
"""The error code of a data action that the organization does not have (Architrave's)."""

DISABLED = "IntegrationDisabled"
"""The error code of a call for an integration that is not enabled (Architrave's)."""

DEFAULT_TIMEOUT = 60_000
"""Milliseconds. The default timeout (documented)."""

CUSTOM_AUTH = "customAuth"
_NAMESPACE = UUID("0c9a9a57-6f7b-5a5e-8b0a-41726368a7da")
_TOKEN_MARGIN_SECONDS = 60
_UNAUTHORIZED = 401


@dataclass(frozen=True, slots=True)
class Platform:
    """The local server, as its client sees it."""

    url: str
    client_id: str
    secret: str = field(repr=False)
    certificate: Path | None = None
    """The file of the authority that vouches for the server; None for one that everybody trusts."""


@dataclass(frozen=True, slots=True)
class _Checked:
    """What was found about a scripted call."""

    effect: CallDataAction
    organization: Organization
    action: DataAction | None
    misfits: list[str]


class DataActionCaller:
    """Calls the data actions of an organization. `organization` and `platform` return the current state of both."""

    def __init__(
        self,
        organization: Callable[[], Organization],
        allowed: AllowedHosts,
        platform: Callable[[], Platform | None] = lambda: None,
        resolve: Resolve | None = None,
    ) -> None:
        self._organization = organization
        self._send = HttpSender(allowed, resolve)
        self._platform = platform
        self._token: tuple[str, float] | None = None
        self._checked: _Checked | None = None

    async def call(self, effect: CallDataAction, call: Call, watch: Watch | None = None) -> DataActionReply:
        """The reply to a call, within the timeouts of the flow and of the definition."""
        integration = _integration(self._organization(), effect.category)
        return await self._performed(effect, call, self._sender(integration, call.idempotency_key), watch)

    async def respond(
        self,
        effect: CallDataAction,
        call: Call,
        scripted: ScriptedReply,
        note: Callable[[Request], None] = lambda _: None,
        watch: Watch | None = None,
    ) -> DataActionReply:
        """The reply to a call that gets a scripted HTTP response. Nothing is sent; `note` gets each request.

        The login of the integration gets the same response.
        """
        return await self._performed(effect, call, _responding(scripted, note), watch, is_scripted=True)

    async def run(
        self,
        action: DataAction,
        inputs: Mapping[str, Any],
        key: str,
        note: Note,
        scripted: ScriptedReply | None = None,
    ) -> DataActionReply:
        """The reply to a call of an action that need not be published. `note` gets each step that is done.

        `key` identifies the call to the other system. `scripted` is an HTTP response to use instead of a real one.
        """
        category = action.category or ""
        integration = _integration(self._organization(), category)
        send = self._sender(integration, key) if scripted is None else _responding(scripted, lambda _: None)
        limit = action.timeout or DEFAULT_TIMEOUT
        return await self._run(
            action, category, inputs, limit, send, _id_for(key), None, is_scripted=scripted is not None, note=note
        )

    async def _performed(
        self, effect: CallDataAction, call: Call, send: Send, watch: Watch | None, *, is_scripted: bool = False
    ) -> DataActionReply:
        organization = self._organization()
        correlation_id = _correlation_id(call)
        action = _find(organization, effect)
        if action is None:
            return _not_defined(effect, correlation_id)
        limit = _timeout(action, effect)
        return await self._run(
            action, effect.category, effect.inputs, limit, send, correlation_id, watch, is_scripted=is_scripted
        )

    async def _run(
        self,
        action: DataAction,
        category: str,
        inputs: Mapping[str, Any],
        limit: int,
        send: Send,
        correlation_id: str,
        watch: Watch | None,
        *,
        is_scripted: bool,
        note: Note = unnoted,
    ) -> DataActionReply:
        """The reply to a call within `limit` milliseconds."""
        organization = self._organization()
        integration = _integration(organization, category)
        if not integration.is_enabled:
            return _disabled(integration, correlation_id)
        login = None if action.action_type == CUSTOM_AUTH else _login(organization, category)
        try:
            async with asyncio.timeout(limit / 1000):
                return await perform(
                    action,
                    inputs,
                    send,
                    login=login,
                    credentials=integration.credentials,
                    correlation_id=correlation_id,
                    unset_inputs=organization.unset_inputs,
                    watch=watch,
                    is_scripted=is_scripted,
                    note=note,
                )
        except TimeoutError:
            return {"timeout": True}

    # -- scripted replies ----------------------------------------------------------------------------------------

    def definition(self, effect: CallDataAction) -> DataAction | None:
        """The definition that a call refers to; None if the organization has none."""
        return self._check(effect)[0]

    def timeout(self, effect: CallDataAction) -> int:
        """The milliseconds within which a call must be answered, by the flow and the definition."""
        action, _ = self._check(effect)
        return effect.timeout if action is None else _timeout(action, effect)

    def refused(self, effect: CallDataAction, call: Call | None = None) -> DataActionReply | None:
        """The failure of a call that would not be sent, because its inputs do not match the contract; else None."""
        _, misfits = self._check(effect)
        return refused_inputs(misfits, "" if call is None else _correlation_id(call)) if misfits else None

    def agreed(self, effect: CallDataAction, reply: DataActionReply, call: Call) -> DataActionReply:
        """A scripted reply as a real call would give it: a success that does not match the contract is a failure."""
        action, _ = self._check(effect)
        return reply if action is None else _agreed(action, reply, _correlation_id(call))

    def refused_run(self, action: DataAction, inputs: Mapping[str, Any], key: str) -> DataActionReply | None:
        """`refused` for an action that need not be published."""
        integration = _integration(self._organization(), action.category or "")
        if not integration.is_enabled:
            return _disabled(integration, _id_for(key))
        misfits = agreed_inputs(action, inputs)[1]
        return refused_inputs(misfits, _id_for(key)) if misfits else None

    def agreed_run(self, action: DataAction, reply: DataActionReply, key: str) -> DataActionReply:
        """`agreed` for an action that need not be published."""
        return _agreed(action, reply, _id_for(key))

    def _check(self, effect: CallDataAction) -> tuple[DataAction | None, list[str]]:
        """The definition, and why the inputs do not match its contract. The latest is kept: it is asked for thrice."""
        organization, checked = self._organization(), self._checked
        if checked is None or checked.effect is not effect or checked.organization is not organization:
            action = _find(organization, effect)
            misfits = [] if action is None else agreed_inputs(action, effect.inputs)[1]
            checked = self._checked = _Checked(effect, organization, action, misfits)
        return checked.action, checked.misfits

    # -- sending -------------------------------------------------------------------------------------------------

    def _sender(self, integration: Integration, key: str) -> Send:
        async def send(request: Request, /) -> Response:
            headers = dict(request.headers)
            present = {name.lower() for name in headers}
            headers |= {name: value for name, value in integration.headers.items() if name.lower() not in present}
            headers["Idempotency-Key"] = key
            if request.url.startswith(("http://", "https://")):
                return await self._send(replace(request, headers=headers))
            if not request.url.startswith("/"):
                message = "The requestUrlTemplate must give a path or an address that starts with http:// or https://."
                raise NotSent(message, "BAD_REQUEST", 400)
            if integration.base_url is not None:
                return await self._send(
                    replace(request, url=_under(integration.base_url, request.url), headers=headers)
                )
            return await self._send_to_platform(replace(request, headers=headers), integration)

        return send

    # -- the Platform API ----------------------------------------------------------------------------------------

    async def _send_to_platform(self, request: Request, integration: Integration) -> Response:
        platform = self._platform()
        if platform is None:
            raise NotSent(
                f"The data action calls {_path(request.url)} of the Platform API, but there is no server here. Use "
                "`architrave serve`, start `architrave worker` with --platform-url, add a reply to the mocks file, "
                "or name a host in org.yaml: "
                f"`integrations: {{{integration.name or 'NAME'}: {{baseUrl: https://…}}}}`.",
                "PlatformNotServed",
                501,
            )
        send = HttpSender(AllowedHosts(frozenset({_host_port(platform.url)})), trusted=platform.certificate)
        for attempt in range(2):
            token = await self._token_of(platform, send, fresh=attempt > 0)
            headers = {name: value for name, value in request.headers.items() if name.lower() != "authorization"}
            headers["Authorization"] = f"Bearer {token}"
            response = await send(replace(request, url=_under(platform.url, request.url), headers=headers))
            if response.status != _UNAUTHORIZED:
                break
        return response  # pyright: ignore[reportPossiblyUnboundVariable] - there is always a first attempt

    async def _token_of(self, platform: Platform, send: Send, *, fresh: bool) -> str:
        if self._token is not None and not fresh and self._token[1] > time.monotonic():
            return self._token[0]
        credentials = b64encode(f"{platform.client_id}:{platform.secret}".encode()).decode("ascii")
        headers = {"Authorization": f"Basic {credentials}", "Content-Type": "application/x-www-form-urlencoded"}
        reply = await send(
            Request("POST", _under(platform.url, "/oauth/token"), headers, "grant_type=client_credentials")
        )
        try:
            granted = json.loads(reply.body)
            token, seconds = str(granted["access_token"]), float(granted.get("expires_in", 0))
        except (ValueError, KeyError, TypeError):
            raise NotSent(f"The server at {platform.url} gave its own client no token.") from None
        self._token = token, time.monotonic() + seconds - _TOKEN_MARGIN_SECONDS
        return token


def _responding(scripted: ScriptedReply, note: Callable[[Request], None]) -> Send:
    """What gives a scripted HTTP response to every request."""
    values = scripted.values
    response = Response(values["status"], values["body"].encode("utf-8", "replace"), values["headers"])

    async def send(request: Request, /) -> Response:
        note(request)
        return response

    return send


def _agreed(action: DataAction, reply: DataActionReply, correlation_id: str) -> DataActionReply:
    if "success" not in reply:
        return reply
    outputs, misfits = agreed_outputs(action, reply["success"])
    agreed: DataActionReply = refused_result(misfits, correlation_id) if misfits else {"success": outputs}
    if "scripted" in reply:
        agreed["scripted"] = reply["scripted"]
    return agreed


def _find(organization: Organization, effect: CallDataAction) -> DataAction | None:
    """The definition that a flow refers to; a definition of the integration itself comes first."""
    found = [action for action in organization.data_actions if action.is_called(effect.category, effect.name)]
    return next((action for action in found if action.category is not None), next(iter(found), None))


def _login(organization: Organization, category: str) -> DataAction | None:
    """The action that an integration logs in with."""
    return next(
        (
            action
            for action in organization.data_actions
            if action.action_type == CUSTOM_AUTH and action.is_called(category, action.name)
        ),
        None,
    )


def _integration(organization: Organization, category: str) -> Integration:
    folded = category.strip().casefold()
    named = (found for name, found in organization.integrations.items() if name.strip().casefold() == folded)
    return next(named, Integration(category))


def _timeout(action: DataAction, effect: CallDataAction) -> int:
    return min(effect.timeout, action.timeout or DEFAULT_TIMEOUT)


def _correlation_id(call: Call) -> str:
    """The same for a repeated call."""
    return _id_for(call.idempotency_key)


def _id_for(key: str) -> str:
    return str(uuid5(_NAMESPACE, key))


def _disabled(integration: Integration, correlation_id: str) -> DataActionReply:
    message = f"The integration “{integration.name}” is disabled. Enable it: its intendedState must be ENABLED."
    return failure(message, code=DISABLED, status=400, message=message, correlation_id=correlation_id)


def _not_defined(effect: CallDataAction, correlation_id: str) -> DataActionReply:
    message = (
        f"Data action “{effect.category}/{effect.name}” is not defined in the organization. Save its export in "
        f"data-actions/{effect.category}/, or add a reply to the mocks file."
    )
    return failure(message, code=NOT_DEFINED, status=404, message=message, correlation_id=correlation_id)


def _under(base: str, path: str) -> str:
    """A path below an address. It starts with a slash, so that it cannot change the host."""
    return base.rstrip("/") + path


def _host_port(url: str) -> str:
    parts = urlsplit(url)
    return joined(parts.hostname or "", port_of(parts.scheme, parts.port))


def _path(url: str) -> str:
    return url.partition("?")[0]
