"""Code: from an article's text to the events that it reports, each number with its words."""
