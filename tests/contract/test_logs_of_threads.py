"""Logs in which the lines of requests and of other records stand among each other, in any layout of a logger."""

import json
from collections.abc import Callable
from itertools import chain, cycle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from architrave.contract import check
from architrave.contract.reading import FoundRequest, NotARequest, read_requests
from architrave.contract.reading.log_lines import lead_pattern

URL = "https://api.mypurecloud.com/api/v2/flows/executions"
FLOW = "a1b2c3d4-5678-90ab-cdef-1234567890ab"


def body_of(number: int) -> str:
    return json.dumps({"flowId": FLOW, "inputData": {"Flow.batchId": f"b{number}"}})


def message(number: int) -> list[str]:
    return [
        f"--> POST {URL}",
        "Content-Type: application/json",
        "",
        body_of(number),
        "--> END POST (120-byte body)",
        f"<-- 400 {URL} (51ms)",
        "",
        '{"message": "Invalid request body.", "status": 400}',
        "<-- END HTTP (48-byte body)",
    ]


def launches_in(text: str) -> tuple[FoundRequest, ...]:
    read = read_requests(text.encode(), "x.log")
    assert not isinstance(read, NotARequest), read
    return read


LAYOUTS = [
    "2026-11-29T10:15:{s:02}.120+02:00 DEBUG 42 --- [nio-8080-exec-{t}] c.a.Client : {m}",
    "10:15:{s:02}.120 [pool-2-thread-{t}] DEBUG c.a.Client - {m}",
    "2026-11-29 10:15:{s:02},120 DEBUG worker-{t} Client.java:{s} {m}",
    "29.11.2026 10:15:{s:02} [{t}] DEBUG Client - {m}",
    "Nov 29, 2026 10:15:{s:02} AM okhttp3.internal.platform.Platform log{t}\nINFO: {m}",
    "29. Nov. 2026 10:15:{s:02} com.acme.Client log-{t}\nINFORMATION: {m}",
    "2026-11-29 10:15:{s:02} [nio-{t}] DEBUG c.a.Client\n{m}",
    "2026-11-29 10:15:{s:02} [nio-{t}] DEBUG c.a.Client\n    {m}",
]
NOISE = [
    "",
    "\n",
    "2026-11-29T10:15:30.120+02:00 WARN 42 --- [main] c.a.Other : {{not JSON}}\n\tat com.acme.X.y(X.java:1)\n",
    "Nov 29, 2026 10:15:30 AM com.acme.Other run\nINFO: [something] else\n",
]


def check_threads(layout: str, pick: Callable[[list[int]], int], noise: Callable[[], str]) -> None:
    """Check a log in which the lines of three threads are mixed as `pick` says, with `noise` between them."""
    waiting = {thread: message(thread) for thread in (1, 2, 3)}
    lines: list[str] = []
    while any(waiting.values()):
        thread = pick([thread for thread, left in waiting.items() if left])
        lines.append(layout.format(t=thread, s=len(lines), m=waiting[thread].pop(0)) + "\n")
        lines.append(noise())
    found = launches_in("".join(lines))
    assert sorted((item.sent.body or b"").decode() for item in found) == [body_of(number) for number in (1, 2, 3)]
    assert not [item for one in found for item in check(one.sent).diagnostics if item.rule.slug == "malformed-json"]


@pytest.mark.parametrize("noise", [NOISE[0], *NOISE[2:]])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_requests_of_threads_that_take_turns_are_told_apart(layout: str, noise: str) -> None:
    turns = cycle([1, 2, 2, 3])
    check_threads(layout, lambda left: next(turn for turn in turns if turn in left), lambda: noise)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_request_that_begins_just_before_the_answer_to_another_is_told_apart(layout: str) -> None:
    turns = chain([1, 1, 1, 1, 1, 2, 1, 3, 1, 2, 2, 3, 3, 3, 3, 3], cycle([1, 2, 3]))
    check_threads(layout, lambda left: next(turn for turn in turns if turn in left), lambda: "")


@pytest.mark.property
@pytest.mark.parametrize("layout", LAYOUTS)
@given(data=st.data())
def test_requests_of_threads_are_told_apart(layout: str, data: st.DataObject) -> None:
    # A layout with empty lines between records has them everywhere.
    noise = st.sampled_from([NOISE[0], *NOISE[2:]])
    check_threads(layout, lambda left: data.draw(st.sampled_from(left)), lambda: data.draw(noise))


@pytest.mark.parametrize("noise", NOISE)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_other_records_may_stand_between_the_lines(layout: str, noise: str) -> None:
    text = "".join(layout.format(t=1, s=at, m=line) + "\n" + noise for at, line in enumerate(message(1)))
    (found,) = launches_in(text)
    assert (found.sent.body or b"").decode() == body_of(1)
    assert (found.sent.headers or {})["Content-Type"] == "application/json"


def test_requests_that_cannot_be_told_apart_are_all_there_and_say_so() -> None:
    pairs = zip(message(1), message(2), strict=True)
    found = launches_in("".join(f"10:15:30 DEBUG c.a.Client - {line}\n" for pair in pairs for line in pair))
    assert [(item.sent.body or b"").decode() for item in found] == [body_of(1), body_of(2)]
    assert all(item.sent.headers is None and "mixed with other requests" in item.label for item in found)


def test_a_mixed_request_without_a_body_is_not_lost() -> None:
    pairs = zip(message(1), message(2), strict=True)
    lines = [f"10:15:30 DEBUG c.a.Client - {line}\n" for pair in pairs for line in pair]
    del lines[7]
    found = launches_in("".join(lines))
    assert [item.sent.body is None for item in found] == [False, True]


def test_a_request_that_was_sent_again_is_there_once() -> None:
    lines = [f"10:15:{at:02} DEBUG c.a.Client - {line}" for at, line in enumerate([*message(1), *message(1)])]
    (found,) = launches_in("\n".join(lines))
    assert found.lines == (1, 10)
    several = launches_in("\n".join([*lines, *(f"10:15:59 DEBUG c.a.Client - {line}" for line in message(2))]))
    assert [item.lines for item in several] == [(1, 10), (19,)]


LEADS = [
    ("10:15:30.1 [exec-1] INFO - ", "11:16:31.22 [exec-1] INFO - ", True),
    ("10:15:30.1 [exec-1] INFO - ", "10:15:30.1 [exec-2] INFO - ", False),
    ("10:15:30.1 [exec-1] INFO - ", "10:15:30.1 [exec-1]  INFO -", True),
    ("10:15:30.1 Client.java:9 ", "10:15:30.1 Client.java:123 ", True),
    ("10:15:30.1 [31] ", "10:15:30.1 [32] ", True),
    ("Nov 29, 2026 9:29:17 AM a.b c INFO: ", "Nov 29, 2026 10:29:17 AM a.b c INFO: ", True),
]


@pytest.mark.parametrize(("lead", "other", "is_same"), LEADS)
def test_leads_of_the_same_thread(lead: str, other: str, is_same: bool) -> None:
    pattern = lead_pattern(lead)
    assert pattern is not None
    assert (pattern.match(other) is not None) == is_same


def test_only_times_differ_exactly() -> None:
    exact = lead_pattern("10:15:30.1 [31] ", exactly=True)
    assert exact is not None
    assert exact.match("11:15:30.2 [31] ")
    assert not exact.match("10:15:30.1 [32] ")


BROKEN = [
    "{'flowId': 'x'}",
    '"flowId": "x"}',
    'flowId": "x"}',
    '\x01{"flowId": "x"}',
    'ï»¿{"flowId": "x"}',
    "“flowId”: “x”",
    '{"flowId": "x",}',
    'data={"flowId": "x"}',
    "flowId: x",
    '){"flowId": "x"}',
]


@pytest.mark.parametrize("text", BROKEN)
def test_a_body_with_a_slip_is_judged(text: str) -> None:
    (found,) = launches_in(text)
    assert found.sent.body == text.encode()


def test_a_record_of_the_log_is_never_a_body() -> None:
    text = f"2026-11-29 10:15:30 INFO a - POST {URL} HTTP/1.1\nHost: x\n\n2026-11-29 10:15:31 INFO b - done\n"
    read = read_requests(text.encode(), "x.log")
    assert isinstance(read, NotARequest)
    assert "but not its body" in read.what
