-- One row per migration in the file; version 0 carries the digest of its views.
SELECT version, name FROM raw.migrations ORDER BY version;
