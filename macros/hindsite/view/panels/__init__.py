"""Panels: a question answered in one block, with its title, its drawing or table, and its working.

Each module answers one kind of question from the library's knowledge; pages and macros print the
same panels.
"""
