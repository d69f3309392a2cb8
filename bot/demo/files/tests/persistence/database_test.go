package persistence

import (
	"database/sql"
	"fmt"
	"os"
	"testing"
	"time"

	"tidewater.example/tidewater/internal/allocation"
	"tidewater.example/tidewater/internal/database"
)

const schemaFile = "../../db_schema_v1.sql"

// A schema of its own for each test, dropped when the test ends.
func freshDatabase(t *testing.T) *sql.DB {
	t.Helper()
	db, err := database.Open()
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1) // the search path below belongs to one connection
	name := fmt.Sprintf("test_%d", time.Now().UnixNano())
	run(t, db, "CREATE SCHEMA "+name)
	run(t, db, "SET search_path TO "+name)
	run(t, db, schema(t))
	t.Cleanup(func() {
		run(t, db, "DROP SCHEMA "+name+" CASCADE")
		db.Close()
	})
	return db
}

func schema(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func run(t *testing.T, db *sql.DB, statement string, arguments ...any) {
	t.Helper()
	if _, err := db.Exec(statement, arguments...); err != nil {
		t.Fatal(err)
	}
}

func rows(t *testing.T, db *sql.DB, table string) (count int) {
	t.Helper()
	if err := db.QueryRow("SELECT count(*) FROM " + table).Scan(&count); err != nil {
		t.Fatal(err)
	}
	return count
}

func aRequest(t *testing.T, db *sql.DB, capacity int) allocation.Request {
	t.Helper()
	run(t, db, "INSERT INTO tenants (id, name) VALUES ($1, 'a tenant')", anID(9))
	run(t, db, "INSERT INTO pools (id, region, capacity) VALUES ('north', 'eu', $1)", capacity)
	return allocation.Request{
		ID: anID(1), EventID: anID(4), Tenant: anID(9), Pool: "north", Key: anID(5),
		Units: 4, Until: time.Now().Add(24 * time.Hour),
	}
}

func anID(n int) string {
	return fmt.Sprintf("00000000-0000-4000-8000-%012d", n)
}
