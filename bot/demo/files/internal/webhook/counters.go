package webhook

import (
	"database/sql"

	"tidewater.example/tidewater/internal/stats"
)

// Count tells first deliveries from repeats: many repeats mean a provider does not hear our answers.
func count(result sql.Result) {
	if rows, err := result.RowsAffected(); err == nil && rows == 0 {
		stats.Add("webhook_repeats_total")
		return
	}
	stats.Add("webhook_deliveries_total")
}
