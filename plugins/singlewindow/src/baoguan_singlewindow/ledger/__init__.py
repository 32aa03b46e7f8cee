"""Handbooks (手册, EML111) and accounts (账册, EMS111): their filing and change to the import client, and what Customs answers."""
