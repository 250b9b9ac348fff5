"""Prompts: their resources, one for each language. There is no audio: uploads are not served."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any, cast

from architrave.cloud.models import model
from architrave.contract.model_check import Problem
from architrave.contract.rules import INVALID_VALUE
from architrave.definitions.nouns.user_prompt import USER_PROMPT
from architrave.organization.entities import Conflict
from architrave.organization.entity import Entity
from architrave.server.call import Answer, ApiCall
from architrave.server.endpoint import Endpoint, endpoint
from architrave.server.entities.answers import EntityAnswers
from architrave.server.entities.bodies import RejectedBody, body_of
from architrave.server.entities.prompt_resources import of_language, resource_shape, resources_of
from architrave.server.query import PAGING
from architrave.server.refusals import Refusal, conflict, entity_not_found
from architrave.wire.paging import EntityListing

Shape = dict[str, Any]
Resources = list[Mapping[str, Any]]

_PROMPTS = EntityAnswers.of(USER_PROMPT)
_RESOURCES = "resources"
_DERIVED = frozenset({"id", "promptId", "name", "selfUri", "uploadUri", "mediaUri", "uploadStatus", "languageDefault"})
"""What a client may send and cannot set."""


async def index(call: ApiCall) -> EntityListing[Shape] | Refusal:
    """One page of the resources of a prompt."""
    prompt, page = _PROMPTS.find(call), call.page()
    if isinstance(prompt, Refusal):
        return prompt
    if isinstance(page, Refusal):
        return page
    return call.listing(resources_of(prompt), page, lambda one: resource_shape(prompt, one))


async def show(call: ApiCall) -> Shape | Refusal:
    """The resource of a prompt for a language."""
    prompt = _PROMPTS.find(call)
    if isinstance(prompt, Refusal):
        return prompt
    found = of_language(prompt, call.params["languageCode"])
    return _not_found(call) if found is None else resource_shape(prompt, found)


async def create(call: ApiCall) -> Shape | Refusal | RejectedBody:
    """Add a resource to a prompt, for a language that has none."""
    prompt = _PROMPTS.find(call)
    if isinstance(prompt, Refusal):
        return prompt
    body = await body_of(call)
    language = body.fields.get("language")
    if isinstance(language, str) and of_language(prompt, language) is not None:
        message = f'The prompt "{prompt.name}" has a resource for "{language}" already.'
        body.report(Problem(INVALID_VALUE, message, ("language",), "Change that one with PUT."))
    if body.rejected is not None:
        return body.rejected
    return await _kept(call, language, _given(body.fields))


async def replace(call: ApiCall) -> Shape | Refusal | RejectedBody:
    """Set the resource of a prompt for a language."""
    prompt = _PROMPTS.find(call)
    if isinstance(prompt, Refusal):
        return prompt
    found = of_language(prompt, call.params["languageCode"])
    if found is None:
        return _not_found(call)
    body = await body_of(call)
    if body.rejected is not None:
        return body.rejected
    return await _kept(call, found["language"], _given(body.fields))


async def delete(call: ApiCall) -> Answer | Refusal:
    """Delete the resource of a prompt for a language."""
    prompt = _PROMPTS.find(call)
    if isinstance(prompt, Refusal):
        return prompt
    found = of_language(prompt, call.params["languageCode"])
    if found is None:
        return _not_found(call)
    done = await _changed(call, lambda now: [one for one in now if not _is_for(one, found["language"])])
    return done if isinstance(done, Refusal) else Answer(None, 204)


def _given(sent: Shape) -> Shape:
    known = model("PromptAsset")
    settable = set(() if known is None else known.properties) - _DERIVED
    return {name: value for name, value in sent.items() if name in settable}


async def _kept(call: ApiCall, language: Any, given: Shape) -> Shape | Refusal:
    new = given | {"language": language}
    done = await _changed(call, lambda now: [*(one for one in now if not _is_for(one, language)), new])
    return done if isinstance(done, Refusal) else resource_shape(done, new)


async def _changed(call: ApiCall, change: Callable[[Resources], Resources]) -> Entity | Refusal:
    def changed(properties: Mapping[str, Any]) -> Shape:
        return {**properties, _RESOURCES: change(cast("Resources", properties.get(_RESOURCES) or []))}

    entities = call.services.organization.entities
    done = await asyncio.to_thread(entities.change, USER_PROMPT.name, call.params["promptId"], changed, call.author)
    return conflict(done) if isinstance(done, Conflict) else done


def _is_for(resource: Mapping[str, Any], language: str) -> bool:
    return str(resource.get("language")).casefold() == language.casefold()


def _not_found(call: ApiCall) -> Refusal:
    return entity_not_found("resource of the prompt", call.params["languageCode"])


_ALL = f"{_PROMPTS.api.path}/{{promptId}}/resources"
_ONE = f"{_ALL}/{{languageCode}}"
_NO_AUDIO = "There is no audio: durationSeconds is what was sent."

ENDPOINTS: tuple[Endpoint, ...] = (
    endpoint("GET", _ALL, index, query=PAGING),
    endpoint("POST", _ALL, create, note=_NO_AUDIO),
    endpoint("GET", _ONE, show),
    endpoint("PUT", _ONE, replace, note=_NO_AUDIO),
    endpoint("DELETE", _ONE, delete),
)
