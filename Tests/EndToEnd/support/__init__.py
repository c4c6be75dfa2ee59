"""What the end-to-end stories stand on: a gateway started as a user starts it, an upstream that records, raw sockets."""
