"""From a reply to the outputs of a flow: translation map, defaults, success template, contract, flattening."""

import json
from collections.abc import Mapping
from typing import Any, cast

from architrave.definitions.data_action_checks import bare_word
from architrave.definitions.flattening import flattened_values
from architrave.definitions.values import DataAction
from architrave.diagnostics.whole import may_have_halves, whole_json
from architrave.engine.data_actions.agreeing import refused_result
from architrave.engine.data_actions.contracts import problems
from architrave.engine.data_actions.exchange import Response
from architrave.engine.data_actions.failures import failure, not_json, of_status
from architrave.engine.data_actions.requests import object_of, rendered
from architrave.engine.data_actions.steps import TEMPLATE, TRANSLATE, VALIDATE_OUTPUT, Note, unnoted
from architrave.interpreter.effects import DataActionFailed, DataActionReply
from architrave.templates import Fault, NoValue, Refused, Strictness, compile_path

RAW_RESULT = "${rawResult}"
"""The success template of a definition without one."""

MAX_DEPTH = 50
"""The maximum depth of a reply's JSON (documented)."""

_NO_BODY = "{}"
"""The value of a reply without a body (assumed)."""


class Unusable(Exception):  # noqa: N818 - becomes a failure
    """The reply makes the action fail."""

    def __init__(self, reply: DataActionFailed) -> None:
        super().__init__(reply)
        self.reply = reply


def conclude(action: DataAction, response: Response, correlation_id: str, note: Note = unnoted) -> DataActionReply:
    """The reply that a flow gets: `{"success": OUTPUTS}` or `{"failure": OUTPUTS}`. `note` gets each step."""
    try:
        resolved = resolve(action, response, correlation_id, note)
    except Unusable as unusable:
        return unusable.reply
    schema = action.contract["output"]["successSchema"]
    misfits = problems(schema, resolved)
    if misfits:
        return refused_result(misfits, correlation_id)
    note(VALIDATE_OUTPUT, resolved)
    return {"success": flattened_values(schema, resolved)}


def resolve(action: DataAction, response: Response, correlation_id: str, note: Note = unnoted) -> Any:
    """The result of the success template for a reply, as JSON. Raises Unusable."""
    raw, data, problem = _read(response.body)
    if not 200 <= response.status < 300:
        raise Unusable(of_status(response, data, correlation_id))
    if problem is not None:
        raise Unusable(not_json(problem, correlation_id))
    try:
        text = _rendered(action, raw, data, note)
    except Refused as refusal:
        why = f"The reply could not be translated. {refusal}"
        raise Unusable(failure(why, correlation_id=correlation_id)) from None
    _, resolved, problem = _read(text.encode("utf-8", "replace"))
    if problem is not None:
        why = f"The success template does not give JSON: {_excerpt(text)}"
        raise Unusable(failure(why, correlation_id=correlation_id))
    note(TEMPLATE, resolved)
    return resolved


def _read(body: bytes) -> tuple[str, Any, str | None]:
    """A body as text and as JSON data, or why it is not JSON. An empty body counts as an empty object."""
    try:
        text = body.decode("utf-8-sig").strip() or _NO_BODY
        data = json.loads(text, parse_constant=_refuse_constant)
    except UnicodeDecodeError:
        return "", None, "The reply is not JSON: it is not UTF-8 text."
    except (ValueError, RecursionError):
        return "", None, "The reply is not JSON."
    if _deeper_than(data, MAX_DEPTH):
        return "", None, f"The reply's JSON is deeper than {MAX_DEPTH} levels."
    return text, whole_json(data) if may_have_halves(text) else data, None


def _refuse_constant(name: str) -> Any:
    raise ValueError(name)


def _deeper_than(data: Any, levels: int) -> bool:
    current: list[Any] = [data]
    for _ in range(levels + 1):
        current = [
            inner
            for value in current
            if isinstance(value, list | dict)
            for inner in cast("list[Any]", value if isinstance(value, list) else list(cast("Any", value).values()))
        ]
        if not current:
            return False
    return True


def _rendered(action: DataAction, raw: str, data: Any, note: Note) -> str:
    config = cast("dict[str, Any]", action.config["response"])
    paths = object_of(config.get("translationMap"), "translationMap")
    defaults = object_of(config.get("translationMapDefaults"), "translationMapDefaults")
    values = _translated(paths, defaults, data)
    note(TRANSLATE, values)
    template = config.get("successTemplate")
    text = RAW_RESULT if template is None else template
    return rendered(text, "successTemplate", {**values, "rawResult": raw}, Strictness.STRICT)


def _translated(paths: Mapping[str, Any], defaults: Mapping[str, Any], data: Any) -> dict[str, str]:
    """The values of the translation map as JSON text. A name without a value and without a default is left out."""
    values = {name: _default(text) for name, text in defaults.items()}
    for name, text in paths.items():
        path = compile_path(str(text))
        if isinstance(path, Fault):
            if name not in defaults:
                raise Refused(path.message)
            continue
        try:
            values[name] = json.dumps(path.read(data), ensure_ascii=False)
        except NoValue:
            continue
    return values


def _default(text: Any) -> str:
    """A default as it goes into the template: as written, except a word without quotes."""
    written = text if isinstance(text, str) else json.dumps(text)
    try:
        json.loads(written)
    except ValueError:
        return json.dumps(written) if bare_word(written) else written
    return written


def _excerpt(text: str) -> str:
    shown = " ".join(text.split())
    return shown if len(shown) <= 200 else f"{shown[:200]}…"
