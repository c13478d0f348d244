"""Collect: from configured sources to captures whose bytes lie in the WARC archive."""
