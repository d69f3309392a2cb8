// Package persistence tests what must hold in the database.
package persistence

import (
	"context"
	"errors"
	"testing"
	"time"

	"tidewater.example/tidewater/internal/allocation"
)

func TestAllocationAndOutboxShareOneTransaction(t *testing.T) {
	db := freshDatabase(t)
	request := aRequest(t, db, 10)
	if err := allocation.Create(context.Background(), db, request); err != nil {
		t.Fatal(err)
	}
	if rows(t, db, "allocations") != 1 || rows(t, db, "outbox_events") != 1 {
		t.Error("want one allocation and one event")
	}
}

func TestShortageWritesNeitherRow(t *testing.T) {
	db := freshDatabase(t)
	request := aRequest(t, db, 10)
	request.Units = 11
	err := allocation.Create(context.Background(), db, request)
	if !errors.Is(err, allocation.ErrShortage) {
		t.Fatalf("want a shortage, got %v", err)
	}
	if rows(t, db, "allocations")+rows(t, db, "outbox_events") != 0 {
		t.Error("want no row of either table")
	}
}

func TestRepeatedKeyIsOneAllocation(t *testing.T) {
	db := freshDatabase(t)
	first := aRequest(t, db, 10)
	second := first
	second.ID, second.EventID = anID(2), anID(3)
	second.Until = first.Until.Add(time.Hour)
	_ = allocation.Create(context.Background(), db, first)
	if err := allocation.Create(context.Background(), db, second); err == nil {
		t.Error("want the second to be refused")
	}
	if rows(t, db, "allocations") != 1 {
		t.Error("want one allocation")
	}
}
