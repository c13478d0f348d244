-- Settings of a connection that writes: every time is shown and parsed in UTC.
SET TimeZone = 'UTC';
