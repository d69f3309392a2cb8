// Package bus speaks as much of the NATS protocol as Tidewater needs.
package bus

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"strconv"
	"strings"
)

// Conn is a connection to the server; it is used by one goroutine.
type Conn struct {
	conn   net.Conn
	reader *bufio.Reader
}

// Dial connects to the server that TIDEWATER_NATS names.
func Dial(ctx context.Context) (*Conn, error) {
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, "tcp", os.Getenv("TIDEWATER_NATS"))
	if err != nil {
		return nil, fmt.Errorf("connect to NATS: %w", err)
	}
	context.AfterFunc(ctx, func() { conn.Close() })
	_, err = io.WriteString(conn, "CONNECT {\"verbose\":false}\r\n")
	return &Conn{conn, bufio.NewReader(conn)}, err
}

// Publish sends one message.
func (c *Conn) Publish(subject string, payload []byte) error {
	_, err := fmt.Fprintf(c.conn, "PUB %s %d\r\n%s\r\n", subject, len(payload), payload)
	return err
}

// Consume hands each message of a subject to one member of the queue group.
func (c *Conn) Consume(subject, group string, handle func([]byte) error) error {
	if _, err := fmt.Fprintf(c.conn, "SUB %s %s 1\r\n", subject, group); err != nil {
		return err
	}
	for {
		payload, err := c.next()
		if err != nil {
			return err
		}
		if err := handle(payload); err != nil {
			return fmt.Errorf("handle %s: %w", subject, err)
		}
	}
}

func (c *Conn) next() ([]byte, error) {
	for {
		line, err := c.reader.ReadString('\n')
		if err != nil {
			return nil, err
		}
		fields := strings.Fields(line)
		switch {
		case len(fields) == 1 && fields[0] == "PING":
			if _, err := io.WriteString(c.conn, "PONG\r\n"); err != nil {
				return nil, err
			}
		case len(fields) >= 4 && fields[0] == "MSG":
			size, err := strconv.Atoi(fields[len(fields)-1])
			if err != nil {
				return nil, fmt.Errorf("read the size of a message: %w", err)
			}
			payload := make([]byte, size+2)
			_, err = io.ReadFull(c.reader, payload)
			return payload[:size], err
		}
	}
}
