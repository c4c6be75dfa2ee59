"""Policies as files: checked by the command line, taken in while the gate runs, refused whole when anything is wrong."""

import re
import signal

from support.policies import tstapp
from support.waiting import eventually

BROKEN = "application: tstapp\nupstream: http://127.0.0.1:9\nroutes:\n  GET /data/**: tstapp_data.raed\n  GET /x: public: y\n"


def status(gateway, path):
    return gateway.get(path).status_code


def test_a_changed_policy_takes_effect_without_a_restart(own_gateway, own_upstream):
    assert status(own_gateway, "/tstapp/new") == 404

    own_gateway.write_policy("tstapp.yaml", tstapp(own_upstream.port) + "  GET /new: public\n")

    eventually(lambda: status(own_gateway, "/tstapp/new") == 200, within=15)


def test_a_broken_policy_changes_nothing_and_says_so(own_gateway, own_upstream):
    gateway = own_gateway
    token = gateway.token(gateway.create_client("tstapp_data.read"))

    gateway.write_policy("tstapp.yaml", BROKEN)

    gateway.errors.wait_for(lambda line: "tstapp.yaml:" in line, within=15)
    assert gateway.get("/tstapp/data/1", token).status_code == 200
    assert status(gateway, "/tstapp/health") == 200
    assert status(gateway, "/tstapp/data/1") == 401
    assert gateway.admin("/readyz").status_code == 200

    gateway.write_policy("tstapp.yaml", tstapp(own_upstream.port) + "  GET /mended: public\n")
    eventually(lambda: status(gateway, "/tstapp/mended") == 200, within=15)


def test_an_application_that_disappears_stays_until_it_is_meant(own_gateway, own_upstream):
    gateway = own_gateway
    other = "application: other\nname: Other\nupstream: http://127.0.0.1:%d\nprefix: /other\nroutes:\n  GET /**: public\n"
    gateway.write_policy("other.yaml", other % own_upstream.port)
    eventually(lambda: status(gateway, "/other/x") == 200, within=15)

    (gateway.policies / "tstapp.yaml").unlink()
    gateway.errors.wait_for(lambda line: "tstapp" in line, within=15)
    assert status(gateway, "/tstapp/health") == 200

    gateway.process.send_signal(signal.SIGHUP)
    eventually(lambda: status(gateway, "/tstapp/health") == 404, within=15)
    assert status(gateway, "/other/x") == 200


def test_check_names_every_mistake_with_its_place_and_exits_1(make_gateway):
    gateway = make_gateway(
        {
            "one.yaml": "application: one\nupstream: http://127.0.0.1:1\nprefix: /one\nscopes:\n  one_read: Read\n"
            "routes:\n  GET /data: one_raed\n  GET /data/{id}: public\n  GET /data/{name}: public\n",
            "two.yaml": "application: two\nupstreem: http://127.0.0.1:1\nprefix: /two\nroutes:\n  GET /: public\n",
        }
    )

    result = gateway.cli("policy", "check", "--policies", str(gateway.policies), check=False)

    assert result.returncode == 1
    printed = result.stdout + result.stderr
    assert re.search(r"one\.yaml:7:\d+: error: .*one_raed", printed)
    assert "one_read" in printed, "it suggests the scope that was meant"
    assert re.search(r"one\.yaml:[89]:\d+: error: ", printed), "two templates that are one"
    assert re.search(r"two\.yaml:2:\d+: error: .*upstreem", printed)


def test_check_accepts_a_good_policy(make_gateway):
    gateway = make_gateway({"tstapp.yaml": tstapp(9)})
    assert gateway.cli("policy", "check", "--policies", str(gateway.policies)).returncode == 0


def test_examples_are_the_policys_own_tests(make_gateway):
    good = "examples:\n  - GET /tstapp/data/1 with tstapp_data.read: permit\n  - GET /tstapp/data/1: deny missing_token\n"
    gateway = make_gateway({"tstapp.yaml": tstapp(9) + good})
    assert gateway.cli("policy", "test", "--policies", str(gateway.policies)).returncode == 0

    gateway.write_policy("tstapp.yaml", tstapp(9) + good + "  - GET /tstapp/data/1: permit\n")
    result = gateway.cli("policy", "test", "--policies", str(gateway.policies), check=False)
    assert result.returncode == 1
    assert re.search(r"tstapp\.yaml:\d+:\d+", result.stdout + result.stderr)


def test_a_reload_that_breaks_an_example_is_refused(own_gateway, own_upstream):
    opened = tstapp(own_upstream.port).replace("GET /data/**: tstapp_data.read", "GET /data/**: public")
    own_gateway.write_policy("tstapp.yaml", opened + "examples:\n  - GET /tstapp/data/1: deny missing_token\n")

    own_gateway.errors.wait_for(lambda line: "tstapp.yaml:" in line, within=15)
    assert status(own_gateway, "/tstapp/data/1") == 401


def test_explain_answers_as_the_gate_does(make_gateway):
    gateway = make_gateway({"tstapp.yaml": tstapp(9)})

    def explain(*arguments):
        result = gateway.cli("policy", "explain", *arguments, "--policies", str(gateway.policies), check=False)
        return result.stdout + result.stderr

    assert "permit" in explain("GET", "/tstapp/data/7", "--scope", "tstapp_data.read")
    assert "insufficient_scope" in explain("DELETE", "/tstapp/data/7", "--scope", "tstapp_data.read")
    assert "missing_token" in explain("GET", "/tstapp/data/7")
