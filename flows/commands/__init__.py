"""What each command of `dateline` does: arguments in, a flow or a query run, a result shown, an exit code out."""
