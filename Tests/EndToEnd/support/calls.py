"""Calls of the token endpoint and of the application behind the gate, and what their refusals say."""

import requests

TIMEOUT = 30
DATA = "/tstapp/data/1"


def token(place, headers=None, **form):
    return requests.post(place.url("/oauth2/token"), data=form, headers=headers, timeout=TIMEOUT)


def error_of(answer):
    return answer.status_code, answer.json()["error"]


def at_gate(place, access_token, scheme="Bearer", path=DATA, method="GET", headers=None):
    headers = {"Authorization": f"{scheme} {access_token}", **(headers or {})}
    return requests.request(method, place.url(path), headers=headers, timeout=TIMEOUT)
