"""Language packs: the coder for languages other than English. The code knows no language; what it knows lies in data files."""
