// Package auth tests who is let through.
package auth

import (
	"crypto/sha256"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"

	"tidewater.example/tidewater/internal/auth"
)

func TestRevokedTokenIsRefused(t *testing.T) {
	revoked := func(*http.Request) ([][32]byte, error) {
		return [][32]byte{sha256.Sum256([]byte("revoked"))}, nil
	}
	if got := status(revoked, "revoked"); got != http.StatusForbidden {
		t.Errorf("revoked: want 403, got %d", got)
	}
	if got := status(revoked, "another"); got != http.StatusOK {
		t.Errorf("another: want 200, got %d", got)
	}
}

func TestUnknownDenialsRefuse(t *testing.T) {
	down := func(*http.Request) ([][32]byte, error) { return nil, errors.New("down") }
	if got := status(down, "any"); got != http.StatusServiceUnavailable {
		t.Errorf("want 503, got %d", got)
	}
}

func status(denials auth.Denials, token string) int {
	ok := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) })
	request := httptest.NewRequest(http.MethodGet, "/", nil)
	request.Header.Set("Authorization", "Bearer "+token)
	recorder := httptest.NewRecorder()
	auth.Guard(denials, ok).ServeHTTP(recorder, request)
	return recorder.Code
}
