"""What a test needs that detects languages."""

from importlib.util import find_spec

import pytest

needs_lingua = pytest.mark.skipif(find_spec("lingua") is None, reason="the extra `language` is not installed")
