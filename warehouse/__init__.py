"""The one door to the database, and the SQL that shapes it."""
