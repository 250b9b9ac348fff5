"""Checks everything around the body: host, path, method, size, content type."""

from architrave.cloud.hosts import DOMAINS, bare_host, domain_of, is_api_host, is_own_host
from architrave.contract.findings import Findings
from architrave.contract.paths import about_unknown_path, methods_of
from architrave.contract.request import LAUNCH_METHOD, LAUNCH_PATH, Sent
from architrave.contract.rules import CONTENT_TYPE, NOT_A_LAUNCH, TOO_LARGE, UNKNOWN_HOST, UNKNOWN_PATH, WRONG_METHOD
from architrave.contract.wording import join, quote, shorten
from architrave.diagnostics import did_you_mean

MAX_BODY = 1024 * 1024
"""The largest body in bytes. The cloud has a limit but does not publish it (assumed)."""

_FORM = "application/x-www-form-urlencoded"


def check_address(sent: Sent, findings: Findings) -> bool:
    """Check host, path and method, as far as they are known. Returns whether the request may be meant as a launch."""
    if sent.host is not None and not is_api_host(sent.host) and not is_own_host(sent.host):
        _wrong_host(sent.host, findings)
    path = sent.path.partition("?")[0] if sent.path is not None else LAUNCH_PATH
    method = sent.method.upper() if sent.method is not None else None
    methods = methods_of(path)
    if path != LAUNCH_PATH and methods:
        _other_endpoint(path, method, methods, findings)
        return bool(sent.body)
    if path != LAUNCH_PATH:
        advice = about_unknown_path(path, method or LAUNCH_METHOD)
        help_ = advice.help or f"Launch with {LAUNCH_METHOD} {LAUNCH_PATH}."
        findings.part(UNKNOWN_PATH, advice.message, "path", help_)
        if not sent.body:
            return False
    if method is not None and method != LAUNCH_METHOD:
        findings.part(
            WRONG_METHOD,
            f"{shorten(method, 20)} does not launch a flow; a launch is a POST.",
            "method",
            f"Send {LAUNCH_METHOD} {LAUNCH_PATH}. To read an execution, send GET {LAUNCH_PATH}/ID.",
        )
    return True


def _other_endpoint(path: str, method: str | None, methods: tuple[str, ...], findings: Findings) -> None:
    shown = shorten(path, 100)
    help_ = f'To launch a flow, send {LAUNCH_METHOD} {LAUNCH_PATH}, with the id of the flow in the body as "flowId".'
    if method is not None and method not in methods:
        message = f"{shown} accepts {join(methods)}, not {shorten(method, 20)}: it does not launch flows."
        findings.part(WRONG_METHOD, message, "method", help_)
    else:
        message = f"{shown} is another endpoint of the Platform API: it does not launch flows."
        findings.part(NOT_A_LAUNCH, message, "path", help_)


def _wrong_host(host: str, findings: Findings) -> None:
    name = bare_host(host)
    domain = domain_of(host)
    shown = shorten(name, 80)
    if domain is not None:
        what = {"apps": " (it serves the user interface)", "login": " (it serves logins)"}.get(
            name.partition(".")[0], ""
        )
        message = f"The host {shown} does not serve the Platform API{what}."
        help_ = f"Send the request to api.{domain}."
    else:
        message = f"The host {shown} does not belong to Genesys Cloud: the request never reaches the Platform API."
        near = did_you_mean(name.removeprefix("api."), DOMAINS, cutoff=0.8)
        wanted = (
            f"api.{near}" if near else "the API host of your region, such as api.mypurecloud.com or api.euw2.pure.cloud"
        )
        help_ = f"Send the request to {wanted}. If this is your API gateway, set GENESYSCLOUD_GATEWAY_HOST={shown}."
    findings.part(UNKNOWN_HOST, message, "host", help_)


def check_size(sent: Sent, findings: Findings) -> bool:
    """Check that the body is small enough to be read."""
    if sent.body is None or len(sent.body) <= MAX_BODY:
        return True
    findings.part(
        TOO_LARGE,
        f"The body is larger than the limit of {MAX_BODY:,} bytes.",
        "body",
        "Put large data where the flow can fetch it (a data table, or a service called by a data action), and send its "
        "key.",
    )
    return False


def check_content_type(sent: Sent, findings: Findings) -> None:
    """Check the Content-Type header, if headers are known."""
    if sent.headers is None or sent.body is None:
        return
    given = sent.header("content-type")
    if given is None or not given.strip():
        findings.part(
            CONTENT_TYPE,
            "The request has no Content-Type header; a launch needs application/json.",
            "headers",
            'Add the header "Content-Type: application/json". Go\'s http.NewRequest does not set one, and some clients '
            f"default to {_FORM}.",
        )
        return
    media_type, _, parameters = given.partition(";")
    media_type = media_type.strip().lower()
    if media_type != "application/json":
        findings.part(
            CONTENT_TYPE,
            f"The Content-Type is {quote(given)}; a launch needs application/json.",
            "header:content-type",
            _why_not_json(media_type),
        )
    elif "charset" in parameters.lower() and "utf-8" not in parameters.lower().replace("utf8", "utf-8"):
        findings.part(
            CONTENT_TYPE,
            f"The Content-Type is {quote(given)}; JSON is always UTF-8.",
            "header:content-type",
            'Send "Content-Type: application/json" and encode the body as UTF-8.',
        )


def _why_not_json(media_type: str) -> str:
    help_ = 'Set the header "Content-Type: application/json".'
    if media_type == _FORM:
        return f"{help_} {_FORM} is the default of curl -d, Go's http.PostForm, and data= in Python's requests."
    if media_type.startswith("text/plain"):
        return f"{help_} text/plain is the default of fetch for a string body."
    if media_type.startswith("multipart/"):
        return f"{help_} Send the JSON itself as the body, not a form."
    return help_
