// Command outbox-relay publishes events that were committed.
package main

import (
	"tidewater.example/tidewater/internal/outbox"
	"tidewater.example/tidewater/internal/process"
)

func main() {
	process.Run("outbox-relay", outbox.Relay)
}
