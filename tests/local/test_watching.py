"""The watch over an organization's files."""

import asyncio
from pathlib import Path

import pytest

from architrave.local import watching
from architrave.local.watching import Watch, signature


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
