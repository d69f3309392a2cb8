// Package process runs one long-lived job until the machine asks it to stop.
package process

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
)

// Job works until its context is done.
type Job func(context.Context) error

// Run runs a job as this process and exits with 1 if it fails.
func Run(name string, job Job) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	slog.Info("started", "process", name)
	err := job(ctx)
	stop()
	if err != nil && !errors.Is(err, context.Canceled) {
		slog.Error("failed", "process", name, "error", err)
		os.Exit(1)
	}
	slog.Info("stopped", "process", name)
}

// Idle is the job of a process that has none yet: it waits to be stopped.
func Idle(ctx context.Context) error {
	<-ctx.Done()
	return ctx.Err()
}
