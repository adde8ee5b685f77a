"""The macros: what a call in a page may ask. Each module holds those of one kind.

Their docstrings are the reference: a summary, every argument, and an example that the reference
page prints and answers.
"""
