"""Store: loads records into the warehouse, checks them, publishes and hands out."""
