"""What `architrave.open` takes and refuses, and how it is used in a notebook."""

import ast
import asyncio
import inspect
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

import architrave
from architrave import ManualClock
from architrave.diagnostics import Source
from tests.local.test_platform import EXAMPLE, INPUTS, NAPS
from tests.markup import text_of

WRONG = [
    ({"org": 5}, TypeError, "org must be a path or an architrave Source, not int."),
    ({"org": b"org"}, TypeError, "org must be a path or an architrave Source, not bytes."),
    ({"clock": 5}, TypeError, "clock must be a clock such as architrave.ManualClock(…), not int."),
    ({"clock": lambda: 5}, TypeError, "clock must be a clock such as architrave.ManualClock(…), not function."),
    ({"database": 5}, TypeError, "database must be a path, a URL or None, not int."),
    ({"mocks": ["x"]}, TypeError, "mocks must be a path, a mapping or None, not list."),
    ({"contract": "x"}, ValueError, "contract must be 'platform' or 'extended', not 'x'."),
    ({"contract": None}, ValueError, "contract must be 'platform' or 'extended', not None."),
    ({"contract": []}, ValueError, "contract must be 'platform' or 'extended', not []."),
    ({"engine": "foo"}, architrave.EngineUnusableError, "“foo” is not an engine address. Use embedded, or temporal://"),
    ({"engine": "temporal://"}, ValueError, "is not an engine address"),
    ({"engine": None}, TypeError, "engine must be a text, not NoneType."),
    ({"workers": "x"}, TypeError, "workers must be a whole number or None, not str."),
    ({"workers": 1.5}, TypeError, "workers must be a whole number or None, not float."),
    ({"workers": True}, TypeError, "workers must be a whole number or None, not bool."),
    ({"workers": -1}, ValueError, "workers must be at least 0, not -1."),
    ({"rate_limit": -1}, ValueError, "rate_limit must be at least 1, not -1."),
    ({"rate_limit": 0}, ValueError, "rate_limit must be at least 1, not 0."),
    ({"rate_limit": "300"}, TypeError, "rate_limit must be a whole number or None, not str."),
    ({"allow_hosts": 5}, TypeError, "allow_hosts must be a text, or a list of texts, not int."),
    ({"allow_hosts": [5]}, TypeError, "Each of allow_hosts must be a text, not int."),
    ({"allow_hosts": ["http://"]}, ValueError, "allow_hosts: http:// is not a host. Write HOST:PORT"),
    ({"allow_hosts": "*.example.com"}, ValueError, "allow_hosts: *.example.com is not a host."),
    ({"allow_origins": b"x"}, TypeError, "Each of allow_origins must be a text, not int."),
    ({"allow_origins": ["localhost"]}, ValueError, "allow_origins: localhost: not a valid origin."),
    ({"client": "erp"}, TypeError, "client must be a Client or None, not str."),
    ({"environment": [("A", "B")]}, TypeError, "environment must be a mapping of texts, not list."),
]


@pytest.mark.parametrize(("settings", "error", "said"), WRONG)
def test_a_wrong_setting_is_refused_with_its_name_before_anything_is_opened(settings, error, said) -> None:
    with pytest.raises(error) as raised:
        architrave.open(**{"org": EXAMPLE} | settings)
    assert said in str(raised.value)


MISUSED = [
    (lambda one: one.run("Order sync", [1]), "inputs must be a mapping of names to JSON values, not list."),
    (lambda one: one.launch("Order sync", [1]), "inputs must be a mapping of names to JSON values, not list."),
    (lambda one: one.run(5), "flow must be a name, an id, a path or a Source, not int."),
    (lambda one: one.launch(5), "flow must be a name or an id, not int."),
    (lambda one: one.launch(Path("flow.yaml")), "flow must be a name or an id, not PosixPath."),
    (lambda one: one.run("Order sync", INPUTS, at=1.5), "A time must be a datetime, an ISO text or whole milliseconds"),
    (lambda _: ManualClock(1.5), "A time must be a datetime, an ISO text or whole milliseconds, not float."),
    (lambda _: ManualClock(None), "A time must be a datetime, an ISO text or whole milliseconds, not NoneType."),
]


@pytest.mark.parametrize(("use", "said"), MISUSED)
def test_an_argument_of_a_wrong_type_is_named(example, use, said) -> None:
    with pytest.raises(TypeError) as raised:
        use(example)
    assert said in str(raised.value)


@pytest.fixture(scope="module")
def example():
    with architrave.open(EXAMPLE) as platform:
        yield platform


@pytest.mark.parametrize("database", [None, ":memory:", "sqlite://", "sqlite:///:memory:"])
def test_a_database_in_memory_is_a_temporary_one(tmp_path, monkeypatch, database) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    monkeypatch.chdir(tmp_path)
    with architrave.open(Source("mine", NAPS), database=database) as platform:
        one = platform.launch("Naps")
        assert platform.execution(one.id).status == "RUNNING"
        assert len(list(scratch.iterdir())) == 1
    assert list(tmp_path.iterdir()) == [scratch]
    assert not list(scratch.iterdir())


# -- one clock ---------------------------------------------------------------------------------------------------------


def test_a_manual_clock_belongs_to_one_open_platform() -> None:
    clock = ManualClock(0)
    naps = Source("mine", NAPS)
    with architrave.open(naps, clock=clock) as one, architrave.open(naps, clock=clock) as other:
        one.launch("Naps")
        for use in (other.start, lambda: other.launch("Naps"), lambda: other.advance(hours=1)):
            with pytest.raises(ValueError, match="This ManualClock is used by another platform that is still open"):
                use()
        assert other.run().status == "COMPLETED", "a run has a clock of its own"
        one.advance(hours=1)
        assert clock() == 3_600_000
    with architrave.open(naps, clock=clock) as later:
        later.advance(hours=1)
        launched = later.launch("Naps")
        later.advance(hours=2)
        assert later.execution(launched.id).status == "COMPLETED"


def test_a_manual_clock_is_free_again_after_the_platform_could_not_start(tmp_path) -> None:
    clock = ManualClock(0)
    with architrave.open(EXAMPLE, clock=clock, database="mysql://x") as one, pytest.raises(architrave.CannotOpenError):
        one.start()
    with architrave.open(EXAMPLE, clock=clock) as other:
        other.start()


# -- in a notebook -----------------------------------------------------------------------------------------------------

CELLS = f"""
import architrave
async with architrave.open({str(EXAMPLE)!r}) as platform:
    run = await platform.run("Order sync", {INPUTS!r})
    launched = await platform.launch("Order sync", {INPUTS!r})
    ended = await platform.result(launched.id)
with architrave.open({str(EXAMPLE)!r}) as platform:
    again = platform.run("Order sync", {INPUTS!r})
kept = architrave.open({str(EXAMPLE)!r}).keep_open()
launched = kept.launch("Order sync", {INPUTS!r})
kept_ended = kept.result(launched.id)
kept.close()
"""


def test_cells_of_a_notebook_run_in_its_event_loop() -> None:
    """A notebook compiles a cell with top-level await, and awaits it in a loop that keeps running."""
    code = compile(CELLS, "<cell>", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    names: dict[str, object] = {}

    async def notebook() -> None:
        result = eval(code, names)
        assert inspect.isawaitable(result)
        await result

    before = threading.enumerate()
    asyncio.run(notebook())
    statuses = [names[name].status for name in ("run", "ended", "again", "kept_ended")]
    assert statuses == ["COMPLETED"] * 4
    assert not [one for one in set(threading.enumerate()) - set(before) if one.name == "architrave-platform"]


def test_a_platform_that_is_kept_open_is_closed_once() -> None:
    platform = architrave.open(EXAMPLE).keep_open()
    assert platform.run("Order sync", INPUTS).status == "COMPLETED"
    platform.close()
    platform.close()
    with pytest.raises(RuntimeError, match="This platform is closed"):
        platform.run("Order sync", INPUTS)


@pytest.mark.slow
def test_a_program_ends_quietly_with_a_platform_that_it_kept_open(tmp_path) -> None:
    program = (
        f"import architrave; platform = architrave.open({str(EXAMPLE)!r}).keep_open(); "
        f"platform.serve(); platform.launch('Order sync', {INPUTS!r})"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        timeout=60,
        env=os.environ | {"TMPDIR": str(tmp_path)},
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert not list(tmp_path.iterdir())


def test_a_platform_that_is_not_open_says_how_to_open_it() -> None:
    opening = architrave.open(EXAMPLE)
    assert repr(opening) == (
        f"<architrave.open({str(EXAMPLE)!r}), not open yet: use it in a `with` or `async with` block, "
        "or call keep_open().>"
    )
    with pytest.raises(AttributeError, match=r"has no attribute 'run'. The platform is not open yet: use it in a"):
        opening.run("Order sync")
    with pytest.raises(AttributeError, match=r"has no attribute 'rnu'\.$"):
        opening.rnu("Order sync")
    assert not hasattr(opening, "_repr_html_")


def test_a_platform_is_short_to_look_at() -> None:
    platform = architrave.open(EXAMPLE)
    with platform as one:
        assert repr(one) == "<LocalPlatform 'Order sync example', 4 flows>"
        server = one.serve()
        assert repr(one) == f"<LocalPlatform 'Order sync example', 4 flows, serving at {server.url}>"
    assert repr(one) == "<LocalPlatform 'Order sync example', 4 flows, closed>"
    with architrave.open(Source("mine", NAPS)) as single:
        assert repr(single) == "<LocalPlatform 'mine'>"

    async def look() -> str:
        async with architrave.open(EXAMPLE) as other:
            return repr(other)

    assert asyncio.run(look()) == "<AsyncLocalPlatform 'Order sync example', 4 flows>"


def test_a_run_is_short_to_look_at_and_shown_as_html(example) -> None:
    run = example.run("Order sync", INPUTS, at=0)
    assert repr(run) == f"<Run 'Order sync': COMPLETED, {len(run.path)} actions>"
    text = text_of(run._repr_html_())
    assert "Order sync COMPLETED, Batch synced, after 0.400s" in text
    assert all(name in text for name in run.path)
    stopped = example.run("Order sync", INPUTS, until="Find the owner")
    assert repr(stopped) == f"<Run 'Order sync': RUNNING, {len(stopped.path)} actions>"


FAILING = NAPS.replace("value: {exp: GetCurrentDateTimeUtc()}", "value: {exp: 'AddDays(Flow.second, 1)'}", 1)


def test_a_run_that_failed_names_its_error() -> None:
    with architrave.open(Source("mine", FAILING)) as platform:
        run = platform.run()
    assert repr(run) == "<Run 'Naps': FAILED, NotSet in 'Note the first', 2 actions>"
    assert "NotSet in Note the first" in text_of(run._repr_html_())


def test_warnings_of_the_flow_are_folded_below_the_run(tmp_path) -> None:
    file = tmp_path / "naps.yaml"
    unused = "- stringVariable: {name: Flow.unused, initialValue: {noValue: true}, isInput: false, isOutput: false}"
    file.write_text(NAPS.replace("  variables:\n", f"  variables:\n    {unused}\n"))
    with architrave.open(Path(file)) as platform:
        text = text_of(platform.run()._repr_html_())
    assert "1 problem in the flow's file" in text
    assert unused in text
