// Package webhook takes in what providers report. A report is a claim until it is reconciled.
package webhook

import (
	"context"
	"database/sql"
	"io"
	"net/http"
	"os"

	"tidewater.example/tidewater/internal/database"
)

const largestBody = 1 << 20 // bytes

const keep = `INSERT INTO webhook_deliveries (provider, delivery_id, body)
	VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`

// Ingest serves the endpoint that providers call.
func Ingest(ctx context.Context) error {
	db, err := database.Open()
	if err != nil {
		return err
	}
	defer db.Close()
	server := &http.Server{Addr: os.Getenv("TIDEWATER_LISTEN"), Handler: handler(db)}
	context.AfterFunc(ctx, func() { server.Close() })
	return server.ListenAndServe()
}

func handler(db *sql.DB) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /webhooks/{provider}", func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, largestBody))
		if err != nil {
			http.Error(w, "the body is too large", http.StatusRequestEntityTooLarge)
			return
		}
		result, err := db.ExecContext(r.Context(), keep,
			r.PathValue("provider"), r.Header.Get("Delivery-Id"), body)
		if err != nil {
			http.Error(w, "not kept, send it again", http.StatusServiceUnavailable)
			return
		}
		count(result)
		w.WriteHeader(http.StatusAccepted)
	})
	return mux
}
