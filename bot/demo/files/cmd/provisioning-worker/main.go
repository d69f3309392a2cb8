// Command provisioning-worker asks providers for what was promised.
package main

import (
	"tidewater.example/tidewater/internal/provisioning"
	"tidewater.example/tidewater/internal/process"
)

func main() {
	process.Run("provisioning-worker", provisioning.Queue)
}
