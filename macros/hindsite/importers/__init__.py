"""From what others wrote to a file of the contract: drafts, timelines, foreign formats."""
