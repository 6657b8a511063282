"""How forms are read: whatever RFC 2046 and 7578 allow, at every cut."""

import os

import pytest

from support.daemon import ANY_400, check_error, url
from support.multipart import BOUNDARY, bulk_parts, file_part, form, form_headers, part

ROUTES = ["/files/upload", "/files/upload-v2"]


def post(daemon, route, path, body, content_type=f"multipart/form-data; boundary={BOUNDARY}"):
    return daemon.post(route, body, {"Content-Type": content_type}, path=path)


def in_pieces(daemon, target, body, sizes):
    """The body with a Content-Length, in as many sends as the repeated sizes make."""
    with daemon.raw_socket() as wire:
        wire.send(f"POST {target} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n"
                  f"Content-Type: multipart/form-data; boundary={BOUNDARY}\r\n\r\n".encode())
        at, turn = 0, 0
        while at < len(body):
            step = sizes[turn % len(sizes)]
            wire.send(body[at:at + step])
            at, turn = at + step, turn + 1
        return wire.read_response("POST", target)


LOOKALIKES = [
    f"a\r\n--{BOUNDARY[:-1]}".encode(),  # all but the last character
    f"a\r\n--{BOUNDARY[:-1]}X\r\n".encode(),
    f"a\r\n-{BOUNDARY[2:]}--\r\n".encode(),
    f"a\n--{BOUNDARY}\n".encode(),  # a line end that is none
    f"a\r--{BOUNDARY}--\r".encode(),
    f"a--{BOUNDARY}--\r\n".encode(),  # not at the start of a line
    f"a\r\n --{BOUNDARY}\r\n".encode(),
    b"\r\n" * 7, b"a\r", b"a\r\n", b"\r\n", b"\r", b"a\r\n-", b"a\r\n--", b"\r\r\n\r\n\n\r-\r\n-\r\n--\r",
    b"a\r\n\r\n" + f"--{BOUNDARY[:20]}\r\n--{BOUNDARY[:30]}\r\n--".encode(),
    b"", b"-", b"--", b"\0\r\n--\0",
]


@pytest.mark.parametrize("content", LOOKALIKES, ids=repr)
@pytest.mark.parametrize("route", ROUTES)
def test_content_that_looks_like_a_boundary(daemon, tmp_path, route, content):
    body = form(file_part(content))
    pieces = [(len(body),), (1,), (2, 3), (7, 1, 13), (61,)]
    for i, sizes in enumerate(pieces):
        path = tmp_path / str(i)
        assert in_pieces(daemon, url(route, path=path), body, sizes).status == 200, sizes
        assert path.read_bytes() == content, sizes


@pytest.mark.parametrize("route", ROUTES)
def test_a_body_cut_at_every_place(daemon, tmp_path, route):
    content = f"1\r\n--{BOUNDARY[:-1]}\r\n".encode()
    body = form(part("first", b"\r\n"), file_part(content), part("last", b""))
    for cut in range(1, len(body)):
        assert in_pieces(daemon, url(route, path=tmp_path / "f"), body, (cut, len(body))).status == 200, cut
        assert (tmp_path / "f").read_bytes() == content, cut
    assert os.listdir(tmp_path) == ["f"]


@pytest.mark.parametrize("content_type, boundary", [
    ('multipart/form-data; boundary="gc0pJq0M:08jU534c0p="', "gc0pJq0M:08jU534c0p="),
    ('multipart/form-data; boundary="with space (x)"', "with space (x)"),
    ('multipart/form-data; boundary="a\\-b"', "a-b"),
    ('multipart/form-data; charset=utf-8; boundary="x,y"; other=1', "x,y"),
    ("Multipart/Form-Data; BOUNDARY=CaseMatters", "CaseMatters"),
    ("multipart/form-data;boundary=x", "x"),
    ("multipart/form-data ; boundary=y ", "y"),
    ("multipart/form-data; boundary=" + "b" * 70, "b" * 70),
    ("multipart/form-data; boundary=----WebKitFormBoundary7MA4YWxkTrZu0gW", "----WebKitFormBoundary7MA4YWxkTrZu0gW"),
])
@pytest.mark.parametrize("route", ROUTES)
def test_boundary_parameters(daemon, tmp_path, route, content_type, boundary):
    body = form(file_part(b"content"), boundary=boundary)
    assert post(daemon, route, tmp_path / "f", body, content_type).status == 200
    assert (tmp_path / "f").read_bytes() == b"content"


@pytest.mark.parametrize("body", [
    form(file_part(b"content"), preamble=b"This is a preamble.\r\n\r\nIt is ignored.\r\n"),
    form(file_part(b"content"), preamble=b"\r\n"),
    form(file_part(b"content"), epilogue=b"and an epilogue\r\n--" + BOUNDARY.encode() + b"\r\n\r\nx"),
    form(file_part(b"content"))[:-2],  # nothing after the last boundary
    form(file_part(b"content")).replace(f"--{BOUNDARY}\r\n".encode(), f"--{BOUNDARY} \t \r\n".encode()),
    form(part("a", b"1"), file_part(b"content"), part("z", b"2" * 100_000)),
    form(part("a", b"1", "other.bin"), file_part(b"content")),
    form(b'content-disposition: FORM-DATA; filename="x"; name="file"\r\n\r\ncontent'),
    form(b'Content-Type: text/plain\r\nX-More: 1\r\nContent-Disposition:form-data;name=file;filename=x\r\n\r\ncontent'),
    form(b"Content-Disposition: form-data; name=\"file\"; filename=\"a; name=\\\"b\\\"\"\r\n\r\ncontent"),
    form(b"Content-Disposition: form-data; name=\"file\"; filename=\"\xe2\x98\x83\xff.txt\"; "
         b"filename*=utf-8''%e2%98%83\r\n\r\ncontent"),
], ids=["preamble", "preamble line end", "epilogue", "no last line end", "padding", "more fields", "more files",
        "upper and lower case", "unquoted", "escaped quotes", "not utf-8"])
@pytest.mark.parametrize("route", ROUTES)
def test_forms_that_are_in_order(daemon, tmp_path, route, body):
    assert post(daemon, route, tmp_path / "f", body).status == 200
    assert os.listdir(tmp_path) == ["f"] and (tmp_path / "f").read_bytes() == b"content"


@pytest.mark.parametrize("name", ["a\nb", "../x", "/etc/passwd", ""])
def test_the_file_name_in_a_part_is_ignored(daemon, tmp_path, name):
    body = form(file_part(b"content", filename=name.replace("\n", "%0A")))
    assert post(daemon, "/files/upload-v2", tmp_path / "li\nne", body).status == 200
    assert os.listdir(tmp_path) == ["li\nne"]


WHOLE = form(file_part(b"content\r\n"))


@pytest.mark.parametrize("body", [
    form(file_part(b"content"), closed=False),
    WHOLE[:-4],  # the last boundary lacks its --
    WHOLE[:-3],
    form(file_part(b"content"), closed=False) + b"\r\n--" + BOUNDARY[:-1].encode(),
    form(part("a", b"1"), b"Content-Disposition: form-data; name=\"file\"", closed=False),
    b"", b"no form at all", f"--{BOUNDARY}".encode(), f"--{BOUNDARY}\r\n".encode(),
], ids=["no last boundary", "last boundary without dashes", "one dash", "part of the last boundary",
        "ends in a head", "empty", "no form", "boundary only", "boundary line only"])
@pytest.mark.parametrize("route", [*ROUTES, "/files/bulk-upload"])
def test_a_form_without_its_end_writes_nothing(daemon, tmp_path, route, body):
    if route == "/files/bulk-upload":
        path_part, data = bulk_parts((0, tmp_path / "f", b""))
        body = body.replace(b'name="file"', b'name="files[0].file"')
        head = f"--{BOUNDARY}\r\n".encode()
        if body.startswith(head):
            body = head + path_part + b"\r\n" + body
        resp = daemon.post(route, body, form_headers())
        assert resp.status == 400 and resp.json()["statusCode"] == 400
    else:
        check_error(post(daemon, route, tmp_path / "f", body), 400, ANY_400)
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("content_type", [
    "multipart/form-data", "multipart/form-data; boundary=", 'multipart/form-data; boundary=""',
])
def test_a_form_without_a_usable_boundary(daemon, tmp_path, route, content_type):
    check_error(post(daemon, route, tmp_path / "f", WHOLE, content_type), 400, ANY_400)
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("route", ROUTES)
def test_a_part_without_an_end_to_its_head(daemon, tmp_path, route):
    endless = f"--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"\r\nX: ".encode() + b"x" * (8 << 20)
    try:
        assert post(daemon, route, tmp_path / "f", endless).status in (400, 413)
    except ConnectionResetError:
        pass  # it need not read all of that
    assert os.listdir(tmp_path) == []
    assert daemon.request("GET", "/version").status == 200
