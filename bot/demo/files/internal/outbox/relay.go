// Package outbox publishes events that were committed, at least once and in order of commit.
package outbox

import (
	"context"
	"database/sql"
	"time"

	"tidewater.example/tidewater/internal/bus"
	"tidewater.example/tidewater/internal/database"
)

const unpublished = `SELECT id, subject, payload FROM outbox_events
	WHERE published_at IS NULL ORDER BY created_at LIMIT 100 FOR UPDATE SKIP LOCKED`

// Relay publishes what is waiting, and looks again every second.
func Relay(ctx context.Context) error {
	db, err := database.Open()
	if err != nil {
		return err
	}
	defer db.Close()
	nats, err := bus.Dial(ctx)
	if err != nil {
		return err
	}
	for {
		if err := publishWaiting(ctx, db, nats); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Second):
		}
	}
}

type event struct {
	id, subject string
	payload     []byte
}

func publishWaiting(ctx context.Context, db *sql.DB, nats *bus.Conn) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	events, err := waiting(ctx, tx)
	if err != nil {
		return err
	}
	for _, e := range events {
		if err := nats.Publish(e.subject, e.payload); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx,
			"UPDATE outbox_events SET published_at = now() WHERE id = $1", e.id); err != nil {
			return err
		}
	}
	return tx.Commit()
}

func waiting(ctx context.Context, tx *sql.Tx) ([]event, error) {
	rows, err := tx.QueryContext(ctx, unpublished)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var found []event
	for rows.Next() {
		var e event
		if err := rows.Scan(&e.id, &e.subject, &e.payload); err != nil {
			return nil, err
		}
		found = append(found, e)
	}
	return found, rows.Err()
}
