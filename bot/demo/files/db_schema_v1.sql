-- Schema of record, version 1. An excerpt: what the first vertical slice reads and writes.
-- What the tables mean is in architecture/ERD.md. Applying this file twice changes nothing.

CREATE TABLE IF NOT EXISTS tenants (
    id          uuid PRIMARY KEY,
    name        text NOT NULL UNIQUE,
    created_at  timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE IF NOT EXISTS pools (
    id        text PRIMARY KEY,
    region    text NOT NULL,
    capacity  integer NOT NULL CHECK (capacity >= 0)
);

CREATE TABLE IF NOT EXISTS allocations (
    id               uuid PRIMARY KEY,
    tenant_id        uuid NOT NULL REFERENCES tenants (id),
    pool_id          text NOT NULL REFERENCES pools (id),
    units            integer NOT NULL CHECK (units > 0),
    until            timestamptz NOT NULL,
    state            text NOT NULL DEFAULT 'reserved'
                     CHECK (state IN ('reserved', 'provisioning', 'ready', 'released')),
    idempotency_key  uuid NOT NULL,
    created_at       timestamptz NOT NULL DEFAULT now(),
    UNIQUE (tenant_id, idempotency_key)
);

CREATE INDEX IF NOT EXISTS allocations_active
    ON allocations (pool_id) WHERE state <> 'released';

CREATE TABLE IF NOT EXISTS outbox_events (
    id            uuid PRIMARY KEY,
    subject       text NOT NULL,
    payload       jsonb NOT NULL,
    created_at    timestamptz NOT NULL DEFAULT now(),
    published_at  timestamptz
);

CREATE INDEX outbox_unpublished
    ON outbox_events (created_at) WHERE published_at IS NULL;

CREATE TABLE IF NOT EXISTS usage_entries (
    allocation_id  uuid NOT NULL REFERENCES allocations (id),
    hour           timestamptz NOT NULL,
    units          integer NOT NULL CHECK (units > 0),
    PRIMARY KEY (allocation_id, hour)
);

CREATE TABLE IF NOT EXISTS provisioning_jobs (
    id             uuid PRIMARY KEY,
    allocation_id  uuid NOT NULL REFERENCES allocations (id),
    state          text NOT NULL CHECK (state IN ('queued', 'asked', 'done', 'failed')),
    attempted_at   timestamptz
);

CREATE TABLE IF NOT EXISTS webhook_deliveries (
    provider     text NOT NULL,
    delivery_id  text NOT NULL,
    body         jsonb NOT NULL,
    received_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (provider, delivery_id)
);

CREATE TABLE IF NOT EXISTS admin_token_denials (
    token_digest  bytea PRIMARY KEY,
    denied_at     timestamptz NOT NULL DEFAULT now(),
    reason        text NOT NULL
);
