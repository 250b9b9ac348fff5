"""Program code instead of the request that it sends: its language, and how to log the request in it."""

import re

from architrave.contract.reading.found import NotARequest

_GIVE = "Give the request that it sends: the JSON body, the HTTP message, a curl command, or the client's log"
_HOW = {
    "Java": "OkHttp's HttpLoggingInterceptor at level BODY, or org.apache.http.wire at level DEBUG",
    "Kotlin": "OkHttp's HttpLoggingInterceptor at level BODY",
    "Go": "httputil.DumpRequestOut(request, true)",
    "JavaScript": "console.log(JSON.stringify(payload)) before the call, or the error that axios prints",
    "TypeScript": "console.log(JSON.stringify(payload)) before the call, or the error that axios prints",
    "Python": "http.client.HTTPConnection.debuglevel = 1, or print(json.dumps(payload)) before the call",
    "C#": "the serialized body, logged before the call",
    "PHP": "echo json_encode($payload) before the call",
    "Ruby": "http.set_debug_output($stderr)",
    "PowerShell": "Write-Output $body before the call",
    "MuleSoft XML": "the HTTP wire log: org.mule.service.http.impl.service.HttpMessageLogger at level DEBUG",
    "DataWeave": "the HTTP wire log: org.mule.service.http.impl.service.HttpMessageLogger at level DEBUG",
}

_CODE: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (language, re.compile(pattern, re.MULTILINE))
    for language, pattern in (
        ("MuleSoft XML", r"\A\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<mule[\s>]|<http:request\b[^>]*\bconfig-ref="),
        ("DataWeave", r"\A\s*(?:#\[\s*)?%dw \d"),
        ("Java", r"^\s*(?:package [\w.]+;|import (?:static )?(?:java|javax|okhttp3|com|org|io)\.[\w.*]+;)"),
        ("Java", r"^\s*public (?:final |abstract )?(?:class|interface|record|enum|static) \w+[^\n]*\{?\s*$"),
        ("C#", r"^\s*(?:using (?:System|Newtonsoft|RestSharp|PureCloud|Microsoft)[\w.]*;|namespace [\w.]+[;\s{])"),
        ("Kotlin", r"^\s*(?:fun \w+\(|package \w+(?:\.\w+)+\s*$|import (?:kotlin|okhttp3|io\.ktor)[\w.*]*\s*$)"),
        ("Go", r"^\s*package \w+\s*$|^\s*(?:func (?:\([^)]*\) )?\w+\(|type \w+ struct \{)|\w+, err := "),
        ("PHP", r"\A\s*<\?php|^\s*\$\w+ = (?:new |json_encode|curl_init|array\()"),
        (
            "PowerShell",
            r"^\s*\$\w+\s*=\s*(?:@[\"'{]|Invoke-|\[|New-Object)|ConvertTo-Json|^\s*param\s*\(|\bInvoke-\w+\s",
        ),
        ("Ruby", r"^\s*require ['\"][\w/]+['\"]\s*$|Net::HTTP(?:::|\.)(?:Post|new|post|start)"),
        ("Python", r"^\s*(?:from [\w.]+ import |import [\w.]+(?: as \w+)?\s*$|def \w+\(.*\).*:\s*$|class \w+.*:\s*$)"),
        ("Python", r"^\s*(?:\w+ = )?requests\.\w+\("),
        ("TypeScript", r"^\s*(?:interface \w+ \{|export (?:interface|type) \w+|(?:const|let) \w+: \w+)"),
        ("JavaScript", r"^\s*(?:(?:export )?(?:const|let|var) [\w{},\s]+=|(?:async )?function\b|import .* from ['\"])"),
        ("JavaScript", r"^\s*(?:await |return )?(?:fetch|axios(?:\.\w+)?)\(|^\s*(?:module\.)?exports\."),
        ("Java", r"^\s*(?:final )?(?:String|OkHttpClient|HttpRequest|RequestBody|Map<\w+, ?\w+>) \w+ = "),
        ("Go", r"^\s*\w+ := "),
        ("C", r"^\s*#include [<\"]"),
        ("Terraform", r"^(?:resource|data|provider|terraform|variable|module)(?: \"[\w.-]+\")* \{"),
        ("SQL", r"\A\s*(?:SELECT|INSERT INTO|CREATE TABLE|UPDATE)\s"),
        ("shell", r"\A#!\s*/\S*(?:sh|env (?:bash|zsh|sh))\b"),
        ("Python", r"\A\s*\w+ = [\[{(]"),
        ("Rust", r"^\s*(?:use [\w:]+(?:::\{[^}]*\})?;|fn \w+\(|let (?:mut )?\w+ = )"),
    )
)
"""The signs of a language, in the order in which they are looked for: the surest first."""

_SUFFIXES = {
    suffix: language
    for language, suffixes in {
        "Java": "java",
        "Kotlin": "kt kts",
        "Go": "go",
        "Python": "py",
        "C#": "cs",
        "PHP": "php",
        "Ruby": "rb",
        "Rust": "rs",
        "JavaScript": "js mjs cjs jsx",
        "TypeScript": "ts tsx",
        "PowerShell": "ps1",
        "DataWeave": "dwl",
        "Terraform": "tf",
        "SQL": "sql",
        "Swift": "swift",
        "Scala": "scala",
        "Groovy": "groovy",
        "C": "c h",
        "C++": "cpp hpp",
        "Perl": "pl",
        "shell": "sh",
    }.items()
    for suffix in suffixes.split()
}


def has_code_suffix(name: str) -> bool:
    """Whether a file has the suffix of a programming language."""
    return name.rpartition(".")[2].lower() in _SUFFIXES


def source_code(name: str, text: str) -> NotARequest | None:
    """Program code, by the signs of its language, else by the file's suffix."""
    suffix = name.rpartition(".")[2].lower()
    language = next((language for language, sign in _CODE if sign.search(text)), None) or _SUFFIXES.get(suffix)
    if language is None:
        return None
    how = f" ({_HOW[language]})" if language in _HOW else ""
    code = {"MuleSoft XML": "", "shell": " script without a curl command"}.get(language, " source code")
    a = "a " if language == "shell" else ""
    return NotARequest(f"{{name}} is {a}{language}{code}, not a request.", f"{_GIVE}{how}.")
