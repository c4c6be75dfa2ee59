/// Describes policy files to editors.
package enum PolicySchema {
    /// The JSON Schema (draft 2020-12).
    package static let text = """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "title": "A Gatehouse policy: one application and what each of its routes needs",
          "type": "object",
          "additionalProperties": false,
          "required": ["application", "upstream", "routes"],
          "properties": {
            "application": {
              "description": "The short key: unique, never changes. Scopes begin with it and '_'.",
              "type": "string", "pattern": "^[a-z0-9]{1,63}$", "not": { "const": "gatehouse" }
            },
            "name": { "description": "The name for people.", "type": "string", "minLength": 1 },
        \(upstreamProperties)
            "hosts": {
              "description": "Hosts at which it answers; without, any host but the issuer's.",
              "oneOf": [
                { "$ref": "#/$defs/host" },
                { "type": "array", "items": { "$ref": "#/$defs/host" }, "minItems": 1, "uniqueItems": true }
              ]
            },
            "prefix": {
              "description": "Where it is mounted.",
              "type": "string", "pattern": "^/$|^(/[A-Za-z0-9._~-]+)+$", "default": "/"
            },
            "strip_prefix": {
              "description": "Whether the upstream sees paths without the prefix.", "type": "boolean", "default": false
            },
            "audience": {
              "description": "What a token's aud must contain: an absolute URI, unique. Default: host and prefix.",
              "type": "string", "format": "uri"
            },
            "claims": {
              "description": "Attributes of people that its tokens carry.", "$ref": "#/$defs/texts"
            },
            "scopes": {
              "description": "Its scopes, each with the sentence that the consent screen shows.",
              "type": "object",
              "propertyNames": { "pattern": "^[a-z0-9]+_[!#-\\\\[\\\\]-~]+$" },
              "additionalProperties": {
                "oneOf": [
                  { "type": "string", "minLength": 1 },
                  {
                    "type": "object", "additionalProperties": false, "required": ["text"],
                    "properties": {
                      "text": { "description": "The sentence.", "type": "string", "minLength": 1 },
                      "assigned": {
                        "description": "Only people whom an administrator gave it have it.",
                        "type": "boolean", "default": false
                      }
                    }
                  }
                ]
              }
            },
            "routes": {
              "description": "Methods and path below the prefix: what a caller needs. TRACE and CONNECT are never carried.",
              "type": "object",
              "propertyNames": { "pattern": "^[!#$%&'*+.^_`|~0-9A-Z-]+(,[!#$%&'*+.^_`|~0-9A-Z-]+)* /[^ ?#]*$" },
              "additionalProperties": { "$ref": "#/$defs/requirement" }
            },
            "clients": {
              "description": "Its clients as code: made, changed and disabled when the policies are loaded.",
              "type": "array", "minItems": 1, "items": { "$ref": "#/$defs/client" }
            },
            "grants": {
              "description": "Scopes of this application that clients of other applications may ask for, by client id.",
              "type": "object",
              "propertyNames": { "$ref": "#/$defs/clientID" },
              "additionalProperties": { "$ref": "#/$defs/texts" }
            },
            "issuers": {
              "description": "Whose tokens it accepts: gatehouse is this server, the others are trusted_issuers of gateway.yaml.",
              "oneOf": [
                { "$ref": "#/$defs/issuerName" },
                { "type": "array", "items": { "$ref": "#/$defs/issuerName" }, "minItems": 1, "uniqueItems": true },
                {
                  "type": "object", "minProperties": 1,
                  "propertyNames": { "$ref": "#/$defs/issuerName" },
                  "additionalProperties": {
                    "oneOf": [
                      { "type": "null" },
                      {
                        "type": "object", "additionalProperties": false,
                        "properties": {
                          "audience": {
                            "description": "What aud of its tokens must contain one of.", "$ref": "#/$defs/texts"
                          },
                          "scopes": {
                            "description": "Scopes of this application, each with the issuer's scopes or roles that stand for it.",
                            "type": "object", "additionalProperties": { "$ref": "#/$defs/texts" }
                          }
                        }
                      }
                    ]
                  }
                }
              ]
            },
            "examples": {
              "description": "The policy's own tests.",
              "type": "array",
              "items": {
                "oneOf": [
                  {
                    "type": "object", "minProperties": 1, "maxProperties": 1,
                    "patternProperties": {
                      "^[A-Z]+ /[^ ]*( with .+)?$|^OPTIONS /[^ ]* from [^ ]+ for [^ ]+$": {
                        "$ref": "#/$defs/expectation"
                      }
                    },
                    "additionalProperties": false
                  },
                  {
                    "type": "object", "additionalProperties": false, "required": ["request", "expect"],
                    "properties": {
                      "request": { "description": "Method and whole path; a preflight: OPTIONS path from origin for METHOD.", "type": "string" },
                      "host": { "description": "The Host of the request.", "type": "string" },
                      "scopes": { "type": "array", "items": { "type": "string" } },
                      "client": { "description": "The token's client.", "type": "string" },
                      "claims": { "description": "The token's claims.", "type": "object" },
                      "issuer": {
                        "description": "The token's issuer, whose names the scopes are then.",
                        "$ref": "#/$defs/issuerName"
                      },
                      "auth_age": {
                        "description": "Seconds since the person signed in.", "type": "integer", "minimum": 0
                      },
                      "expect": { "$ref": "#/$defs/expectation" }
                    }
                  }
                ]
              }
            },
            "cors": {
              "description": "Which pages of other origins may call it.", "$ref": "#/$defs/cors"
            },
            "limits": {
              "description": "How many requests a caller may send.",
              "type": "array", "minItems": 1,
              "items": {
                "type": "object", "additionalProperties": false, "required": ["by"],
                "oneOf": [{ "required": ["rate"] }, { "required": ["quota"], "properties": { "burst": false } }],
                "properties": {
                  "by": { "$ref": "#/$defs/by" }, "rate": { "$ref": "#/$defs/rate" },
                  "burst": { "$ref": "#/$defs/burst" }, "quota": { "$ref": "#/$defs/quota" },
                  "routes": {
                    "description": "The only routes it is about, as they stand under 'routes'.", "$ref": "#/$defs/texts"
                  }
                }
              }
            },
            "paths": {
              "description": "What its paths may contain although it is refused by default.",
              "type": "object", "additionalProperties": false,
              "properties": {
                "encoded_slash": { "const": "segment" },
                "parameters": { "const": "keep" },
                "empty_segments": { "const": "keep" },
                "double_encoding": { "const": "keep" }
              }
            },
            "forward_token": {
              "description": "Whether the upstream gets the access token.", "type": "boolean", "default": false
            },
            "case_sensitive_upstream": {
              "description": "Whether the upstream tells the case of letters in paths apart.",
              "type": "boolean", "default": false
            },
            "stream_past_expiry": {
              "description": "Whether long streams outlive their token.", "type": "boolean", "default": false
            },
            "insecure_shared_origin": {
              "description": "Whether it may share the host of the sign-in pages.", "type": "boolean", "default": false
            }
          },
          "$defs": {
        \(upstreamDefinitions)
            "host": { "type": "string", "pattern": "^[a-z0-9_.-]+(:[0-9]{1,5})?$" },
            "texts": {
              "oneOf": [
                { "type": "string", "minLength": 1 },
                { "type": "array", "items": { "type": "string", "minLength": 1 }, "minItems": 1, "uniqueItems": true }
              ]
            },
            "issuerName": { "type": "string", "pattern": "^[a-z0-9-]{1,63}$" },
        \(clientDefinitions)
            "by": {
              "description": "What counts as one caller; without a token or the claim, its address.",
              "type": "string", "pattern": "^(client|subject|address|claim [!-~]{1,100})$"
            },
            "rate": {
              "description": "So many requests a second, minute or hour.",
              "type": "string", "pattern": "^[1-9][0-9]{0,6}/(second|minute|hour)$"
            },
            "quota": {
              "description": "So many requests in a day or month of the calendar in UTC; the count survives a restart.",
              "type": "string", "pattern": "^[1-9][0-9]{0,9}/(day|month)$"
            },
            "burst": {
              "description": "How many may come at once. Default: as many as in the whole second, minute or hour.",
              "type": "integer", "minimum": 1, "maximum": 1000000
            },
            "origin": {
              "type": "string", "pattern": "^[*]$|^[a-z][a-z0-9+.-]*://([*][.])?([a-z0-9_.-]+|\\\\[[0-9a-f:]+\\\\])(:[0-9]{1,5})?$"
            },
            "cors": {
              "type": "object", "additionalProperties": false, "required": ["origins"],
              "properties": {
                "origins": {
                  "description": "scheme://host[:port], scheme://*.host for all its subdomains, or '*' alone for every page.",
                  "oneOf": [
                    { "$ref": "#/$defs/origin" },
                    { "type": "array", "items": { "$ref": "#/$defs/origin" }, "minItems": 1, "uniqueItems": true }
                  ]
                },
                "methods": {
                  "description": "The only methods that pages may send. Default: those of the routes.",
                  "$ref": "#/$defs/texts"
                },
                "headers": {
                  "description": "The only headers that pages may set. Default: Authorization, Content-Type, DPoP and what they ask for.",
                  "$ref": "#/$defs/texts"
                },
                "expose": {
                  "description": "Headers of answers that pages may read, besides those of the gate.",
                  "$ref": "#/$defs/texts"
                },
                "credentials": {
                  "description": "Whether browsers send cookies along; not with the origin '*'.",
                  "type": "boolean", "default": false
                },
                "max_age": {
                  "description": "How many seconds a browser remembers the answer to a preflight.",
                  "type": "integer", "minimum": 0, "maximum": 1000000000, "default": 600
                }
              }
            },
            "value": { "type": ["string", "number", "boolean", "null"] },
            "requirement": {
              "oneOf": [
                {
                  "description": "public, optional, authenticated, or a scope.",
                  "type": "string", "minLength": 1
                },
                { "description": "Scopes, all of them.", "type": "array", "items": { "type": "string" }, "minItems": 1 },
                {
                  "type": "object", "additionalProperties": false, "minProperties": 1,
                  "properties": {
                    "any": { "description": "Scopes, one of them.", "$ref": "#/$defs/texts" },
                    "all": { "description": "Scopes, all of them.", "$ref": "#/$defs/texts" },
                    "claims": {
                      "description": "Claims and the values of which each must have one.",
                      "type": "object", "minProperties": 1,
                      "additionalProperties": {
                        "oneOf": [
                          { "$ref": "#/$defs/value" },
                          { "type": "array", "items": { "$ref": "#/$defs/value" }, "minItems": 1 }
                        ]
                      }
                    },
                    "clients": { "description": "Clients that may call.", "$ref": "#/$defs/texts" },
                    "max_age": {
                      "description": "How many seconds ago the person may have signed in at most (RFC 9470).",
                      "type": "integer", "minimum": 1, "maximum": 1000000000
                    },
                    "access": {
                      "description": "Who may call, where the mapping says other things only.",
                      "enum": ["public", "optional", "authenticated"]
                    },
                    "limits": {
                      "description": "How many requests a caller may send to this route, besides the application's limits.",
                      "type": "array", "minItems": 1,
                      "items": {
                        "type": "object", "additionalProperties": false, "required": ["by"],
                        "oneOf": [{ "required": ["rate"] }, { "required": ["quota"], "properties": { "burst": false } }],
                        "properties": {
                          "by": { "$ref": "#/$defs/by" }, "rate": { "$ref": "#/$defs/rate" },
                          "burst": { "$ref": "#/$defs/burst" }, "quota": { "$ref": "#/$defs/quota" }
                        }
                      }
                    },
                    "timeouts": {
                      "description": "How long the upstream is waited for, in place of the application's.",
                      "type": "object", "additionalProperties": false, "minProperties": 1,
                      "properties": {
                        "response_seconds": { "$ref": "#/$defs/day" }, "idle_seconds": { "$ref": "#/$defs/day" }
                      }
                    },
                    "size_limits": {
                      "description": "How much is carried, in place of the application's.", "$ref": "#/$defs/sizes"
                    },
                    "cors": {
                      "description": "Which pages of other origins may call this route, in place of the application's.",
                      "$ref": "#/$defs/cors"
                    }
                  }
                }
              ]
            },
            "expectation": {
              "enum": [
                "permit", "deny", "deny missing_token", "deny insufficient_scope", "deny client_not_allowed",
                "deny claim_not_allowed", "deny sign_in_too_old", "deny not_found", "deny method_not_allowed",
                "deny bad_path", "deny preflight_refused"
              ]
            }
          }
        }
        """
}
