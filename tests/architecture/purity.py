"""What the pure packages may use. Everything else is forbidden: clocks, random numbers, network, files, threads, …

A pure package only computes; it reaches nothing outside. The rule is a list of what may be used: each module of the
standard library or of a dependency, with the names that may be used from it. Any other name is forbidden. If you need
another one and it is pure (its result depends only on its arguments), add it to `MAY_USE`. If it is not, pass the value
as an argument or get it through an effect.

Each name in `EXCEPTIONS` may be used in one module only, for the reason given. While the tests run, `watching.py` finds
what a static check cannot see: a name that is built from parts, or a library that reads a clock internally.
"""

import ast
import builtins
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PURE_PACKAGES = (
    "diagnostics",
    "expressions",
    "templates",
    "flows",
    "interpreter",
    "contract",
    "definitions",
    "cloud",
    "diagram",
    "comparison",
)

PURE_MODULES = ("engine/drive.py", "engine/embedded/scheduler.py")
"""Modules in other packages that must follow the same rule."""

MAY_USE = {
    "__future__": "annotations",
    "abc": "ABC abstractmethod",
    "babel": "Locale UnknownLocaleError",
    "babel.dates": "format_date format_time",
    "babel.numbers": "format_currency format_decimal get_currency_symbol",
    "babel.units": "format_unit",
    "base64": "b64decode b64encode",
    "binascii": "Error",
    "bisect": "bisect_left bisect_right",
    "calendar": "isleap",
    "collections": "ChainMap Counter defaultdict deque",
    "collections.abc": "Callable Collection Container Generator Hashable Iterable Iterator Mapping Sequence",
    "contextlib": "contextmanager suppress",
    "copy": "deepcopy",
    "csv": "Error reader",
    "dataclasses": "dataclass field fields replace",
    "datetime": "UTC date datetime time timedelta timezone",
    "dateutil.rrule": "rrule rrulestr",
    "decimal": "Context Decimal DecimalException DivisionByZero InvalidOperation Overflow "
    "ROUND_CEILING ROUND_DOWN ROUND_FLOOR ROUND_HALF_DOWN ROUND_HALF_UP localcontext",
    "difflib": "SequenceMatcher",
    "enum": "Enum IntEnum StrEnum auto",
    "errno": "EACCES ELOOP ENOENT EPERM",
    "functools": "cache lru_cache partial reduce wraps",
    "hashlib": "sha256",
    "heapq": "heappop heappush",
    "html": "escape unescape",
    "html.entities": "codepoint2name",
    "inspect": "isgeneratorfunction",
    "io": "StringIO",
    "ipaddress": "ip_address",
    "itertools": "accumulate chain groupby islice pairwise product",
    "json": "JSONDecodeError JSONDecoder JSONEncoder dumps loads",
    "json.decoder": "scanstring",
    "math": "ceil copysign floor fmod inf isfinite isinf isnan isqrt nan pow prod sqrt",
    "msgspec": "MsgspecError Struct UNSET UnsetType convert field json msgpack structs to_builtins",
    "msgspec.structs": "replace",
    "operator": "itemgetter",
    "pathlib": "PurePath PurePosixPath",
    "posixpath": "dirname isabs join normpath",
    "phonenumbers": "COUNTRY_CODE_TO_REGION_CODE NumberParseException PhoneNumberFormat format_number parse",
    "re2": "Options compile error",
    "re": "ASCII DOTALL IGNORECASE MULTILINE Match Pattern VERBOSE compile error escape findall fullmatch match search "
    "split sub",
    "shlex": "quote",
    "stat": "S_ISBLK S_ISCHR S_ISDIR S_ISFIFO S_ISREG S_ISSOCK",
    "sys": "maxunicode",
    "textwrap": "dedent wrap",
    "tomllib": "TOMLDecodeError loads",
    "traceback": "extract_tb",
    "types": "MappingProxyType ModuleType",
    "typing": "Any ClassVar Final Generic Literal NamedTuple NoReturn NotRequired Protocol Self TYPE_CHECKING get_args "
    "TypeGuard TypeVar TypedDict assert_never cast dataclass_transform overload runtime_checkable",
    "unicodedata": "category combining east_asian_width normalize",
    "urllib.parse": "parse_qsl quote quote_plus unquote unquote_plus urlsplit",
    "uuid": "UUID uuid5",
    "xml.etree.ElementTree": "Element SubElement indent tostring",
    "yaml": "AliasEvent CSafeLoader DocumentStartEvent Event MappingEndEvent MappingStartEvent MarkedYAMLError "
    "SafeLoader ScalarEvent SequenceEndEvent SequenceStartEvent YAMLError parse reader",
    "zlib": "crc32",
    "zoneinfo": "ZoneInfo",
}
"""The modules outside Architrave, with the names that may be used from each."""

BUILTINS = set(dir(builtins)) - {
    "__import__", "breakpoint", "compile", "delattr", "dir", "eval", "exec", "exit", "getattr",
    "globals", "hash", "id", "input", "locals", "memoryview", "open", "print", "quit", "setattr",
    "vars",
}  # fmt: skip
"""The built-in names that may be used. `hash` (outside `__hash__`) and `id` differ from process to process."""

METHODS_OF_THE_LOCAL_ZONE = {"astimezone": 1, "timestamp": 1}
"""Methods that use the machine's time zone if they are called with fewer arguments than this."""

METHODS = {
    "fromtimestamp", "now", "today", "utcfromtimestamp", "utcnow",
    "absolute", "chmod", "cwd", "exists", "expanduser", "glob", "home", "is_dir", "is_file", "is_symlink", "iterdir",
    "lstat", "mkdir", "open", "read_bytes", "read_text", "readlink", "rename", "resolve", "rglob", "rmdir", "samefile",
    "stat", "symlink_to", "touch", "unlink", "write_bytes", "write_text",
}  # fmt: skip
"""Methods of dates that read the clock, and methods of paths that reach files. Our own attributes have other names."""

SPECIAL_NAMES = {"__all__", "__class__", "__doc__", "__init__", "__name__", "__path__", "__setattr__", "__slots__"}
"""The special attributes that may be read. Others give access to a frame, a module or all built-ins."""

_OWN_MODULES = "imports modules of its own package"
_FILES = "reads the organization's files"
_PACKAGE_DATA = "reads data that comes with the package or a dependency, as much a part of the program as its code"

EXCEPTIONS = {
    ("cloud/api_facts.py", ".read_text"): _PACKAGE_DATA,
    ("cloud/api_facts.py", "__file__"): _PACKAGE_DATA,
    ("cloud/api_facts.py", "pathlib.Path"): _PACKAGE_DATA,
    ("definitions/files.py", ".is_dir"): _FILES,
    ("definitions/files.py", "pathlib.Path"): _FILES,
    ("definitions/flow_parts.py", ".absolute"): "a flow's place below the folder whose files it may read",
    ("definitions/flow_parts.py", "pathlib.Path"): _FILES,
    ("definitions/nearest.py", ".absolute"): "continues the search above the current folder",
    ("definitions/regular_files.py", ".is_symlink"): _FILES,
    ("definitions/regular_files.py", ".readlink"): _FILES,
    ("definitions/regular_files.py", ".stat"): _FILES,
    ("definitions/regular_files.py", "getattr"): "the flags of the system for opening a file",
    ("definitions/regular_files.py", "os"): _FILES,
    ("definitions/regular_files.py", "os as a value"): "the flags of the system for opening a file",
    ("definitions/regular_files.py", "os.O_RDONLY"): _FILES,
    ("definitions/regular_files.py", "os.fdopen"): _FILES,
    ("definitions/regular_files.py", "os.fstat"): _FILES,
    ("definitions/regular_files.py", "os.open"): _FILES,
    ("definitions/regular_files.py", "pathlib.Path"): _FILES,
    ("definitions/walking.py", ".is_dir"): _FILES,
    ("definitions/walking.py", ".is_symlink"): _FILES,
    ("definitions/walking.py", ".stat"): _FILES,
    ("definitions/walking.py", "os"): _FILES,
    ("definitions/walking.py", "os.stat_result"): _FILES,
    ("definitions/walking.py", "os.path"): _FILES,
    ("definitions/walking.py", "os.scandir"): _FILES,
    ("definitions/walking.py", "pathlib.Path"): _FILES,
    ("definitions/nearest.py", ".is_dir"): _FILES,
    ("definitions/nearest.py", "os"): _FILES,
    ("definitions/nearest.py", "os.path"): _FILES,
    ("definitions/nearest.py", "pathlib.Path"): _FILES,
    ("definitions/lint_rules.py", ".__dict__"): "lists the rules of the packages below",
    ("definitions/reader.py", ".is_file"): _FILES,
    ("definitions/reader.py", ".resolve"): _FILES,
    ("definitions/reader.py", "pathlib.Path"): _FILES,
    ("definitions/values.py", "pathlib.Path"): "names the folder of an organization",
    ("diagnostics/guarding.py", ".__traceback__"): "says where in Architrave a bug showed",
    ("diagnostics/rule.py", ".read_text"): _PACKAGE_DATA,
    ("diagnostics/rule.py", "importlib.resources.files"): _PACKAGE_DATA,
    ("expressions/__init__.py", "getattr"): _OWN_MODULES,
    ("expressions/__init__.py", "globals"): "stores what was imported late",
    ("expressions/__init__.py", "importlib.import_module"): _OWN_MODULES,
    ("expressions/compiler.py", "compile"): "compiles Python without any user input",
    ("expressions/compiler.py", "exec"): "runs Python without any user input",
    ("expressions/compiler.py", "id"): "tells constants apart while one expression is compiled",
    ("expressions/library/__init__.py", "importlib.import_module"): _OWN_MODULES,
    ("expressions/library/__init__.py", "pkgutil.iter_modules"): _OWN_MODULES,
    ("expressions/library/access.py", "getattr"): "reads an attribute from a fixed table",
    ("expressions/library/language_detection.py", "import_module('lingua')"): "imports an extra late: it is large",
    ("expressions/library/language_detection.py", "importlib.import_module"): "imports an extra late: it is large",
    ("flows/program.py", "getattr"): "reads the attributes that a class of fields declares",
    ("interpreter/performing.py", "importlib.import_module"): _OWN_MODULES,
    ("interpreter/performing.py", "pkgutil.iter_modules"): _OWN_MODULES,
    ("interpreter/semantics.py", "importlib.metadata.version"): "names the versions of the data that values depend on",
    ("interpreter/zones.py", ".is_file"): _PACKAGE_DATA,
    ("interpreter/zones.py", ".open"): _PACKAGE_DATA,
    ("interpreter/zones.py", "importlib.resources.files"): _PACKAGE_DATA,
}
"""What only one module may use (a built-in, a name with its module, or a method after a dot), with the reason."""


@dataclass(frozen=True, order=True)
class Use:
    """A use of something that is not on the list: module, line, name."""

    module: str
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.module}:{self.line} uses {self.what}"


def refused_uses(package: Path) -> list[Use]:
    """Every use in the pure packages and modules below `package` that neither `MAY_USE` nor `EXCEPTIONS` allows."""
    return sorted(use for use in _all_uses(package) if (use.module, use.what) not in EXCEPTIONS)


def unused_exceptions(package: Path) -> set[tuple[str, str]]:
    """The exceptions that no code needs any longer."""
    return EXCEPTIONS.keys() - {(use.module, use.what) for use in _all_uses(package)}


def _all_uses(package: Path) -> Iterator[Use]:
    for pure in PURE_PACKAGES:
        for path in sorted((package / pure).rglob("*.py")):
            yield from uses(path.relative_to(package).as_posix(), path.read_text(encoding="utf-8"))
    for module in PURE_MODULES:
        if (package / module).exists():
            yield from uses(module, (package / module).read_text(encoding="utf-8"))


@cache
def uses(module: str, text: str) -> tuple[Use, ...]:
    """Every use in one module of something that is not in `MAY_USE`."""
    return tuple(Use(module, line, what) for line, what in _Reader(ast.parse(text)).found())


class _Reader:
    """Finds the names from outside that a module uses."""

    def __init__(self, tree: ast.Module) -> None:
        self._tree = tree
        self._modules: dict[str, str] = {}
        functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name == "__hash__"]
        self._hashes = {node for function in functions for node in ast.walk(function)}

    def found(self) -> Iterator[tuple[int, str]]:
        """Each use of something that may not be used, by line and name."""
        nodes = list(ast.walk(self._tree))
        for node in nodes:
            if isinstance(node, ast.Import):
                yield from self._import(node)
            elif isinstance(node, ast.ImportFrom):
                yield from self._import_from(node)
        bases = {id(node.value) for node in nodes if isinstance(node, ast.Attribute)}
        for node in nodes:
            if isinstance(node, ast.Attribute):
                yield from self._attribute(node)
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                yield from self._name(node, is_base=id(node) in bases)
            elif isinstance(node, ast.Call):
                yield from self._call(node)

    def _import(self, node: ast.Import) -> Iterator[tuple[int, str]]:
        for name in node.names:
            if name.name not in MAY_USE:
                yield node.lineno, name.name
            if name.asname:
                self._modules[name.asname] = name.name
            else:
                top = name.name.partition(".")[0]
                self._modules[top] = top

    def _import_from(self, node: ast.ImportFrom) -> Iterator[tuple[int, str]]:
        module = node.module or ""
        if node.level or module.partition(".")[0] == "architrave":
            return  # the layers say which package may import which
        allowed = MAY_USE.get(module, "").split()
        for name in node.names:
            if name.name not in allowed:
                yield node.lineno, f"{module}.{name.name}"
            elif f"{module}.{name.name}" in MAY_USE:
                self._modules[name.asname or name.name] = f"{module}.{name.name}"

    def _attribute(self, node: ast.Attribute) -> Iterator[tuple[int, str]]:
        module = self._module(node.value)
        if module is not None:
            if node.attr not in MAY_USE.get(module, "").split() and f"{module}.{node.attr}" not in MAY_USE:
                yield node.lineno, f"{module}.{node.attr}"
        elif node.attr in METHODS or _is_special(node.attr):
            yield node.lineno, f".{node.attr}"

    def _module(self, node: ast.expr) -> str | None:
        """The dotted name of the module that an expression names, None if it is not a module."""
        if isinstance(node, ast.Name):
            return self._modules.get(node.id)
        if isinstance(node, ast.Attribute) and (module := self._module(node.value)) is not None:
            dotted = f"{module}.{node.attr}"
            return dotted if dotted in MAY_USE else None
        return None

    def _name(self, node: ast.Name, *, is_base: bool) -> Iterator[tuple[int, str]]:
        if node.id in self._modules:
            if not is_base:
                yield node.lineno, f"{self._modules[node.id]} as a value"
        elif node.id == "hash" and node in self._hashes:
            return
        elif (hasattr(builtins, node.id) and node.id not in BUILTINS) or _is_special(node.id):
            yield node.lineno, node.id

    def _call(self, node: ast.Call) -> Iterator[tuple[int, str]]:
        if isinstance(node.func, ast.Name) and node.func.id == "import_module":
            imported = ast.unparse(node.args[0])
            if not re.match(r"'architrave\.|f['\"]\{(\w+\.)?__name__\}\.", imported):
                yield node.lineno, f"import_module({imported})"
        if not isinstance(node.func, ast.Attribute):
            return
        name, given = node.func.attr, len(node.args) + len(node.keywords)
        if given < METHODS_OF_THE_LOCAL_ZONE.get(name, 0):
            yield node.lineno, f".{name}()"


def _is_special(name: str) -> bool:
    return name.startswith("__") and name not in SPECIAL_NAMES
