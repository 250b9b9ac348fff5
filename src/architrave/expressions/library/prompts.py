"""The content of a prompt in the flow's current language.

These ask two questions: `language`, the tag of the flow's current language, and `lookUp`, of the prompt by its id, or
by its name if it has no id. The prompt's `resources` are as in the Platform API (`language`, `text`, `ttsString`,
`durationSeconds`); a prompt without resources that has these fields itself is the same in every language.
"""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from architrave.expressions.bounds import duration_of
from architrave.expressions.declare import Example, function
from architrave.expressions.question import Ask, Question
from architrave.expressions.values.record import Record

SYSTEM = "system"
"""The `type` of a system prompt; any other type is a user prompt (assumed)."""

_NOTE = (
    "Reads the prompt's resources in org.yaml. The texts of system prompts are not public: without an entry for the "
    "prompt, the result is NOT_SET."
)


def _resource(ask: Ask, prompt: Record | None) -> Mapping[str, Any]:
    if prompt is None:
        return {}
    noun = "systemPrompt" if prompt["type"] == SYSTEM else "userPrompt"
    by = "id" if prompt["id"] is not None else "name"
    entity = ask(Question("lookUp", (noun, by, prompt[by])))
    if entity is None:
        return {}
    resources: list[Mapping[str, Any]] | None = entity.get("resources")
    if resources is None:
        return entity
    language = str(ask(Question("language")) or "").lower()
    for resource in resources:
        if str(resource.get("language", "")).lower() == language:
            return resource
    return {}


@function(
    "GetPromptText(prompt: Prompt?) -> String",
    "The text of a prompt in the flow's current language; NOT_SET if there is none.",
    category="prompt",
    examples=[Example("GetPromptText(FindUserPrompt(NOT_SET))", "NOT_SET")],
    note=_NOTE,
    asks=True,
)
def _text(ask: Ask, prompt: Record | None) -> str | None:
    return _resource(ask, prompt).get("text")


@function(
    "GetPromptTextToSpeech(prompt: Prompt?) -> String",
    "The text-to-speech text of a prompt in the flow's current language; NOT_SET if there is none.",
    category="prompt",
    examples=[Example("GetPromptTextToSpeech(FindUserPrompt(NOT_SET))", "NOT_SET")],
    note=_NOTE,
    asks=True,
)
def _text_to_speech(ask: Ask, prompt: Record | None) -> str | None:
    return _resource(ask, prompt).get("ttsString")


@function(
    "GetPromptDuration(prompt: Prompt?) -> Duration",
    "The duration of a prompt's audio in the flow's current language; NOT_SET if there is none.",
    category="prompt",
    examples=[Example("GetPromptDuration(FindUserPrompt(NOT_SET))", "NOT_SET")],
    note=_NOTE,
    asks=True,
)
def _duration(ask: Ask, prompt: Record | None) -> timedelta | None:
    seconds = _resource(ask, prompt).get("durationSeconds")
    return None if seconds is None else duration_of(int(Decimal(str(seconds)) * 1000))
