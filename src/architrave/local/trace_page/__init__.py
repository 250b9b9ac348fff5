"""A run as one HTML page: its diagram with the path that it took, its steps, and the variables at each of them.

`page` puts together the diagram of `architrave.diagram`, the list of `steps`, and the assets `page.css` and `page.js`.
The page is one file without any address in it: it opens from a disk, without a network, and its policy lets it run
nothing but its own script. Without a script, everything can be read; with it, a slider and the arrow keys move through
the run.
"""
