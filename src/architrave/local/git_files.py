"""Files of a Git revision, named as Git names them: `HEAD~1:flows/order-sync.yaml`."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import PurePosixPath
from posixpath import normpath

from architrave.definitions.regular_files import BOM, CannotReadFileError, check_size, text_of

_SECONDS = 60
"""How long Git may take: a partial clone may have to fetch the file."""


@dataclass(frozen=True, slots=True)
class GitFile:
    """A file of a revision. `path` is relative to the top of the repository."""

    revision: str
    path: str

    @property
    def name(self) -> str:
        """The file as people and Git name it."""
        return f"{self.revision}:{self.path}"

    def beside(self, path: str) -> "GitFile | None":
        """The file with this path relative to this one's folder; None if it is outside of the repository."""
        place = normpath(str(PurePosixPath(self.path).parent / path))
        return None if place.startswith(("../", "/")) or place == ".." else GitFile(self.revision, place)

    def read(self) -> str:
        """The text of the file. Raises CannotReadFileError."""
        size = _git("cat-file", "-s", self.name)
        if size.isdigit():
            check_size(self.name, int(size))
        return text_of(_git("cat-file", "blob", self.name), self.name).removeprefix(BOM)

    def read_if_there(self) -> str | None:
        """The text of the file; None if it does not exist or cannot be read as text."""
        try:
            return self.read()
        except CannotReadFileError:
            return None


def git_file(name: str) -> GitFile | None:
    """The file that a name such as `main:flows/a.yaml` means; None if it has not this form.

    As for Git, a path is relative to the top of the repository, or to the current folder if it begins with `./`.
    Raises CannotReadFileError if Git or the repository cannot be used.
    """
    revision, colon, path = name.partition(":")
    if not colon or not revision or not path or revision.startswith("-"):
        return None
    if path.startswith(("./", "../")):
        prefix = _git("rev-parse", "--show-prefix").decode("utf-8", "surrogateescape").rstrip("\n")
        path = normpath(f"{prefix}{path}")
    return GitFile(revision, path)


def _git(*arguments: str) -> bytes:
    """What a Git command prints. It runs in the current folder. Raises CannotReadFileError with Git's own words."""
    what = arguments[-1]
    try:
        done = subprocess.run(  # noqa: S603 - no shell; a name that looks like an option is never passed
            ["git", *arguments],  # noqa: S607 - the Git of the person who asks
            stdin=subprocess.DEVNULL,
            env={**os.environ, "LC_ALL": "C"},
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except FileNotFoundError:
        raise CannotReadFileError(f"Cannot read {what}: Git is not installed.", "") from None
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        raise CannotReadFileError(f"Cannot read {what}: Git failed: {error}.", "") from None
    if done.returncode:
        raise CannotReadFileError(f"Cannot read {what}: {_said(done.stderr)}.", _HELP, is_missing=True)
    return done.stdout


_HELP = "Paths after a revision are relative to the top of the repository, or to the current folder with `./`."


def _said(stderr: bytes) -> str:
    """The first sentence of what Git says is wrong."""
    lines = stderr.decode("utf-8", "replace").strip().splitlines()
    first = next((line for line in lines if line.startswith("fatal:")), lines[0] if lines else "Git failed")
    return first.removeprefix("fatal:").strip().rstrip(".")
