// Package notify passes events on to open browsers, through Redis.
package notify

import (
	"context"
	"fmt"
	"net"
	"os"

	"tidewater.example/tidewater/internal/bus"
)

// Relay publishes every allocation event on the Redis channel that the edge listens to.
func Relay(ctx context.Context) error {
	redis, err := net.Dial("tcp", os.Getenv("TIDEWATER_REDIS"))
	if err != nil {
		return fmt.Errorf("connect to Redis: %w", err)
	}
	defer redis.Close()
	nats, err := bus.Dial(ctx)
	if err != nil {
		return err
	}
	return nats.Consume("allocations.>", "notification-relay", func(event []byte) error {
		const channel = "allocations"
		_, err := fmt.Fprintf(redis, "*3\r\n$7\r\nPUBLISH\r\n$%d\r\n%s\r\n$%d\r\n%s\r\n",
			len(channel), channel, len(event), event)
		return err
	})
}
