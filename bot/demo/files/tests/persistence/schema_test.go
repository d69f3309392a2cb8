package persistence

import "testing"

func TestSchemaAppliesTwice(t *testing.T) {
	db := freshDatabase(t)
	run(t, db, schema(t))
}

func TestReleasedAllocationFreesItsUnits(t *testing.T) {
	db := freshDatabase(t)
	request := aRequest(t, db, 4)
	run(t, db, `INSERT INTO allocations (id, tenant_id, pool_id, units, until, state, idempotency_key)
		VALUES ($1, $2, $3, 4, now(), 'released', $4)`, anID(7), request.Tenant, request.Pool, anID(8))
	var held int
	err := db.QueryRow(`SELECT COALESCE(sum(units), 0) FROM allocations
		WHERE state <> 'released'`).Scan(&held)
	if err != nil || held != 0 {
		t.Errorf("want nothing held, got %d (%v)", held, err)
	}
}
