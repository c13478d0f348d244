"""The rooms of the pipeline, in one direction: collect, read, code, link, store."""
