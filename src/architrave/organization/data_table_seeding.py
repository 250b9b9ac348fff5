"""The rule for rows that the folder and the store both know: that for entities (`seeding`), for each row.

- A row whose text in the folder is unchanged keeps what the API made of it, also that it was deleted.
- When its text changes, or disappears, the folder wins.
- A row that the folder never had is left alone.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256

from architrave.definitions.values import DataTable
from architrave.organization.data_table import content_of
from architrave.store.data_table_rows import RowRow


@dataclass(frozen=True, slots=True)
class SeededRows:
    """What the folder changes in a table: rows to save, keys to remove; `replaced` are those with lost changes."""

    saved: tuple[RowRow, ...]
    removed: tuple[str, ...]
    replaced: tuple[str, ...]


def contents_of(table: DataTable) -> dict[str, str]:
    """The rows of a table in the folder, as the store has them."""
    return {key: content_of(row) for key, row in table.rows.items()}


def digest_of_all(contents: Mapping[str, str]) -> str:
    """The digest of all rows of a table; the order makes no difference."""
    digest = sha256()
    for key in sorted(contents):
        digest.update(f"{len(contents[key])} {contents[key]}".encode())
    return digest.hexdigest()


def seeded_rows(of_table: str, known: Iterable[RowRow], written: Mapping[str, str]) -> SeededRows:
    """Compare the rows of a table in the store with those in the folder, by their keys."""
    removed: list[str] = []
    replaced: list[str] = []
    new = {key: RowRow(of_table, key, content, _digest(content)) for key, content in written.items()}
    for before in known:
        after = new.get(before.key)
        if after is None:
            if before.digest is not None:
                removed.append(before.key)
                replaced += [before.key] * (before.edited and not before.deleted)
        elif after.digest == before.digest:
            del new[before.key]
        elif (before.edited or before.digest is None) and (before.deleted or before.content != after.content):
            replaced.append(before.key)
    return SeededRows(tuple(new.values()), tuple(removed), tuple(replaced))


def _digest(content: str) -> str:
    return sha256(content.encode()).hexdigest()
