"""The style sheet of diagrams: light and dark, and what marks change. Color is never the only sign of anything."""

STYLE = """\
svg.flow{font:12px system-ui,'Segoe UI','DejaVu Sans',sans-serif}
.flow .bg{fill:#f6f7f9}.flow .part{fill:#fff;stroke:#d0d7de}.flow text{fill:#1f2328}
.flow .h{font-size:13px;font-weight:600}.flow .b{font-weight:600}
.flow .k,.flow .d,.flow .s{font-size:10px;font-weight:400;fill:#57606a}
.flow .t{font-size:11px;font-weight:400;fill:#0550ae}.flow .c{font-size:11px;text-anchor:end;fill:#0550ae}
.flow .l text{font-size:11px;fill:#57606a;paint-order:stroke;stroke:#fff;stroke-width:3px}
.flow .e{fill:none;stroke:#8c959f;stroke-width:1.3}.flow .e.ran{stroke:#0969da;stroke-width:2.4}
.flow .l .ran{fill:#0550ae;font-weight:600}.flow .a{fill:#8c959f}.flow .a.ran{fill:#0969da}
.flow .b rect{fill:#f6f8fa;stroke:#afb8c1}.flow .choice rect{fill:#fff8e1;stroke:#bf8700}
.flow .call rect{fill:#eaf5ff;stroke:#54a3e0}.flow .jump rect{fill:#f3eeff;stroke:#8f73d9}
.flow .end rect{fill:#eceff2;stroke:#57606a}
.flow .idle rect{fill:none;stroke-dasharray:3 3}.flow .idle text{fill:#57606a}
.flow .ran rect{stroke:#0969da;stroke-width:2.4}.flow .now rect{stroke-dasharray:7 3}
.flow .failed rect{stroke:#cf222e;stroke-width:2.8}.flow .failed .c{fill:#cf222e}
.flow .start{fill:#1f2328}.flow .sw{fill:#fff;font-size:10px;font-weight:600}
.flow a:hover rect{stroke-width:3}.flow a:focus{outline:none}
.flow a:focus rect,.flow .here rect{stroke:#bc4c00;stroke-width:4}
@media(prefers-color-scheme:dark){
.flow .bg{fill:#0d1117}.flow .part{fill:#161b22;stroke:#30363d}.flow text{fill:#e6edf3}
.flow .k,.flow .d,.flow .s,.flow .l text,.flow .idle text{fill:#9aa4af}
.flow .t,.flow .c,.flow .l .ran{fill:#79c0ff}.flow .l text{stroke:#161b22}
.flow .e{stroke:#6e7681}.flow .e.ran{stroke:#58a6ff}
.flow .a{fill:#6e7681}.flow .a.ran{fill:#58a6ff}
.flow .b rect{fill:#21262d;stroke:#484f58}.flow .choice rect{fill:#2b2412;stroke:#bb8009}
.flow .call rect{fill:#10233a;stroke:#2f6fb0}.flow .jump rect{fill:#241c3d;stroke:#7d5fd0}
.flow .end rect{fill:#2a2f36;stroke:#8b949e}.flow .idle rect{fill:none}
.flow .ran rect{stroke:#58a6ff}.flow .failed rect{stroke:#f85149}.flow .failed .c{fill:#ff7b72}
.flow .start{fill:#e6edf3}.flow .sw{fill:#0d1117}
.flow a:focus rect,.flow .here rect{stroke:#f0883e}}
"""
"""The style sheet. Its names are short because a diagram has many of them."""

CHANGES_STYLE = """\
.diff .b rect{fill:#f6f8fa;stroke:#afb8c1}.diff .g{font-size:10px;font-weight:400}.diff .c{font-size:15px}
.diff .added rect{fill:#e9f7ec;stroke:#1a7f37;stroke-width:2.6}.diff .added .c{fill:#116329}
.diff .removed rect{fill:#fff0ee;stroke:#cf222e;stroke-width:1.6;stroke-dasharray:5 3}.diff .removed .c{fill:#a40e26}
.diff .removed text:not([class]){text-decoration:line-through}
.diff .changed rect{fill:#fff8e1;stroke:#9a6700;stroke-width:2.6}.diff .changed .c{fill:#7d4e00}
.diff .moved rect{stroke:#8250df;stroke-width:2.6;stroke-dasharray:10 3}.diff .moved .c{fill:#6639ba}
.diff .part.added{stroke:#1a7f37;stroke-width:2.6}
.diff .part.removed{stroke:#cf222e;stroke-width:1.6;stroke-dasharray:5 3}
.diff .part.changed{stroke:#9a6700;stroke-width:2.6}
@media(prefers-color-scheme:dark){
.diff .b rect{fill:#21262d;stroke:#484f58}
.diff .added rect{fill:#12261a;stroke:#3fb950}.diff .added .c{fill:#56d364}
.diff .removed rect{fill:#2d1417;stroke:#f85149}.diff .removed .c{fill:#ff7b72}
.diff .changed rect{fill:#2b2412;stroke:#d29922}.diff .changed .c{fill:#e3b341}
.diff .moved rect{stroke:#a371f7}.diff .moved .c{fill:#d2a8ff}
.diff .part.added{stroke:#3fb950}.diff .part.removed{stroke:#f85149}.diff .part.changed{stroke:#d29922}}
"""
"""What comes after it in the diagram of a change. Only what changed has a color."""
