// Command notification-relay passes events on to open browsers.
package main

import (
	"tidewater.example/tidewater/internal/notify"
	"tidewater.example/tidewater/internal/process"
)

func main() {
	process.Run("notification-relay", notify.Relay)
}
