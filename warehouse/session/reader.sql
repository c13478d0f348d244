-- Settings of a connection that reads: times in UTC, and nothing can be set any more.
SET TimeZone = 'UTC';
SET lock_configuration = true;
