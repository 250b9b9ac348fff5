"""Malicious templates and paths are refused quickly and never reach Python."""

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from architrave.templates import Fault, NoValue, Refused, Strictness, compile_path, parse_template, render
from tests.steps import steps

VALUES = {
    "input": {
        "a": "x",
        "list": ["p"],
        "n": 1,
        "long": "ab" * 50_000,
        "page": "ab" * 5_000,
        "items": list(range(20_000)),
    }
}

# Without limits, most of these would take years or all memory.
REFUSED = [
    "$input.a.getClass()",
    "$input.a.getClass().forName('java.lang.Runtime')",
    "$input.class.classLoader",
    "$esc",
    "$esc.getClass()",
    "$math.random()",
    "$msdynamics.phoneNumberFilter('1', ['a'])",
    "$successTemplateUtils.firstFromArray('not JSON')",
    "#set($x = 10)#foreach($i in [1..99])#set($x = $x * $x)#end",
    "#set($x = '1e300')#foreach($i in [1..99])#set($x = $x * $x)#end",
    "#set($x = [1])#foreach($i in [1..99])#set($y = $x.addAll($x))#end",
    "#set($x = {})#set($x.a = $x)$x",
    "#set($x = [1])#set($y = $x.add($x))#if($x == $x)#end",
    "#set($x = {})#set($x.a = $x)#foreach($i in [1..9000])$x.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a#end",
    "#foreach($i in [1..9000])#foreach($j in $input.items)#break#end#end",
    "#macro(m)#m()#end#m()",
    "$input.a.format('%999d%999d', 5, 5)#foreach($i in [1..9000])$input.a.format('%999d', 5)#end",
    '#foreach($i in [1..9000])#if($input.a.matches("(?i)[\u00e0-\u00fc]{600}$i"))#end#end',
    "#set($x = [$input.long, $input.long])#foreach($i in [1..999])#set($y = $input.a.join('', $x))#end",
    "#set($x = 'a')#foreach($i in [1..100])#set($x = \"$x$x\")#end",
    "#set($x = 'a')#foreach($i in [1..100])#set($x = $x + $x)#end",
    "#foreach($i in [1..9999])#foreach($j in [1..9999])#end#end",
    "#foreach($i in [1..999999999])#end",
    "#set($x = [1])#foreach($i in [1..60])#set($x = [$x, $x])#end$x",
    "#foreach($i in [1..9000])$input.long#end",
    "#foreach($i in [1..9000])#set($y = $input.long.replace('a', 'b'))#end",
    "#foreach($i in [1..9000])#if($input.long == $input.long)#end#end",
    "$input.long.replace('a', $input.long)",
    "$input.long.replace('', $input.long)",
    "$input.a.replaceAll('(a)\\1', 'x')",
    "$input.a.matches('(?=a)a')",
    "$input.a.matches('a++')",
    "$input.a.matches('(((a{100}){100}){100}){100}')",
    "$input.long.replaceAll('a', 'b')",
    "#foreach($i in [1..9000])#set($y = $input.page.replaceAll('[ab]*c', ''))#end",
    "#foreach($i in [1..9000])#set($y = $input.page.split('.+c'))#end",
    "#set($x = [$input.long, $input.long, $input.long, $input.long])#foreach($i in [1..999])$x#end",
]


@pytest.mark.parametrize("text", REFUSED)
def test_is_refused(text):
    template = parse_template(text)
    assert not isinstance(template, Fault), template
    with pytest.raises(Refused) as refusal:
        render(template, VALUES)
    assert "object at" not in str(refusal.value)


@pytest.mark.parametrize(
    "text",
    [
        "$os",
        "$self.x",
        "$request.session",
        "$open('/etc/passwd')",
        "$context.get('x')",
        "$input.__class__",
        "${input.a.__class__.__mro__}",
        "$__import__('os')",
        "$_x",
        "$input.a.encode()",
        "$input.list.append('x')",
        "$input.list.__len__()",
        "$input.n.__add__(1)",
        "$esc.__init__",
    ],
)
def test_what_does_not_exist_is_text(text):
    template = parse_template(text)
    assert not isinstance(template, Fault)
    assert render(template, VALUES) == text


DEEP = 5_000


@pytest.mark.parametrize(
    "text",
    [
        "#if($a)" * DEEP + "#end" * DEEP,
        "#if(" + "(" * DEEP + "1" + ")" * DEEP + ")#end",
        "#if(" + "!" * DEEP + "1)#end",
        "#if(" + "-" * DEEP + "1)#end",
        "#set($x = " + "[" * DEEP + "]" * DEEP + ")",
        "$a.b(" * DEEP + ")" * DEEP,
        "x" * 70_000,
    ],
)
def test_what_is_nested_too_deeply_or_too_long_is_not_parsed(text):
    assert isinstance(parse_template(text), Fault)


@pytest.mark.slow
@pytest.mark.parametrize("piece", ["${a.b(", "${a(", '"${a("', "#[[", "$a[", "\\", "#*", "${a.b('"])
def test_parsing_takes_time_proportional_to_the_length(piece):
    short, long = (piece * (length // len(piece)) for length in (7_500, 60_000))
    assert steps(lambda: parse_template(long)) < 12 * steps(lambda: parse_template(short))


@pytest.mark.parametrize(
    "path",
    [
        "$[?(@.a =~ /(a)\\1/)]",
        "$[?(match(@.a, '(a+)+$'))]",
        "$" + "[?(@" * 12 + ")]" * 12,
        "$[?(" + "!(" * 100 + "@.a" + ")" * 101 + "]",
        "$" + "[?(" * 500 + "@" + ")]" * 500,
        "$" + ".a" * 5_000,
        "$.a | $.b",
        "$.a[",
        "$.a.exec()",
        "",
    ],
)
def test_a_path_that_might_never_end_is_not_parsed(path):
    assert isinstance(compile_path(path), Fault)


def test_a_path_that_finds_too_much_is_stopped():
    data: object = 1
    for _ in range(12):
        data = [data, data, data]
    for text in ["$..*..*..*", "$..[?($..[0])]", "$..[?(@..[0] == 1)]", "$..[?(@ in $..*)]"]:
        path = compile_path(text)
        assert not isinstance(path, Fault)
        with pytest.raises(Refused):
            path.read(data)


PIECES = st.lists(
    st.sampled_from(
        [*"${}()[]#!.,'\"\\ \n|&=<>+-*/%", "$input.a", "${input.", "#if(", "#end", "#else", "#elseif(", "#set($x = ",
         "#foreach($i in ", "[1..3]", "esc.url(", "x", "5", "true", "#*", "*#", "#[[", "]]#", "##", "$!{", "__"]
    ),
    max_size=30,
).map("".join)  # fmt: skip


@pytest.mark.property
@settings(max_examples=1_500)
@given(PIECES)
def test_any_text_is_rendered_or_refused(text):
    template = parse_template(text)
    if isinstance(template, Fault):
        assert 0 <= template.offset <= len(text)
        return
    with contextlib.suppress(Refused):
        assert isinstance(render(template, VALUES), str)


@pytest.mark.property
@settings(max_examples=1_000)
@given(PIECES)
def test_strict_modes_print_the_same_as_the_default_mode_or_fail(text):
    template = parse_template(text)
    if isinstance(template, Fault):
        return
    results = []
    for strictness in (Strictness.DEFAULT, Strictness.UNSET, Strictness.STRICT):
        with contextlib.suppress(Refused):
            results.append(render(template, VALUES, strictness=strictness))
    assert len(set(results)) <= 1


PATHS = st.lists(
    st.sampled_from(
        [*"$.[]()?@*'\",:-", "..", "a", "b", "[0]", "[*]", "[?(@.a == 1)]", "[?(@.a)]", ".size()", "&&", "||", "in "]
    ),
    max_size=14,
).map("".join)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from(["", "a", "1"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "b"]), inner, max_size=2),
    max_leaves=8,
)


@pytest.mark.property
@settings(max_examples=1_500)
@given(PATHS, JSON)
def test_any_text_is_a_path_or_refused(text, data):
    path = compile_path(text)
    if isinstance(path, Fault):
        return
    try:
        found = path.read(data)
    except (NoValue, Refused):
        return
    assert path.definite or isinstance(found, list) or path.function
