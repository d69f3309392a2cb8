// Command webhook-worker takes in what providers report.
package main

import (
	"tidewater.example/tidewater/internal/webhook"
	"tidewater.example/tidewater/internal/process"
)

func main() {
	process.Run("webhook-worker", webhook.Ingest)
}
