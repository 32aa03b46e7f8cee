"""Write-offs (报核) of ledgers, EML121 and EMS121: read, checked against themselves and against the lists that the simulator holds, decided.

That the import client takes these messages is not proven; nothing here shows it.
"""
