"""Paths, as evaluated by the Jayway library: results measured there, and similar cases."""

import pytest

from architrave.templates import Fault, NoValue, compile_path

DATA = {
    "participants": [
        {"purpose": "customer"},
        {"purpose": "acd", "routing": {"priority": 3}, "sessions": [{"type": "agent"}]},
    ],
    "n": None,
    "a": {"b": 1},
    "empty": [],
    "one": [{}],
    "entities": [{"id": "1", "div": {"id": "d"}}, {"name": "x"}],
    "total": 4,
    "results": [{"data": [{"q": "A", "s": {"count": 3}}, {"q": "B", "s": {"count": 1}}]}],
    "urn:x.y": {"v": 1},
    "messages": [{"body": "u"}, {"body": "w"}],
    "numbers": [1, 2, 3],
    "@type": "T",
}
NOTHING = object()

FOLLOWED = [
    ("$.a.b", 1),
    ("a.b", 1),
    ("$", DATA),
    ("$.@type", "T"),
    ("$.n", None),
    ("$.missing", NOTHING),
    ("$.n.x", NOTHING),
    ("$.a.b.c", NOTHING),
    ("$.empty[0]", NOTHING),
    ("$.messages[-1].body", "w"),
    ("$.messages[-1000:].body", ["u", "w"]),
    ("$.messages[0,1].body", ["u", "w"]),
    ("$.['a'].b", 1),
    ("$.['urn:x.y'].v", 1),
    ("$['a']['b','c']", {"b": 1}),
    # indefinite: always an array
    ("$.participants[?(@.purpose=='acd')].routing.priority", [3]),
    ('$.participants[?(@.purpose == "zz")].routing', []),
    ("$.participants[?(@.routing)].purpose", ["acd"]),
    ("$.participants[?(!@.routing)].purpose", ["customer"]),
    ("$.participants[?(@.purpose=='acd' && @.sessions[0].type=='agent')].purpose", ["acd"]),
    ("$.participants[?(@.purpose=='acd' || @.purpose=='customer')].purpose", ["customer", "acd"]),
    ("$.participants[?('agent' in @.sessions[*].type)].purpose", ["acd"]),
    ("$.participants[?(@.purpose in ['acd', 'x'])].purpose", ["acd"]),
    ("$.entities[*].id", ["1"]),
    ("$.entities[*].div.id", ["d"]),
    ("$.entities[?(@.id != '')].name", ["x"]),
    ("$.entities[?(@.id == 1)].id", ["1"]),
    ("$.numbers[?(@ > 1)]", [2, 3]),
    ("$.a[?(@.b==1)]", [{"b": 1}]),
    ("$.a[?(@.b==2)]", []),
    ("$.results[0].data..q", ["A", "B"]),
    ("$.results[0].data..s.count", [3, 1]),
    ("$..data[?(@.q=='A')].s.count", [3]),
    ("$.empty[0].data..q", []),
    (".total", [4]),
    ("$.a.*", [1]),
    # values missing before the first indefinite step
    ("$.missing[?(@.a)]", NOTHING),
    ("$.missing[*].id", NOTHING),
    ("$.missing[0].data..q", NOTHING),
    ("$.one[0].data..q", NOTHING),
    ("$.total[?(@.a)]", NOTHING),
    ("$.total[0]", NOTHING),
    # functions
    ("$.entities.size()", 2),
    ("$.empty.size()", 0),
    ("$.entities.length()", 2),
    ("$.missing.size()", NOTHING),
    ("$.total.size()", None),
    ("$.numbers.sum()", 6.0),
    ("$.numbers.first()", 1),
    ("$..q.size()", 0),  # counts what is below `q`
]


@pytest.mark.parametrize(("text", "found"), FOLLOWED, ids=[text for text, _ in FOLLOWED])
def test_finds(text, found):
    path = compile_path(text)
    assert not isinstance(path, Fault), path
    if found is NOTHING:
        with pytest.raises(NoValue):
            path.read(DATA)
    else:
        assert path.read(DATA) == found


@pytest.mark.parametrize("text", ["$$.id", "$.a.", "$.a..", "$.a[", "$.a[?(", "$.a b", "$.a.nope()"])
def test_is_not_a_path(text):
    assert isinstance(compile_path(text), Fault)
