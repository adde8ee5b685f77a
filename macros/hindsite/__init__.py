"""A static knowledge base of postmortems."""
