"""The customs declaration: DecMessage to the import client, its answers and receipts."""
