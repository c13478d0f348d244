"""Finding a site's ways in, for a person who then configures a source."""
