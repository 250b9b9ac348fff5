"""Run Genesys Cloud Architect flows locally, launch them over REST, and be told what is wrong when a launch fails."""

__version__ = "0.1.0"
