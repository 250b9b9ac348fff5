"""What depends on what in an organization's folder.

folder ──▶ reading  its flows, with errors too, and what it has besides
               │
               ▼
           linking  each flow, and what it and the organization's own entities name
               │
               ▼
           graph    who uses what, what is unused or missing, in which order flows can be deployed
               │
               ▼
           against  the same things in another organization
"""
