-- The gazetteer file. `place.id` counts up with falling importance, so the first rows of a look-up are the likeliest.
-- `name.key` and `name.strict` are 32-bit hashes of the folded name: `key` of the phonetic key, or of the strict one again for
-- countries whose names have one spelling; `is_main` is 1 for the name that the place is shown by.
-- `filter` is a row of bits, set at each strict hash modulo its length: most names in a text are nowhere, and need no look-up.
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA page_size = 4096;
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE filter (bits BLOB NOT NULL);
CREATE TABLE division (country TEXT NOT NULL, code TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (country, code)) WITHOUT ROWID;
CREATE TABLE place (
    id INTEGER PRIMARY KEY,
    geonameid INTEGER,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    country TEXT,
    adm1_code TEXT,
    latitude REAL NOT NULL,
    longitude REAL NOT NULL,
    where_prec INTEGER NOT NULL,
    weight INTEGER NOT NULL
);
CREATE TABLE name (
    key INTEGER NOT NULL,
    place INTEGER NOT NULL,
    strict INTEGER NOT NULL,
    is_main INTEGER NOT NULL,
    PRIMARY KEY (key, place, strict)
) WITHOUT ROWID;
