// Package integration talks to the running processes, as a customer would.
package integration

import (
	"net/http"
	"os"
	"testing"
)

func TestStatsAnswer(t *testing.T) {
	listen := os.Getenv("TIDEWATER_LISTEN")
	if listen == "" {
		t.Skip("TIDEWATER_LISTEN is not set: start cmd/api first")
	}
	answer, err := http.Get("http://" + listen + "/internal/stats")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		t.Errorf("want 200, got %d", answer.StatusCode)
	}
}
