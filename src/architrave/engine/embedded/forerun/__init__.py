"""Foreruns: fresh executions computed in a second process, as far as nothing outside of it is needed.

Python runs one thread of a process at a time. When many launches wait for their turn, the engine sends them to a
process of its own, which runs each from its start to its outcome, or to the first effect that is not a question of
time, chance or the organization's own entities, and sends back its journal and its outcome. What is kept, and when,
stays the engine's business: the process has no database, knows nothing that the engine does not, and may be killed at
any time; what it was working on is then run here, from the start. Few launches at a time never reach it.
"""

from architrave.engine.embedded.forerun.foreruns import Foreruns

__all__ = ["Foreruns"]
