extension PolicySchema {
    /// What a client as code may say of itself (key `clients`).
    static let clientDefinitions = """
            "clientID": { "type": "string", "pattern": "^[!-,.0-9;-~][!-.0-9;-~]{0,199}$" },
            "grantType": {
              "enum": [
                "client_credentials", "authorization_code", "refresh_token",
                "urn:ietf:params:oauth:grant-type:device_code", "urn:ietf:params:oauth:grant-type:token-exchange"
              ]
            },
            "seconds": { "type": "integer", "minimum": 1, "maximum": 1000000000 },
            "client": {
              "type": "object", "additionalProperties": false, "required": ["id", "grant", "scopes"],
              "properties": {
                "id": {
                  "description": "The name under which it authenticates: unique, never changes.",
                  "$ref": "#/$defs/clientID"
                },
                "name": { "description": "What people read. Default: the id.", "type": "string", "minLength": 1 },
                "grant": {
                  "description": "The ways in which it gets tokens.",
                  "oneOf": [
                    { "$ref": "#/$defs/grantType" },
                    { "type": "array", "items": { "$ref": "#/$defs/grantType" }, "minItems": 1, "uniqueItems": true }
                  ]
                },
                "scopes": {
                  "description": "Scopes of this application, and openid, profile, email, offline_access.",
                  "$ref": "#/$defs/texts"
                },
                "public": {
                  "description": "Whether it runs where no secret can be kept.", "type": "boolean", "default": false
                },
                "secret_file": {
                  "description": "A file with its secret: at least 32 bytes; one newline at the end is ignored.",
                  "type": "string", "minLength": 1
                },
                "jwks_file": {
                  "description": "A file with its public keys as a JWK Set.", "type": "string", "minLength": 1
                },
                "jwks_uri": { "description": "Where its public keys are found.", "type": "string", "format": "uri" },
                "token_endpoint_auth_method": {
                  "description": "How it authenticates; default: with its secret, in the header or in the body.",
                  "enum": [
                    "client_secret_basic", "client_secret_post", "private_key_jwt", "tls_client_auth",
                    "self_signed_tls_client_auth", "none"
                  ]
                },
                "tls_client_auth_subject_dn": {
                  "description": "The subject that its certificate must name.", "type": "string", "minLength": 1
                },
                "certificate_thumbprints": {
                  "description": "The SHA-256 of its own certificates in base64url.", "$ref": "#/$defs/texts"
                },
                "redirect_uris": {
                  "description": "Where people are sent back to, exactly.", "$ref": "#/$defs/texts"
                },
                "post_logout_redirect_uris": {
                  "description": "Where people may be sent after signing out.", "$ref": "#/$defs/texts"
                },
                "backchannel_logout_uri": {
                  "description": "Where it is told that somebody signed out.", "type": "string", "format": "uri"
                },
                "policy_uri": { "description": "Its privacy policy.", "type": "string", "format": "uri" },
                "tos_uri": { "description": "Its terms of service.", "type": "string", "format": "uri" },
                "client_uri": { "description": "Its home page.", "type": "string", "format": "uri" },
                "id_token_signed_response_alg": {
                  "description": "What its ID tokens are signed with.", "enum": ["ES256", "RS256"]
                },
                "subject_type": { "enum": ["public", "pairwise"], "default": "public" },
                "sector_identifier": {
                  "description": "The host that pairwise subjects are made for.", "$ref": "#/$defs/host"
                },
                "require_pushed_authorization_requests": { "type": "boolean", "default": false },
                "require_signed_request_object": { "type": "boolean", "default": false },
                "dpop_bound_access_tokens": { "type": "boolean", "default": false },
                "tls_client_certificate_bound_access_tokens": { "type": "boolean", "default": false },
                "access_token_seconds": {
                  "description": "How long its access tokens live, if not as long as others'.",
                  "$ref": "#/$defs/seconds"
                },
                "refresh_token_seconds": {
                  "description": "How long its refresh tokens live without use.", "$ref": "#/$defs/seconds"
                },
                "default_max_age": {
                  "description": "max_age of authorization requests without one.",
                  "type": "integer", "minimum": 0, "maximum": 1000000000
                }
              }
            },
        """
}
