"""The second stage of a request's check: posts what the first stage wrote, where a token can write.

It runs nothing of the request and believes nothing that comes from it. It imports Python's own
library only, so that no other package is ever near the token: `python -m hindsite.review` needs no
installation.
"""
