"""The simulator's amendments of declarations (修撤单): DecModMessage through DECCUS102, its answers, and the results of Customs.

Everything is written here from the schema and the facts of the interface a second time, so that it can disagree with the encoder under test.
"""
