"""The amendment of a declaration (修撤单): DecModMessage to the import client, its answers and the results of Customs."""
