"""Cases that Gatehouse lets through although another proxy refuses them, and why that is right."""

METHOD = "RFC 9110 §9.1: any token is a method; which ones there are is for the policy to say"
OLD = "Envoy speaks HTTP/1.0 only when told to; what is forwarded is HTTP/1.1, and the connection closes"
COUNT = "other limits: 100 fields there, 200 here"
SPACE = "RFC 9112 §5.1: space around a value means nothing; of a coding it is not forwarded"
BODILESS = "the framing fields are not forwarded (RFC 9110 §8.6), and the upstream's connection is closed if a body follows"

HARMLESS = {
    "RFC 9110 9.1: method M-SEARCH": METHOD,
    "RFC 9110 9.1: method GET1": METHOD,
    "RFC 9110 9.1: method G!#$%&'*+-.^_`|~T": METHOD,
    "RFC 9110 9.1: method " + "A" * 32: METHOD,
    "RFC 9112 9.3: HTTP/1.0 is answered and closed": OLD,
    "RFC 9112 9.3: HTTP/1.0 with keep-alive is closed all the same": OLD,
    "RFC 9112 9.3: what follows HTTP/1.0 is no request": OLD,
    "RFC 9110 10.1.1: HTTP/1.0 expects nothing": OLD,
    "RFC 9110 7.8: HTTP/1.0 upgrades to nothing": OLD,
    "RFC 9110 5.4: 199 fields besides Host": COUNT,
    "RFC 3986 2: raw UTF-8 is escaped": "valid UTF-8 alone, and it is forwarded escaped",
    "RFC 9110 5.5: space around the host": SPACE,
    "RFC 9112 5.1: space around chunked": SPACE,
    "RFC 9110 7.6.1: the identity cannot be named away": "what the client sent is dropped, and what the gate writes is there",
    "contract 5: two tokens stay here": "a public route: no token opens anything, and none is forwarded",
    "RFC 9112 6.3: 204 with a length": BODILESS,
    "RFC 9112 6.3: 204 with chunks": BODILESS,
    "RFC 9112 6.3: 100 with a length has no body": BODILESS,
}
