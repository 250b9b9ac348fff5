from architrave.engine.clock import ManualClock as ManualClock
from architrave.local.blocking import LocalPlatform as LocalPlatform
from architrave.local.faults import BadExpressionError as BadExpressionError
from architrave.local.faults import CannotOpenError as CannotOpenError
from architrave.local.faults import CannotRunError as CannotRunError
from architrave.local.faults import EngineUnusableError as EngineUnusableError
from architrave.local.faults import InputError as InputError
from architrave.local.faults import LaunchRejectedError as LaunchRejectedError
from architrave.local.faults import NoSuchActionError as NoSuchActionError
from architrave.local.faults import NoSuchFlowError as NoSuchFlowError
from architrave.local.opening import open as open  # noqa: A004 - it is said as `architrave.open`
from architrave.local.platform import AsyncLocalPlatform as AsyncLocalPlatform
from architrave.local.sources import CannotReadFileError as CannotReadFileError
from architrave.organization.launch_check import CannotReadError as CannotReadError
from architrave.organization.launch_check import LaunchCheck as LaunchCheck
from architrave.organization.launch_check import check_launch as check_launch

__version__: str
