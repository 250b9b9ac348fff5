"""Short looks at many files notice each kind of change."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from architrave.local import looking
from architrave.local.looking import ShortLooks
from architrave.local.watching import signature


def write_later(path: Path, text: str) -> None:
    """Write a file in place, and give it and its folder another time, however coarse the system's clock is."""
    path.write_text(text)
    later = path.stat().st_mtime_ns + 1_000_000
    os.utime(path, ns=(later, later))


def age(folder: Path) -> None:
    os.utime(folder, ns=(0, 0))


def replaced(path: Path) -> None:
    other = path.with_name(f".{path.name}")
    other.write_text(path.read_text())
    other.replace(path)


EDITS: dict[str, Callable[[Path], object]] = {
    "written in place": lambda folder: write_later(folder / "flows" / "3.yaml", "more"),
    "replaced": lambda folder: replaced(folder / "flows" / "3.yaml"),
    "removed": lambda folder: (folder / "flows" / "3.yaml").unlink(),
    "renamed": lambda folder: (folder / "flows" / "3.yaml").rename(folder / "flows" / "33.yaml"),
    "created": lambda folder: (folder / "flows" / "new.yaml").write_text(""),
    "created in an empty folder": lambda folder: (folder / "empty" / "new.yaml").write_text(""),
    "another file": lambda folder: write_later(folder.parent / "mocks.yaml", "x: 1"),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "org"
    for name in ("flows", "empty"):
        (folder / name).mkdir(parents=True)
    for number in range(20):
        (folder / "flows" / f"{number}.yaml").write_text(str(number))
        os.utime(folder / "flows" / f"{number}.yaml", ns=(number, number))
    for name in ("flows", "empty", "."):
        age(folder / name)
    return folder


@pytest.mark.parametrize("change", EDITS)
@pytest.mark.parametrize("at_once", [5, 100])
def test_a_change_is_noticed_in_the_next_looks(folder: Path, change: str, at_once: int, monkeypatch) -> None:
    monkeypatch.setattr(looking, "AT_ONCE", at_once)
    monkeypatch.setattr(looking, "NEWEST", 2)
    others = [folder.parent / "mocks.yaml"]
    looks, seen = ShortLooks(folder, others), signature(folder, others)
    assert looks.tell(seen), "what changed before the first look"
    assert not any(looks.tell(seen) for _ in range(6))
    EDITS[change](folder)
    assert any(looks.tell(seen) for _ in range(5))
    now = signature(folder, others)
    assert now != seen
    assert looks.tell(now), "what changed while the files were compared"
    assert not any(looks.tell(now) for _ in range(6))


def test_what_is_none_of_the_files_costs_one_comparison(folder: Path) -> None:
    looks, seen = ShortLooks(folder), signature(folder)
    looks.tell(seen)
    (folder / "flows" / ".hidden").write_text("x")
    assert [looks.tell(seen) for _ in range(4)] == [True, True, False, False]
    assert signature(folder) == seen


def test_all_files_are_compared_from_time_to_time(folder: Path, monkeypatch) -> None:
    monkeypatch.setattr(looking, "WHOLE_AFTER", 3)
    looks, seen = ShortLooks(folder), signature(folder)
    assert [looks.tell(seen) for _ in range(9)] == [True, False, False, False] * 2 + [True]


def test_a_folder_that_is_gone_is_a_change(folder: Path) -> None:
    looks, seen = ShortLooks(folder), signature(folder)
    looks.tell(seen)
    for path in (folder / "flows").iterdir():
        path.unlink()
    for name in ("flows", "empty", "."):
        (folder / name).rmdir() if name != "." else folder.rmdir()
    assert looks.tell(seen)
    assert signature(folder) == {}
    assert looks.tell({})
