"""What all kinds of jobs have in common."""

KEPT_MS = 86_400_000
"""How long a job can be asked for, in ms (assumed): a day."""
