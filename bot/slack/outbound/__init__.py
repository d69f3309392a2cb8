"""To Slack: messages, files and pictures, within its limits; its errors become the ports' own."""
