"""The bridge: an agent on the PC of the import client, in front of its folders, and the client of it.

Under /messages/{business}/{exchange id}, with a bearer token:

PUT     the file; `X-Part-Name` is the exchange id with .zip or .xml   ->  {"reference", "detail"}, the first answer for a repeat; 409 other bytes
GET     200 it has left, 404 it has not, 410 it was taken back
DELETE  {"cancelled": "taken back" | "too late"}

GET  /receipts?limit=n   [{"token", "name", "content": base64}] until acknowledged
POST /acknowledged       {"tokens", "foreign"}
GET  /health             {"root", "businesses": {name: {"waiting", "oldest_seconds", "failed", "receipts"}}}

A request may name the root that it means (`X-Root`): 421 when the agent serves another one.
"""
