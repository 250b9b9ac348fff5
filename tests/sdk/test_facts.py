"""The facts about the Platform API are those of the Python SDK of the version that they name."""

import ast
import importlib.metadata
import re
from pathlib import Path

import pytest

from architrave.cloud.api_facts import SDK_VERSION
from architrave.cloud.api_paths import api_paths
from architrave.cloud.models import UNLISTED, ValueType, model, model_names
from architrave.cloud.operations import operation
from architrave.cloud.parameters import parameters

PACKAGE = "PureCloudPlatformClientV2"


def _version() -> str | None:
    try:
        return importlib.metadata.version(PACKAGE)
    except importlib.metadata.PackageNotFoundError:
        return None


pytestmark = [
    pytest.mark.sdk,
    pytest.mark.skipif(_version() != SDK_VERSION, reason=f"PyPI's {PACKAGE} {SDK_VERSION} is not installed"),
]

CALL = re.compile(
    r"^    def \w+\(self(?P<before>.*?)^ +resource_path = '(?P<path>[^']+)'.*?"
    r"call_api\(resource_path, '(?P<method>[A-Z]+)'.*?response_type=(?:None|'(?P<answer>[^']+)')",
    re.MULTILINE | re.DOTALL,
)
PARAMETER = re.compile(r"query_params\['([^']+)'\] = params\['(\w+)'\]")
DESCRIBED = re.compile(r":param (\S.*?) (\w+):.*?(\(required\))?\n")
BODY = re.compile(r":param (\S.*?) (?:body|data_table_row): .*?(\(required\))?\n")
WRITTEN = {
    "string": "str",
    "integer": "int",
    "number": "float",
    "boolean": "bool",
    "any": "object",
    "date-time": "datetime",
    "date": "date",
    "local-date-time": "LocalDateTime",
}


def written(type_: ValueType | None) -> str | None:
    """The type as the SDK writes it."""
    if type_ is None:
        return None
    if type_.kind in ("list", "map"):
        items = written(type_.items)
        return f"list[{items}]" if type_.kind == "list" else f"dict(str, {items})"
    return type_.model or WRITTEN[type_.format or type_.kind]


def source() -> Path:
    """The SDK's files, which are read and not run."""
    package = importlib.metadata.distribution(PACKAGE).locate_file(PACKAGE)
    return Path(str(package))


def test_operations() -> None:
    known = {(method, re.sub(r"{\w+}", "{}", path)): path for path in api_paths() for method in api_paths()[path]}
    seen: set[tuple[str, str]] = set()
    for file in sorted(source().glob("apis/*_api.py")):
        for call in CALL.finditer(file.read_text(encoding="utf-8")):
            key = (call["method"], re.sub(r"{\w+}", "{}", call["path"]))
            seen.add(key)
            found = operation(key[0], known[key])
            assert found is not None
            body = BODY.search(call["before"])
            expected = (body[1] if body else None, bool(body and body[2]), call["answer"])
            assert (written(found.body), found.requires_body, written(found.answer)) == expected, key
    assert seen == {*known}


def test_parameters() -> None:
    known = {(method, re.sub(r"{\w+}", "{}", path)): path for path in api_paths() for method in api_paths()[path]}
    for file in sorted(source().glob("apis/*_api.py")):
        for call in CALL.finditer(file.read_text(encoding="utf-8")):
            described = {name: (type_, bool(required)) for type_, name, required in DESCRIBED.findall(call["before"])}
            between = file.read_text(encoding="utf-8")[call.start() : call.end()]
            expected = {name: described[own] for name, own in PARAMETER.findall(between)}
            path = known[call["method"], re.sub(r"{\w+}", "{}", call["path"])]
            found = parameters(call["method"], path)
            assert {name: (written(one.type), one.is_required) for name, one in found.items()} == expected, path


def test_models() -> None:
    files = {re.sub("_", "", file.stem).lower(): file for file in source().glob("models/*.py")}
    for name in model_names():
        text = files[name.lower()].read_text(encoding="utf-8")
        types, names = (
            ast.literal_eval(re.search(rf"self\.{table} = (\{{.*?\n {{8}}\}})", text, re.DOTALL)[1])  # type: ignore[index]
            for table in ("swagger_types", "attribute_map")
        )
        found = model(name)
        assert found is not None
        expected = {names[each]: type_ for each, type_ in types.items()}
        assert {each.name: written(each.type) for each in found.properties.values()} == expected, name
        values = {
            names[setter]: tuple(ast.literal_eval(listed))
            for setter, listed in re.findall(
                r"@(\w+)\.setter(?:(?!@property).)*?allowed_values = (\[.*?\])\n", text, re.DOTALL
            )
        }
        values |= {of: (*values[of], *more) for (in_model, of), more in UNLISTED.items() if in_model == name}
        assert {each.name: each.values for each in found.properties.values() if each.values} == values, name
