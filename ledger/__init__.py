"""wage-ledger: a ledger that workers keep against those who skim their pay."""
