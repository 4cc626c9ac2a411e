-- One row for every award that the shop handed over. For SQLite and PostgreSQL alike.
-- Times are in milliseconds since 1970, UTC, by the clock of the instance that wrote them.
CREATE TABLE awards (
    -- The shop's own id.
    id               TEXT   NOT NULL PRIMARY KEY,
    -- Who gets the checkpoints. NULL while it is only known by its customer number.
    contact_id       TEXT,
    -- The shop's own number of the customer, where the shop named that.
    customer_number  TEXT,
    definition_id    TEXT   NOT NULL,
    checkpoints      BIGINT NOT NULL,
    reason           TEXT,
    received_at      BIGINT NOT NULL,
    -- 'queued', 'sent', 'awarded', 'rejected', 'in_doubt' or 'cancelled'
    state            TEXT   NOT NULL,
    -- Why Engage did not accept it; NULL where it was not rejected.
    rejection        TEXT,
    -- Until when it is not tried again; NULL where it may be tried now.
    deferred_until   BIGINT,
    -- When it was last about to be sent.
    sent_at          BIGINT,
    -- When it was known, or in doubt, what became of it.
    settled_at       BIGINT,
    -- What Engage showed of the contact's challenges after the answer was lost; NULL where
    -- it was not asked.
    looked_at        BIGINT,
    seen_checkpoints BIGINT,
    seen_latest_at   BIGINT,
    seen_undated     BIGINT,
    -- Why that did not decide; NULL where it did.
    doubt            TEXT,
    -- What a person decided, 'awarded' or 'send_again', and when.
    resolution       TEXT,
    resolved_at      BIGINT
);

CREATE INDEX awards_by_state ON awards (state, received_at, id);
CREATE INDEX awards_by_pair ON awards (contact_id, definition_id, state, received_at, id);
CREATE INDEX awards_to_look_up ON awards (customer_number)
    WHERE state = 'queued' AND contact_id IS NULL;
-- No two awards of one contact and definition are on their way at once, whatever the
-- instances do.
CREATE UNIQUE INDEX awards_on_their_way ON awards (contact_id, definition_id)
    WHERE state = 'sent';
