"""Measurements of large collections; run by hand, never by the tests."""
