"""The rules for flow tests."""

from architrave.diagnostics import Provenance, Rule, Severity

_ASSUMED = Provenance.ASSUMED

FLOWTEST_KEY = Rule("flowtest-key", "A flow test has an unknown key", provenance=_ASSUMED)
FLOWTEST_SHAPE = Rule("flowtest-shape", "A value in a flow test is not valid", provenance=_ASSUMED)
FLOWTEST_NAME = Rule("flowtest-name", "A flow test names something that does not exist", provenance=_ASSUMED)
FLOWTEST_TABLE = Rule("flowtest-table", "A table of cases cannot be used", provenance=_ASSUMED)
FLOWTEST_FAILED = Rule("flowtest-failed", "A flow test failed", provenance=_ASSUMED)
UNUSED_MOCK = Rule("unused-mock", "No call used a reply in a flow test", Severity.WARNING, _ASSUMED)
UNNOTICED_CHANGE = Rule("unnoticed-change", "No test noticed a change of a flow", Severity.WARNING, _ASSUMED)
