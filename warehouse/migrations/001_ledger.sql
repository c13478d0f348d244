-- One row per migration that was applied to this file.
CREATE SCHEMA raw;
CREATE SCHEMA core;
CREATE SCHEMA mart;

CREATE TABLE raw.migrations (
    version INTEGER NOT NULL,
    name VARCHAR NOT NULL,
    applied_at TIMESTAMPTZ NOT NULL
);

COMMENT ON TABLE raw.migrations IS 'The changes of shape that this file has been through, and the views it holds (version 0).';
COMMENT ON COLUMN raw.migrations.version IS 'Number of the migration.';
COMMENT ON COLUMN raw.migrations.name IS 'Name of its file; for version 0 the digest of the views.';
COMMENT ON COLUMN raw.migrations.applied_at IS 'When it was applied (UTC).';
