"""Read: from a page's bytes to an article's text and fields."""
