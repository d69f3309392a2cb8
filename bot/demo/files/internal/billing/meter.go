// Package billing meters allocations: one entry an hour, however often an event arrives.
package billing

import (
	"context"
	"encoding/json"

	"tidewater.example/tidewater/internal/bus"
	"tidewater.example/tidewater/internal/database"
)

const firstHour = `INSERT INTO usage_entries (allocation_id, hour, units)
	VALUES ($1, date_trunc('hour', now()), $2) ON CONFLICT DO NOTHING`

type created struct {
	AllocationID string `json:"allocation_id"`
	Units        int    `json:"units"`
}

// Meter writes the first hour of each new allocation.
func Meter(ctx context.Context) error {
	db, err := database.Open()
	if err != nil {
		return err
	}
	defer db.Close()
	nats, err := bus.Dial(ctx)
	if err != nil {
		return err
	}
	return nats.Consume("allocations.created", "billing-worker", func(payload []byte) error {
		var event created
		if err := json.Unmarshal(payload, &event); err != nil {
			return err
		}
		_, err := db.ExecContext(ctx, firstHour, event.AllocationID, event.Units)
		return err
	})
}
