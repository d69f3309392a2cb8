// Package allocation promises capacity.
package allocation

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"
)

// ErrShortage means the pool has less left than was asked for.
var ErrShortage = errors.New("the pool has less left than was asked for")

// Request is what a tenant asks for. Key makes a repeated request harmless.
type Request struct {
	ID, EventID, Tenant, Pool, Key string
	Units                          int
	Until                          time.Time
}

const left = `SELECT capacity - COALESCE((SELECT sum(units) FROM allocations
	WHERE pool_id = pools.id AND state <> 'released'), 0)
	FROM pools WHERE id = $1 FOR UPDATE`

const insert = `INSERT INTO allocations (id, tenant_id, pool_id, units, until, idempotency_key)
	VALUES ($1, $2, $3, $4, $5, $6)`

const announce = `INSERT INTO outbox_events (id, subject, payload)
	VALUES ($1, 'allocations.created', $2)`

// Create writes the allocation and the event that announces it: both, or neither.
func Create(ctx context.Context, db *sql.DB, r Request) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	var available int
	if err := tx.QueryRowContext(ctx, left, r.Pool).Scan(&available); err != nil {
		return err
	}
	if available < r.Units {
		return ErrShortage
	}
	if _, err := tx.ExecContext(ctx, insert, r.ID, r.Tenant, r.Pool, r.Units, r.Until, r.Key); err != nil {
		return err
	}
	payload, err := json.Marshal(map[string]any{
		"event_id": r.EventID, "allocation_id": r.ID, "pool": r.Pool, "units": r.Units,
	})
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, announce, r.EventID, payload); err != nil {
		return err
	}
	return tx.Commit()
}
