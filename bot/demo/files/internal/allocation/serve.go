package allocation

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"time"

	"tidewater.example/tidewater/internal/auth"
	"tidewater.example/tidewater/internal/database"
	"tidewater.example/tidewater/internal/stats"
)

// Serve answers the public API until the context is done.
func Serve(ctx context.Context) error {
	db, err := database.Open()
	if err != nil {
		return err
	}
	defer db.Close()
	mux := http.NewServeMux()
	mux.Handle("POST /api/v1/allocations", auth.Guard(denials(db), create(db)))
	mux.HandleFunc("GET /internal/stats", stats.Serve)
	server := &http.Server{Addr: os.Getenv("TIDEWATER_LISTEN"), Handler: mux}
	context.AfterFunc(ctx, func() { server.Close() })
	return server.ListenAndServe()
}

func create(db *sql.DB) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var asked struct {
			Pool  string    `json:"pool"`
			Units int       `json:"units"`
			Until time.Time `json:"until"`
		}
		if err := json.NewDecoder(r.Body).Decode(&asked); err != nil {
			http.Error(w, "the body is no reservation", http.StatusUnprocessableEntity)
			return
		}
		request := Request{
			ID: newID(), EventID: newID(), Tenant: r.Header.Get("Tenant"),
			Pool: asked.Pool, Units: asked.Units, Until: asked.Until,
			Key: r.Header.Get("Idempotency-Key"),
		}
		switch err := Create(r.Context(), db, request); {
		case errors.Is(err, ErrShortage):
			http.Error(w, err.Error(), http.StatusConflict)
		case err != nil:
			http.Error(w, "not reserved, try again", http.StatusServiceUnavailable)
		default:
			stats.Add("allocations_total")
			w.WriteHeader(http.StatusCreated)
		}
	})
}

func denials(db *sql.DB) auth.Denials {
	return func(r *http.Request) ([][32]byte, error) {
		rows, err := db.QueryContext(r.Context(), "SELECT token_digest FROM admin_token_denials")
		if err != nil {
			return nil, err
		}
		defer rows.Close()
		var found [][32]byte
		for rows.Next() {
			var digest []byte
			if err := rows.Scan(&digest); err != nil {
				return nil, err
			}
			found = append(found, [32]byte(digest))
		}
		return found, rows.Err()
	}
}

func newID() string {
	var b [16]byte
	if _, err := rand.Read(b[:]); err != nil {
		panic(err)
	}
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
