"""git http-backend by fcgiwrap behind nginx, on ports of 127.0.0.1. The first part of a path says how it behaves:

    /open/R  /auth/R  /push-auth/R  /slow/R  /forbidden/R  /error/R  /html/R  /empty/R
    /moved-301/R … (see MOVED)              to /open/R, relative: the same server
    /auth-moved/R                           to /auth/R
    /away/R                                 to /open/R of the server at localhost:`other_port`, which records
    /away-auth/R                            the same, once the password was right
    /loop/R                                 to itself
"""

import base64
import contextlib
import hashlib
import os
import pathlib
import pwd
import socket
import subprocess

from support.daemon import TIMEOUT
from support.git_repositories import git

USER, PASSWORD = "ada", "unspoken-p:ss/w@rd %41"
OTHER_USER, OTHER_PASSWORD = "token", "unspoken-token-0123456789"
PASSWORDS = {USER: PASSWORD, OTHER_USER: OTHER_PASSWORD}
MOVED = (301, 302, 303, 307, 308)
TLS = ("trusted", "expired", "other-host", "self-signed")

BACKEND = """
    fastcgi_buffering {buffering};
    fastcgi_pass unix:{directory}/fcgi.sock;
    fastcgi_param SCRIPT_FILENAME {backend};
    fastcgi_param GIT_PROJECT_ROOT "{root}";
    fastcgi_param GIT_HTTP_EXPORT_ALL "1";
    fastcgi_param GIT_CONFIG_NOSYSTEM "1";
    fastcgi_param HOME "/nonexistent";
    fastcgi_param PATH "{path}";
    fastcgi_param PATH_INFO $1;
    fastcgi_param QUERY_STRING $query_string;
    fastcgi_param REQUEST_METHOD $request_method;
    fastcgi_param CONTENT_TYPE $content_type;
    fastcgi_param CONTENT_LENGTH $content_length;
    fastcgi_param REMOTE_USER $remote_user;
    fastcgi_param REMOTE_ADDR $remote_addr;
"""

LOCATIONS = """
  location ~ ^/open(/.*)$ {{ {backend} }}
  location ~ ^/auth(/.*)$ {{ auth_basic "tests"; auth_basic_user_file {directory}/users; {backend} }}
  location ~ ^/push-auth(/.*/git-receive-pack)$ {{
    auth_basic "tests"; auth_basic_user_file {directory}/users; {backend} }}
  location ~ ^/push-auth(/.*)$ {{
    set $asked "off"; if ($arg_service = git-receive-pack) {{ set $asked "tests"; }}
    auth_basic $asked; auth_basic_user_file {directory}/users; {backend} }}
  location ~ ^/slow(/.*)$ {{ limit_rate 400k; {slow_backend} }}
  location /forbidden/ {{ return 403 "no\\n"; }}
  location /error/ {{ return 500 "broken\\n"; }}
  location /html/ {{ default_type text/html; return 200 "<html><title>Sign in</title>\\n"; }}
  location /empty/ {{
    types {{ }} default_type ""; add_header Content-Type application/x-$arg_service-advertisement; return 200 ""; }}
{moved}
  location ~ ^/auth-moved(/.*)$ {{ return 302 $scheme://$http_host/auth$1$is_args$args; }}
  location ~ ^/away(/.*)$ {{ return 302 http://localhost:{other_port}/open$1$is_args$args; }}
  location ~ ^/away-auth(/.*)$ {{
    set $to $1; auth_basic "tests"; auth_basic_user_file {directory}/users; try_files /nothing @away; }}
  location @away {{ return 302 http://localhost:{other_port}/open$to$is_args$args; }}
  location /loop/ {{ return 302 $request_uri; }}
  location /nowhere/ {{ return 302 http://localhost:1$request_uri; }}
  location /to-file/ {{ return 302 file://{root}$request_uri; }}
"""

CONFIGURATION = """
daemon off;
user {user};
worker_processes 1;
error_log {directory}/error.log info;
pid {directory}/nginx.pid;
events {{ worker_connections 512; }}
http {{
  log_format record "$server_port $request_method $request_uri $status [$http_authorization] $http_content_encoding";
  client_body_temp_path {directory}/body; fastcgi_temp_path {directory}/fastcgi; proxy_temp_path {directory}/proxy;
  uwsgi_temp_path {directory}/uwsgi; scgi_temp_path {directory}/scgi;
  client_max_body_size 0; fastcgi_read_timeout 600s;
  access_log {directory}/access.log record;
  {servers}
}}
"""


def _user_line(user, password):
    """A hash, since a colon would end a plain password."""
    return f"{user}:{{SHA}}{base64.b64encode(hashlib.sha1(password.encode()).digest()).decode()}\n"


def _listen():
    return socket.create_server(("127.0.0.1", 0), backlog=128)


class HttpServers:
    """`port` is the plain server's, `other_port` another's of the same content, `tls[name]` those with certificates."""

    def __init__(self, root, directory, authority):
        self.root, self.directory = root, pathlib.Path(directory)
        self.directory.mkdir()
        sockets = {name: _listen() for name in ("plain", "other", *TLS)}
        ports = {name: s.getsockname()[1] for name, s in sockets.items()}
        self.port, self.other_port = ports["plain"], ports["other"]
        self.tls = {name: ports[name] for name in TLS}
        (self.directory / "users").write_text("".join(_user_line(u, p) for u, p in PASSWORDS.items()))
        (self.directory / "nginx.conf").write_text(self._configuration(authority))
        fcgi = socket.socket(socket.AF_UNIX)
        fcgi.bind(str(self.directory / "fcgi.sock"))
        fcgi.listen(128)
        self._log = open(self.directory / "fcgiwrap.log", "wb")
        # A group of its own: it starts children, which SIGTERM to it alone would leave.
        self._fcgiwrap = subprocess.Popen(["fcgiwrap", "-c", "4", "-f"], stdin=fcgi, stdout=self._log, stderr=self._log,
                                          start_new_session=True)
        fcgi.close()
        numbers = [s.fileno() for s in sockets.values()]
        self._nginx = subprocess.Popen(
            ["nginx", "-p", str(self.directory), "-e", str(self.directory / "error.log"),
             "-c", str(self.directory / "nginx.conf")],
            env={"PATH": os.environ["PATH"], "NGINX": "".join(f"{n};" for n in numbers)}, pass_fds=numbers,
            stdin=subprocess.DEVNULL, stdout=self._log, stderr=self._log)
        for s in sockets.values():
            s.close()
        self._wait_until_it_serves()

    def _configuration(self, authority):
        values = {"directory": self.directory, "root": self.root, "path": os.environ["PATH"],
                  "other_port": self.other_port, "backend": os.path.join(git("--exec-path"), "git-http-backend")}
        values["slow_backend"] = BACKEND.format(buffering="on", **values)  # without buffers it has no limit
        values["backend"] = BACKEND.format(buffering="off", **values)
        values["moved"] = "\n".join(f"  location ~ ^/moved-{code}(/.*)$ {{ return {code} /open$1$is_args$args; }}"
                                    for code in MOVED)
        locations = LOCATIONS.format(**values)
        servers = [f"server {{ listen 127.0.0.1:{port}; {locations} }}" for port in (self.port, self.other_port)]
        pairs = {"trusted": authority.sign("trusted"), "expired": authority.sign("expired", days=-1),
                 "other-host": authority.sign("other-host", alternative="DNS:elsewhere.example"),
                 "self-signed": authority.sign_for_itself("self-signed")}
        for name, (certificate, key) in pairs.items():
            servers.append(f"server {{ listen 127.0.0.1:{self.tls[name]} ssl; ssl_certificate {certificate};"
                           f" ssl_certificate_key {key}; {locations} }}")
        return CONFIGURATION.format(servers="\n".join(servers), directory=self.directory,
                                    user=pwd.getpwuid(os.getuid()).pw_name)

    def _wait_until_it_serves(self):
        with socket.create_connection(("127.0.0.1", self.port), TIMEOUT) as s:  # queued until nginx accepts
            s.settimeout(TIMEOUT)
            s.sendall(b"GET /error/ HTTP/1.0\r\n\r\n")
            assert s.recv(16).startswith(b"HTTP/1.1 500"), self.logs()

    def url(self, name, kind="open", login="", host="127.0.0.1", port=None):
        return f"http://{login}{host}:{port or self.port}/{kind}/{name}"

    def tls_url(self, name, server="trusted", kind="open", login="", host="127.0.0.1"):
        return f"https://{login}{host}:{self.tls[server]}/{kind}/{name}"

    def record(self, name):
        """The requests so far for a repository: (port, method, URI, status, Authorization or "-")."""
        found = []
        for line in (self.directory / "access.log").read_text().splitlines():
            start, rest = line.split(" [", 1)
            port, method, uri, status = start.split(" ")
            if f"/{name}" in uri:
                found.append((int(port), method, uri, int(status), rest.split("]")[0]))
        return found

    def logs(self):
        return "\n".join(f"--- {n}\n" + (self.directory / n).read_text(errors="replace")
                         for n in ("error.log", "access.log", "fcgiwrap.log") if (self.directory / n).exists())

    def close(self):
        self._nginx.terminate()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._fcgiwrap.pid, 15)
        self._nginx.wait(TIMEOUT)
        self._fcgiwrap.wait(TIMEOUT)
        self._log.close()
