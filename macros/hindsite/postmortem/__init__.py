"""One file and one record: reads a postmortem, knows no other file and no MkDocs."""
