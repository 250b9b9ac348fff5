"""JSONPath as the Jayway library 2.9.0 implements it, for which the platform's paths were written (inferred, strongly).

`compile_path` reads a path; `JsonPath.read` follows it. The grammar and the results are Jayway's, as measured, with its
differences from the standard, which actions rely on:

- A path is definite or indefinite. If it finds nothing, an indefinite path returns an empty array, a definite path has
  no value.
- A value missing before the first indefinite step is an error; after it, the branch is left out.
- A filter on an object tests the object itself. `.total` means `$..total`.
- Functions can stand at the end, in the middle and in filters: `$.items.size()`, `$.concat($.first, " ", $.last)`.

Data flows from `reading` (path and `filter_reading`) to `steps`, which a `walk` follows; `filters` compares values,
`functions` computes.
"""

from architrave.templates.json_path.path import JsonPath, compile_path
from architrave.templates.json_path.walk import NoValue

__all__ = ["JsonPath", "NoValue", "compile_path"]
