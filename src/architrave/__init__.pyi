from architrave.organization.launch_check import CannotReadError as CannotReadError
from architrave.organization.launch_check import LaunchCheck as LaunchCheck
from architrave.organization.launch_check import check_launch as check_launch

__version__: str
