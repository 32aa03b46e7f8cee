"""The write-off (报核) of ledgers: EML121 of a handbook, EMS121 of an account, and the results of Customs."""
