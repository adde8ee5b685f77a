"""The MkDocs side: the only room that imports it."""
