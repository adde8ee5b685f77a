"""Questions to the library: filters, aggregates, statistics."""
