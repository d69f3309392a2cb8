// Command billing-worker meters what was allocated.
package main

import (
	"tidewater.example/tidewater/internal/billing"
	"tidewater.example/tidewater/internal/process"
)

func main() {
	process.Run("billing-worker", billing.Meter)
}
