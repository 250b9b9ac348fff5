"""What is true of Genesys Cloud whichever part of Architrave asks: its permissions, and the hosts that it answers at.

Facts and their tests alone: plain texts go in, and what the cloud makes of them comes out.
"""
