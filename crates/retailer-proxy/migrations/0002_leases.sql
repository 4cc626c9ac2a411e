-- The rights to do what only one instance may do at a time. A lease that is not
-- renewed ends. The SQL is what both SQLite and PostgreSQL understand.
CREATE TABLE leases (
    name    TEXT   NOT NULL PRIMARY KEY,
    -- A random name of the one who holds it.
    holder  TEXT   NOT NULL,
    -- In milliseconds since 1970, by the clock of the database, which all instances share.
    ends_at BIGINT NOT NULL
);

-- When Engage was last called again because of a consent, in milliseconds since 1970,
-- UTC. NULL where it was called only once, right after the consent was given.
ALTER TABLE consents ADD COLUMN called_at BIGINT;
