"""A debugger for one test: the same flow, inputs, replies, time and random numbers."""

from dataclasses import replace

from architrave.local.debugging import Debugger
from architrave.local.testing.faults import CannotTestError
from architrave.local.testing.look_ups import with_look_ups
from architrave.local.testing.options import TestOptions
from architrave.local.testing.recordings import Recording
from architrave.local.testing.replaying import recording_for
from architrave.local.testing.replies import replies_for
from architrave.local.testing.results import Report
from architrave.local.testing.running import inputs_of, replayed
from architrave.local.testing.subjects import Subject
from architrave.local.testing.testing import Preparing
from architrave.local.testing.world import NONE, PRESENT

_SHOWN = 5


def debugger_for(options: TestOptions) -> tuple[Debugger | None, Report]:
    """The debugger, and the problems in the test files; None if they have errors.

    A call without a reply takes its failure path here, and contracts do not stop the run. Raises CannotTestError unless
    the options select exactly one test.
    """
    report = Report()
    prepared = list(Preparing(options, report).prepare())
    cases = [(subject, case) for each in prepared for case, subject in each.cases]
    if not report.ok:
        return None, report
    if len(cases) != 1:
        names = ", ".join(f'"{case.full_name}"' for _, case in cases[:_SHOWN]) + (", …" if len(cases) > _SHOWN else "")
        said = f"{len(cases)} tests are selected: {names}" if cases else "no test is selected"
        raise CannotTestError(f"--step needs one test, but {said}. Name it with FILE::NAME or -k.")
    ((subject, case),) = cases
    if not isinstance(subject, Subject):
        raise CannotTestError(f'"{case.full_name}" tests a data action alone: there is no flow to step through.')
    base, kept = subject.mocks, recording_for(case)
    if isinstance(kept, Recording):
        case, base = replayed(case, kept), kept.mocks
    flow = replace(subject.flow, directory=with_look_ups(subject.flow.directory, case))
    flow = replace(flow, data_actions=None) if case.validate in (NONE, PRESENT) else flow
    mocks = replies_for(case, base)
    return Debugger(flow, inputs_of(case, subject), mocks=mocks, at=case.at, seed=case.seed), report
