// Package provisioning turns promises into jobs for a provider.
package provisioning

import (
	"context"
	"encoding/json"

	"tidewater.example/tidewater/internal/bus"
	"tidewater.example/tidewater/internal/database"
)

const queueJob = `INSERT INTO provisioning_jobs (id, allocation_id, state)
	VALUES ($1, $2, 'queued') ON CONFLICT DO NOTHING`

type created struct {
	EventID      string `json:"event_id"`
	AllocationID string `json:"allocation_id"`
}

// Queue makes one job for each new allocation; the event's id makes a repeat harmless.
func Queue(ctx context.Context) error {
	db, err := database.Open()
	if err != nil {
		return err
	}
	defer db.Close()
	nats, err := bus.Dial(ctx)
	if err != nil {
		return err
	}
	return nats.Consume("allocations.created", "provisioning-worker", func(payload []byte) error {
		var event created
		if err := json.Unmarshal(payload, &event); err != nil {
			return err
		}
		_, err := db.ExecContext(ctx, queueJob, event.EventID, event.AllocationID)
		return err
	})
}
