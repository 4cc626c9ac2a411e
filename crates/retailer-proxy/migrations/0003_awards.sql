-- One row for every award that the shop handed over. For SQLite and PostgreSQL alike.
-- Times are in milliseconds since 1970, UTC, by the clock of the instance that wrote them.
CREATE TABLE awards (
    -- The shop's own id.
    id            TEXT   NOT NULL PRIMARY KEY,
    contact_id    TEXT   NOT NULL,
    definition_id TEXT   NOT NULL,
    checkpoints   BIGINT NOT NULL,
    reason        TEXT,
    received_at   BIGINT NOT NULL,
    -- 'queued', 'sent', 'awarded', 'rejected', 'in_doubt' or 'cancelled'
    state         TEXT   NOT NULL,
    -- Why Engage did not accept it; NULL where it was not rejected.
    rejection     TEXT,
    -- When it was last about to be sent.
    sent_at       BIGINT,
    -- When it was known, or in doubt, what became of it.
    settled_at    BIGINT
);

CREATE INDEX awards_by_state ON awards (state, received_at, id);
CREATE INDEX awards_by_pair ON awards (contact_id, definition_id, state, received_at, id);
-- No two awards of one contact and definition are on their way at once, whatever the
-- instances do.
CREATE UNIQUE INDEX awards_on_their_way ON awards (contact_id, definition_id)
    WHERE state = 'sent';
