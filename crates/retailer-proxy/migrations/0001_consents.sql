-- One row for every time a shopper agreed to join. Written before Engage is
-- called, settled after. For SQLite and PostgreSQL alike.
CREATE TABLE consents (
    id            TEXT   NOT NULL PRIMARY KEY,
    contact_id    TEXT   NOT NULL,
    definition_id TEXT   NOT NULL,
    -- The wording that was agreed to; none where no consent was asked for.
    text_version  TEXT,
    -- Milliseconds since 1970, UTC.
    given_at      BIGINT NOT NULL,
    -- 'unfinished', 'assigned', 'already_assigned' or 'not_assigned'
    outcome       TEXT   NOT NULL,
    settled_at    BIGINT
);

CREATE INDEX consents_by_outcome ON consents (outcome, given_at);
CREATE INDEX consents_by_contact ON consents (contact_id, definition_id);
