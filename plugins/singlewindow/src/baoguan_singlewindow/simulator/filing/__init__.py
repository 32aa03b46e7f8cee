"""The simulator's handbooks and accounts: EML111 and EMS111, the answers of Customs, and row books of its own that lists move.

Everything is written here from the facts of the interface a second time, effects of supervision modes included, so that it can disagree
with the channel and with the books of the journal.
"""
