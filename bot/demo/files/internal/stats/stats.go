// Package stats counts what operators are alerted on.
package stats

import (
	"fmt"
	"net/http"
	"sort"
	"sync"
)

var (
	mutex    sync.Mutex
	counters = map[string]uint64{}
)

// Add counts one more of something; names follow Prometheus' conventions.
func Add(name string) {
	mutex.Lock()
	defer mutex.Unlock()
	counters[name]++
}

// Serve writes every counter in the Prometheus text format, sorted by name.
func Serve(w http.ResponseWriter, _ *http.Request) {
	mutex.Lock()
	defer mutex.Unlock()
	names := make([]string, 0, len(counters))
	for name := range counters {
		names = append(names, name)
	}
	sort.Strings(names)
	w.Header().Set("Content-Type", "text/plain; version=0.0.4")
	for _, name := range names {
		fmt.Fprintf(w, "# TYPE tidewater_%s counter\ntidewater_%s %d\n", name, name, counters[name])
	}
}
