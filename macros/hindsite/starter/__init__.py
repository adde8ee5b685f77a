"""A new organisation's knowledge base, made from the files of hindsite's own.

There is no second copy to keep in step: the wheel carries this repository's pages, workflows and
vocabulary, a checkout has them, and what has to differ is an edit here, told by its words.
"""
