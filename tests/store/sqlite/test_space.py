"""Deleted rows give their space back to the disk."""

import sqlite3
from contextlib import closing
from pathlib import Path

from tests.store.sqlite.opening import launch, launched, opened

MEBIBYTE = 1 << 20


def test_the_space_of_deleted_rows_goes_back_to_the_disk_in_small_steps(tmp_path: Path) -> None:
    path = tmp_path / "kept.db"
    store = opened(path)
    for number in range(8):
        launch(store, *(f"{number}-{each}" for each in range(100)), text="x" * 10_000)
    store.move_log()
    assert path.stat().st_size > 7 * MEBIBYTE
    with store.write() as connection:
        connection.exec_driver_sql("DELETE FROM executions WHERE id <> '7-99'")
    steps = 1
    while store.give_back():
        steps += 1
    assert sum(file.stat().st_size for file in tmp_path.iterdir()) < 2 * MEBIBYTE
    assert 8 < steps < 40
    store.close()
    assert launched(path) == {"7-99"}


def test_a_database_of_an_earlier_version_becomes_shrinkable(tmp_path: Path) -> None:
    path = tmp_path / "kept.db"
    opened(path).close()
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE").fetchone()
        connection.execute("PRAGMA auto_vacuum=NONE")
        connection.execute("VACUUM")
        assert connection.execute("PRAGMA auto_vacuum").fetchone() == (0,)
    opened(path).close()
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA auto_vacuum").fetchone() == (2,)
