// Package auth refuses admin tokens that were revoked.
package auth

import (
	"crypto/sha256"
	"crypto/subtle"
	"net/http"
	"strings"

	"tidewater.example/tidewater/internal/stats"
)

// Denials returns the digests of revoked admin tokens.
type Denials func(*http.Request) ([][32]byte, error)

// Guard lets a request through unless its token was revoked. If that can't be known it is refused.
func Guard(denials Denials, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		if !ok {
			http.Error(w, "a bearer token is needed", http.StatusUnauthorized)
			return
		}
		denied, err := denials(r)
		if err != nil {
			http.Error(w, "tokens can't be checked now", http.StatusServiceUnavailable)
			return
		}
		if contains(denied, sha256.Sum256([]byte(token))) {
			stats.Add("denied_tokens_total")
			http.Error(w, "this token was revoked", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func contains(denied [][32]byte, digest [32]byte) bool {
	found := 0
	for _, each := range denied {
		found |= subtle.ConstantTimeCompare(each[:], digest[:])
	}
	return found == 1
}
