// Command api takes requests for capacity.
package main

import (
	"tidewater.example/tidewater/internal/allocation"
	"tidewater.example/tidewater/internal/process"
)

func main() {
	process.Run("api", allocation.Serve)
}
