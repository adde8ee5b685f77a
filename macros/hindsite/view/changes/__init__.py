"""What a branch changes, as a report: its words once, written as text or as Markdown."""
