"""What templates print: the behavior of stock Velocity, and the additions of data actions."""

import pytest

from architrave.templates import Fault, parse_template, render

INPUT = {
    "a": "x y",
    "n": 5,
    "f": 1.5,
    "b": True,
    "none": None,
    "empty": "",
    "list": ["p", "q"],
    "my-name": "h",
    "zero": 0,
}
MAPPED = {"input": INPUT, "items": '["u", 2]', "nothing": "[]", "object": '{"k": {"v": 1}}', "rawResult": '{"q": 1}'}

PRINTED = [
    # references
    ("${input.a} $input.a $!input.a $!{input.a}", "x y x y x y x y"),
    ("${input.nope}/$!{input.nope}/${input.none}", "${input.nope}//${input.none}"),
    ("${input.n}${input.b}${input.f}", "5true1.5"),
    ("${Input.a}$INPUT.a", "x yx y"),
    ("${input.my-name}", "h"),
    ("$input.a.", "x y."),
    ("$input.a-b", "x y-b"),
    ("${input.nope|'else'}", "else"),
    ("$5 $ ${ ${} $!", "$5 $ ${ ${} $!"),
    ("${input.a.b}", "${input.a.b}"),
    (r"\$input.a \$nope \\$input.a", r"$input.a \$nope \x y"),
    ("$input.list[1]$input.list.get(0)", "qp"),
    ("#set($l = ['p', 'q'])$l[0]${l[1]}$l[-1]", "pqq"),
    ("#set($m = {'k': 'v'})$m['k']$m.k$input['a']", "vvx y"),
    ("$input.a[0] $items[0]", "$input.a[0] $items[0]"),
    ("{rawResult}", "{rawResult}"),
    ("/rows/${input.a}.replace(' ', '%20')", "/rows/x y.replace(' ', '%20')"),
    # functions
    ("$esc.url($input.nope)", "$esc.url($input.nope)"),
    ("""$esc.url("x y") $esc.url('On Queue')""", "x+y On+Queue"),
    ("$esc.uriEncode(${input.a})?", "x%20y?"),
    ("$esc.url('a&b=c/ü~')", "a%26b%3Dc%2F%C3%BC%7E"),
    ("""$esc.jsonString('say "a"\\n')""", r"say \"a\"\\n"),
    ("$esc.jsonEncode(${object})", r"{\"k\": {\"v\": 1}}"),
    ("$esc.html('<é>&\"€')", "&lt;&eacute;&gt;&amp;&quot;&euro;"),
    ("""$esc.html("it's")""", "it's"),
    ("$esc.jsonDecode('\\u0041')", "A"),
    ("$esc.quote$esc.quote ${esc.dollar}select $esc.d$esc.h", '"" $select $#'),
    ('$encoding.base64("${input.n}:${input.b}")', "NTp0cnVl"),
    ('$urlTool.optionalQueryParam("q", ${input.a})$!urlTool.optionalQueryParam("q", ${input.nope})', "q=x+y"),
    ("$salesforce.escReserved('a-b(c)')", r"a\-b\(c\)"),
    ("$math.add(1, 2) $math.mul(2, 3, 4) $math.idiv(7, 2) $math.roundTo(2, 1.005)", "3 24 3 1.0"),
    ('${successTemplateUtils.firstFromArray("${items}")}', '"u"'),
    ("${successTemplateUtils.firstFromArray(${items}, 0)}", '"u"'),
    ('${successTemplateUtils.firstFromArray("${nothing}", "$esc.quote$esc.quote")}', '""'),
    ('[$successTemplateUtils.firstFromArray("${nothing}")]', "[]"),
    ('${successTemplateUtils.moveKeysIntoArrayOfObjects("${object}", "id")}', '[{"id": "k", "v": 1}]'),
    # methods
    ("${input.a.replace(' ', '%20')}", "x%20y"),
    ("$input.a.toUpperCase().substring(0, 1)", "X"),
    ("$input.a.length()$input.a.indexOf('y')$input.a.contains('x')", "32true"),
    ("$input.a.replaceAll('[^a-z]', '')", "xy"),
    ("$input.a.replaceAll('^x', '-')$input.a.replaceAll('^y', '-')$input.a.replaceAll('y$', '-')", "- yx yx -"),
    ("$input.a.replaceAll('x.', '')$input.a.replaceAll('.*', '')|$input.a.matches('^x.+$')", "y|true"),
    ("$input.a.split(' ').size()", "2"),
    ("$input.list", "[p, q]"),
    # conditions
    ('#if("$!{input.a}" != "")yes#end', "yes"),
    ('#if("$!{input.nope}" != "")yes#{else}no#end', "no"),
    ("#if($input.n > 4 && !$input.none)a#elseif($input.n > 2)b#{else}c#end", "a"),
    ("#if($input.zero)a#elseif($input.empty)b#{else}c#end", "c"),
    ("#if($input.n == '5')same#end", "same"),
    ("#if($input.n eq 5 and not ($input.n lt 5))same#end", "same"),
    ("#if($input.list.isEmpty() || $input.n >= 6)a#{else}b#end", "b"),
    # blocks and lines
    ("[\n#if($input.a)\n  1\n#end\n  , 2\n]", "[\n  1\n  , 2\n]"),
    ("  #set($x = 1)  \n$x", "1"),
    ("a #if($input.a)b#end c", "a b c"),
    ("#foreach($i in $input.list)$i#if($foreach.hasNext), #end#end", "p, q"),
    ("#foreach($i in [1..4])#if($i == 3)#break#end$foreach.count#end.", "12."),
    ("#foreach($i in {'a': 1, 'b': 2})$i#end", "12"),
    ("#foreach($i in $input.nope)$i#end-$i", "-$i"),
    ("#set($x = $input.n * 2 + 1)$x#set($x = $x - 20)$x#set($y = $nope)$y", "11-9$y"),
    ("#set($x = -7 / 2)$x #set($x = -7 % 2)$x", "-3 -1"),
    ("#set($x = 'a' + 1)$x", "a1"),
    ("a#stop b", "a"),
    ("#[[ $input.a #if ]]#", " $input.a #if "),
    ("a## rest\nb#* more\n *#c", "abc"),
    ("#fff #1 # #foo()", "#fff #1 # #foo()"),
    ('#set($x = "a ""b"" $input.n")$x', 'a "b" 5'),
]


@pytest.mark.parametrize(("text", "printed"), PRINTED)
def test_prints(text, printed):
    template = parse_template(text)
    assert not isinstance(template, Fault), template
    assert render(template, MAPPED) == printed


UNREADABLE = [
    ("#if 50%", 4, "Expected “(”"),
    ("#if($a)", 0, "no #end"),
    ("#foreach($a in $b)", 0, "no #end"),
    ("#foreach($a of $b)#end", 11, "Expected “in”"),
    ("a#end", 1, "without a matching"),
    ("#set($a 1)", 8, "Expected “=”"),
    ('#set($a = "x)', 10, "not closed"),
    ("#if($a == )#end", 10, "Expected a value"),
    ("#parse('/etc/passwd')", 0, "not available"),
    ("#include('x')", 0, "not available"),
    ("#evaluate('x')", 0, "not available"),
    ("#macro(x)", 0, "no #end"),
    ("#define($x)", 0, "no #end"),
    ("$input.list[x]", 12, "Expected a value"),
    ("${input.a", 9, "Expected “}”"),
    ("#set($x = null)", 10, "no “null”"),
    ("#set($x = 5 -3)", 12, "Write a blank"),
    ('#if("#if(")#end', 9, "Expected a value"),
]


@pytest.mark.parametrize(("text", "offset", "message"), UNREADABLE)
def test_says_where_the_syntax_error_is(text, offset, message):
    fault = parse_template(text)
    assert isinstance(fault, Fault)
    assert message in fault.message
    assert fault.offset == offset


def test_references_are_listed_with_their_places():
    template = parse_template('a $x ${y.z} #if("$!{input.a}" != $w)$esc.url($v)#end')
    assert not isinstance(template, Fault)
    assert [(found.root, found.offset) for found in template.references] == [
        ("x", 2), ("y", 5), ("input", 17), ("w", 33), ("esc", 36), ("v", 45),
    ]  # fmt: skip
