extension PolicySchema {
    /// The keys about upstreams: which there are, how they are chosen and watched, and what they are waited for.
    static let upstreamProperties = """
            "upstream": {
              "description": "Where the application listens: http://host:port, https://host or unix:/path. Of several, all with the same base path.",
              "oneOf": [
                { "$ref": "#/$defs/upstream" },
                { "type": "array", "items": { "$ref": "#/$defs/upstream" }, "minItems": 1, "uniqueItems": true }
              ]
            },
            "balance": {
              "description": "Which upstream gets the next request.",
              "enum": ["least_request", "round_robin"], "default": "least_request"
            },
            "host_header": {
              "description": "What upstreams are told as Host: keep (the client's), upstream (their own) or a host.",
              "anyOf": [{ "enum": ["keep", "upstream"] }, { "$ref": "#/$defs/host" }], "default": "keep"
            },
            "health_check": {
              "description": "Asks each upstream by GET, again and again, whether it is well.",
              "type": "object", "additionalProperties": false, "required": ["path"],
              "properties": {
                "path": { "description": "As the upstream knows it.", "type": "string", "pattern": "^/[!-~]*$" },
                "interval_seconds": { "type": "integer", "minimum": 1, "maximum": 3600, "default": 10 },
                "timeout_seconds": { "type": "integer", "minimum": 1, "maximum": 60, "default": 2 },
                "healthy_after": {
                  "description": "Good answers in a row.", "type": "integer", "minimum": 1, "maximum": 100, "default": 2
                },
                "unhealthy_after": {
                  "description": "Bad answers in a row.", "type": "integer", "minimum": 1, "maximum": 100, "default": 3
                },
                "expect": {
                  "description": "The statuses that are good.",
                  "anyOf": [
                    { "type": "string", "pattern": "^[2-5][0-9]{2}(-[2-5][0-9]{2})?$" },
                    { "type": "integer", "minimum": 200, "maximum": 599 }
                  ],
                  "default": "200-399"
                }
              }
            },
            "ejection": {
              "description": "Gives an upstream that fails several times in a row no requests for a while.",
              "oneOf": [
                { "const": false },
                {
                  "type": "object", "additionalProperties": false, "minProperties": 1,
                  "properties": {
                    "consecutive_failures": { "type": "integer", "minimum": 1, "maximum": 1000, "default": 5 },
                    "base_seconds": { "type": "integer", "minimum": 1, "maximum": 3600, "default": 30 },
                    "max_seconds": { "type": "integer", "minimum": 1, "maximum": 86400, "default": 300 },
                    "max_percent": { "type": "integer", "minimum": 1, "maximum": 100, "default": 50 }
                  }
                }
              ]
            },
            "slow_start_seconds": {
              "description": "For how long an upstream that has returned gets fewer requests.",
              "type": "integer", "minimum": 0, "maximum": 3600, "default": 0
            },
            "concurrency": {
              "description": "How many requests one upstream may have under way; more are answered 503.",
              "type": "integer", "minimum": 1, "maximum": 1000000
            },
            "retries": {
              "description": "Sends a request again, where that is safe.",
              "type": "object", "additionalProperties": false, "minProperties": 1,
              "properties": {
                "attempts": { "description": "How often at most.", "type": "integer", "minimum": 0, "maximum": 10, "default": 2 },
                "budget_percent": {
                  "description": "How many of the requests, in percent.",
                  "type": "integer", "minimum": 0, "maximum": 100, "default": 20
                },
                "min_per_second": {
                  "description": "How many in any case.", "type": "integer", "minimum": 0, "maximum": 10000, "default": 10
                },
                "per_try_seconds": {
                  "description": "How long a response is waited for before another upstream is asked.",
                  "type": "integer", "minimum": 1, "maximum": 3600
                },
                "statuses": {
                  "description": "Statuses with which an upstream says that it failed.",
                  "type": "array", "minItems": 1, "items": { "type": "integer", "minimum": 500, "maximum": 599 }
                }
              }
            },
            "resolve_seconds": {
              "description": "How often the names of upstreams are looked up.",
              "type": "integer", "minimum": 1, "maximum": 86400, "default": 30
            },
            "timeouts": {
              "description": "How long upstreams are waited for.",
              "type": "object", "additionalProperties": false, "minProperties": 1,
              "properties": {
                "connect_seconds": { "$ref": "#/$defs/day" }, "response_seconds": { "$ref": "#/$defs/day" },
                "idle_seconds": { "$ref": "#/$defs/day" }
              }
            },
            "size_limits": { "description": "How much is carried.", "$ref": "#/$defs/sizes" },
        """

    /// What those keys, and the same of a route, have in common.
    static let upstreamDefinitions = """
            "day": { "type": "integer", "minimum": 1, "maximum": 86400 },
            "sizes": {
              "type": "object", "additionalProperties": false, "minProperties": 1,
              "properties": {
                "request_bytes": {
                  "description": "The largest body of a request; 0: no limit.", "type": "integer", "minimum": 0
                },
                "response_bytes": {
                  "description": "The largest body of a response; 0: no limit.", "type": "integer", "minimum": 0
                }
              }
            },
            "upstream": { "type": "string", "pattern": "^(https?|h2c)://[^/?#@]+(/[^?#]*)?$|^unix:/[^/].*$" },
        """
}
