"""Explores a flow: searches for inputs and answers of the world that make its actions take every output.

Pure: what runs a case is passed in. A case is everything that decides how a run goes; its run shows which outputs
actions took, and the values of variables when they did. From there a condition is solved backwards, to the inputs and
answers that its values come from, and the cases with those are run in turn.

    Case ──run──▶ Seen ──▶ goals      what would make an action take another output
      ▲                     │
      │                     ▼
      └── cases ◀── reverse + inverses   which inputs and answers give an expression a value
                            ▲
                            └── origins    where the value of a variable comes from

`search` decides which case to run next, in an order that depends on nothing but the flow and the options.
"""
