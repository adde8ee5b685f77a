"""Charts drawn at build time: plain values in, two inline SVG drawings out.

A module for each kind lays its marks out on a `Sheet` (`strip`, `periods`, `returns`, `calendar`,
`matrix`, `recurrence`, `ageing`, `phases`); `vega` draws a sheet with Altair and vl-convert, `svg`
writes the result small and safe, `drawings` keeps what was drawn.
"""
