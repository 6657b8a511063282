"""A private certificate authority and what it signs, by openssl."""

import pathlib
import subprocess

KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]


def _openssl(*args):
    done = subprocess.run(["openssl", *map(str, args)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done


class Authority:
    """`certificate` is the file that clients have to trust, `hashed` a directory with it under its hash."""

    def __init__(self, directory):
        self.directory = pathlib.Path(directory)
        self.directory.mkdir()
        self.certificate, self._key = self.directory / "ca.pem", self.directory / "ca.key"
        _openssl("req", "-x509", *KEY, "-keyout", self._key, "-out", self.certificate, "-days", "2",
                 "-subj", "/CN=Authority of the tests")
        self.hashed = self.directory / "hashed"
        self.hashed.mkdir()
        (self.hashed / "authority.pem").write_bytes(self.certificate.read_bytes())
        _openssl("rehash", self.hashed)

    def sign(self, name, alternative="IP:127.0.0.1,DNS:localhost", days=2):
        """(certificate, key) for a server; `days` may be negative for one that has expired."""
        certificate, key = self.directory / f"{name}.pem", self.directory / f"{name}.key"
        request, extensions = self.directory / f"{name}.csr", self.directory / f"{name}.ext"
        extensions.write_text(f"subjectAltName={alternative}\nextendedKeyUsage=serverAuth\n")
        _openssl("req", *KEY, "-keyout", key, "-out", request, "-subj", f"/CN={name}")
        _openssl("x509", "-req", "-in", request, "-CA", self.certificate, "-CAkey", self._key, "-days", days,
                 "-extfile", extensions, "-out", certificate)
        return certificate, key

    def sign_for_itself(self, name):
        certificate, key = self.directory / f"{name}.pem", self.directory / f"{name}.key"
        _openssl("req", "-x509", *KEY, "-keyout", key, "-out", certificate, "-days", "2", "-subj", f"/CN={name}",
                 "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost")
        return certificate, key
