"""The diagram of a flow: one SVG of its menus, states, tasks and bots, with what runs did in it or what changed in it.

`outline` turns a Program (and its document, for menus) into a tree of boxes with their branches, `recorded` and `marks`
read what runs did, `merging` makes two versions one outline for `changes`, `layout` gives everything its place, and
`svg` writes the text. A flow is a tree of blocks, so nothing is searched or optimized: a block is a column, each output
of an action a column beside the one before, a loop a line back. The same flow always gives the same bytes. No font is
measured: widths of texts are estimated.
"""
