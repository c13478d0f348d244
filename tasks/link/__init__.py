"""Link: from texts to stories and from mentions to events."""
