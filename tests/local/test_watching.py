"""The watch over an organization's files."""

import asyncio
from pathlib import Path

import pytest

from architrave.local import watching
from architrave.local.watching import Signature, Watch, signature
from architrave.store import NotKept


def test_changes_during_the_start_are_reloaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "POLL_SECONDS", 0.0)
    file, mocks = tmp_path / "org.yaml", tmp_path / "mocks.yaml"
    file.write_text("name: One\n")
    seen = signature(tmp_path, [mocks])
    file.write_text("name: Another\n")  # saved after the files were read, before the watch starts

    async def scenario() -> str:
        taken: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        watch = Watch(tmp_path, file.read_text, taken.set_result, seen, [mocks])
        watched = asyncio.create_task(watch.forever())
        async with asyncio.timeout(60):
            text = await taken
        watched.cancel()
        return text

    assert asyncio.run(scenario()) == "name: Another\n"


@pytest.mark.parametrize(
    ("signatures", "read_after"),
    [
        ("abb", 3),  # changed, and stands still
        ("aabcdd", 6),  # still being written at three readings
        ("abcdefghijklmnopq", 2 + 5),  # never stands still
    ],
)
def test_a_file_that_is_being_written_is_read_once_it_stands_still(monkeypatch, signatures, read_after) -> None:
    monkeypatch.setattr(watching, "POLL_SECONDS", 0.0)
    monkeypatch.setattr(watching, "SETTLE_SECONDS", 0.0)
    monkeypatch.setattr(watching, "SETTLE_TIMES", 5)
    asked: list[str] = []

    def scripted(_folder: Path, _others: object) -> Signature:
        asked.append(signatures[min(len(asked), len(signatures) - 1)])
        return {asked[-1]: (0, 0)}

    monkeypatch.setattr(watching, "signature", scripted)

    async def scenario() -> int:
        taken: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        watch = Watch(Path(), lambda: len(asked), lambda read: taken.done() or taken.set_result(read), {"a": (0, 0)})
        watched = asyncio.create_task(watch.forever())
        async with asyncio.timeout(60):
            read = await taken
        watched.cancel()
        return read

    assert asyncio.run(scenario()) == read_after


def test_what_cannot_be_saved_is_read_again_and_said_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("POLL_SECONDS", "SETTLE_SECONDS", "RETRY_SECONDS"):
        monkeypatch.setattr(watching, name, 0.0)
    file = tmp_path / "org.yaml"
    seen = signature(tmp_path)
    file.write_text("name: One\n")
    refused: list[str] = []

    async def scenario() -> str:
        taken: asyncio.Future[str] = asyncio.get_running_loop().create_future()

        def take(text: str) -> None:
            if len(refused) < 3:
                refused.append(text)
                raise NotKept("The disk is full.", help="Free some space.")
            taken.set_result(text)

        watched = asyncio.create_task(Watch(tmp_path, file.read_text, take, seen).forever())
        async with asyncio.timeout(60):
            text = await taken
        watched.cancel()
        return text

    assert asyncio.run(scenario()) == "name: One\n"
    (told,) = caplog.records
    assert "The disk is full. Free some space." in told.getMessage()
    assert told.exc_info is None
