"""The route table of the API and the list of endpoints that clients use agree."""

import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]
ROUTE = re.compile(r'^\s*r\.(get|post|del|any)\s*\(\s*"([^"]+)"', re.MULTILINE)
METHODS = {"get": "GET", "post": "POST", "del": "DELETE", "any": "ANY"}


def anonymous(path):
    return re.sub(r"\{[^}]*\}", "{}", path)


def listed(name):
    lines = (ROOT / "tests/contract" / name).read_text().splitlines()
    return {(method, anonymous(path)) for method, path in (line.split() for line in lines if not line.startswith("#"))}


def served():
    tables = (ROOT / "daemon/routes.cpp").read_text()
    table = re.search(r"^void add_routes\(.*?^}", tables, re.MULTILINE | re.DOTALL)[0]
    return {(METHODS[verb], anonymous(path)) for verb, path in ROUTE.findall(table)}


def test_every_endpoint_is_served_or_known_to_be_missing():
    assert listed("endpoints.txt") - served() == listed("not_served_yet.txt")


def test_every_route_is_an_endpoint_of_the_contract_or_one_of_ours():
    assert served() - listed("endpoints.txt") == listed("additive.txt")
