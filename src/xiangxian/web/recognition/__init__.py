"""Pages: recognition of the first introducer (引荐人认定): a case, its notices, decisions, rules and papers."""
