"""House rules: what an organisation asks of its postmortems beyond the contract.

Each has a level in the site's configuration, and a file can waive it with a reason.
"""
