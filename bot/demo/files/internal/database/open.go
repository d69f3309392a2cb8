// Package database opens the one database there is.
package database

import (
	"database/sql"
	"errors"
	"os"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver named below
)

// Open connects to the database that TIDEWATER_DATABASE names.
func Open() (*sql.DB, error) {
	url := os.Getenv("TIDEWATER_DATABASE")
	if url == "" {
		return nil, errors.New("TIDEWATER_DATABASE is not set: see operations/local-dev/env.example")
	}
	return sql.Open("pgx", url)
}
