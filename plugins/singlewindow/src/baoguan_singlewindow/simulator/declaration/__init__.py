"""The simulator's customs declarations (报关单): DecMessage through Deccus001, its answers, and the receipts of Customs.

Everything is written here from the facts of the interface a second time, so that it can disagree with the encoder under test.
"""
