"""Answers to look at: words, geometry and templates."""
