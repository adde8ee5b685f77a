"""All records: the store, the taxonomy and the tables."""
