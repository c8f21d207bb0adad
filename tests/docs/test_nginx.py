"""The configuration on the page about nginx, as it stands there, in a real nginx before the real server."""

from __future__ import annotations

import re
import shutil
import ssl
import subprocess
import time
from contextlib import closing
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path
from typing import Any

import pytest
from tests.torture.served import COUNCILS, Server, free_port

PAGE = Path(__file__).parents[2] / "docs/how-to/nginx.md"
NAME = "councils.example"
NGINX = shutil.which("nginx") or "/usr/sbin/nginx"
pytestmark = pytest.mark.skipif(
    not (Path(NGINX).exists() and shutil.which("openssl")), reason="needs nginx and openssl (Debian: nginx-light)"
)


@pytest.fixture
def proxied(tmp_path: Path) -> Any:
    """(port of HTTP, port of HTTPS), with the server behind them."""
    database, http, https, server = tmp_path / "councils.sqlite3", free_port(), free_port(), free_port()
    places = tmp_path / "places.csv"
    places.write_text("code,name,level,parent_code,population\nV,Valley,valley,,9\nV1,Upper,village,V,9\n")
    words = [COUNCILS, "found", "--name", "V", "--places", str(places), "--db", str(database)]
    subprocess.run(words, check=True, capture_output=True)
    certificate = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "privkey.pem", "-out", "fullchain.pem"]
    subprocess.run(["openssl", *certificate, "-subj", f"/CN={NAME}"], cwd=tmp_path, check=True, capture_output=True)
    [text] = re.findall(r"```nginx\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    text = re.sub(r"listen (\[::\]:)?(80|443)( .*)?;", lambda m: listen(m, http, https), text)
    text = text.replace(f"/etc/letsencrypt/live/{NAME}", str(tmp_path)).replace("127.0.0.1:8000", f"127.0.0.1:{server}")
    temporary = " ".join(f"{kind}_temp_path {tmp_path}/{kind};" for kind in ("client_body", "proxy"))
    around = f"daemon off; pid {tmp_path}/pid; error_log {tmp_path}/error.log; events {{}}"
    (tmp_path / "nginx.conf").write_text(f"{around}\nhttp {{ access_log off; {temporary}\n{text}\n}}\n")
    served = Server(
        str(database), server, COUNCILS_HOSTS=f"{NAME} 127.0.0.1", COUNCILS_ORIGINS=f"https://{NAME}", COUNCILS_TLS="1"
    )
    served.start()
    nginx = subprocess.Popen(
        [NGINX, "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")], stderr=subprocess.DEVNULL
    )
    time.sleep(0.5)
    assert nginx.poll() is None, (tmp_path / "error.log").read_text()
    yield http, https
    nginx.terminate()
    nginx.wait(10)
    served.stop()


def listen(found: re.Match[str], http: int, https: int) -> str:
    """The same on a port of the test, on the loopback alone."""
    if found[1]:
        return ""
    return f"listen 127.0.0.1:{http if found[2] == '80' else https}{found[3] or ''};"


def test_page_before_nginx_speaks_tls_and_takes_forms(proxied: tuple[int, int]) -> None:
    http, https = proxied
    with closing(HTTPConnection("127.0.0.1", http, timeout=20)) as plain:
        plain.request("GET", "/record/", headers={"Host": NAME})
        moved = plain.getresponse()
        assert (moved.status, moved.getheader("Location")) == (301, f"https://{NAME}/record/")
    trusting = ssl._create_unverified_context()
    with closing(HTTPSConnection("127.0.0.1", https, timeout=20, context=trusting)) as secure:
        takes_forms(secure)


def takes_forms(secure: HTTPSConnection) -> None:
    """From its own origin, and from no other."""
    secure.request("GET", "/account/login/", headers={"Host": NAME})
    page = secure.getresponse()
    body, cookie = page.read().decode(), page.getheader("Set-Cookie", "")
    assert (page.status, "Secure" in cookie) == (200, True)
    assert page.getheader("Strict-Transport-Security", "") != ""
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', body)
    assert token is not None

    sent = f"csrfmiddlewaretoken={token[1]}&login=nobody&password=wrong"
    headers = {"Host": NAME, "Cookie": cookie.split(";")[0], "Content-Type": "application/x-www-form-urlencoded"}
    for origin, answer in ((f"https://{NAME}", 200), ("https://elsewhere.example", 403)):
        secure.request("POST", "/account/login/", sent, {**headers, "Origin": origin, "Referer": f"{origin}/"})
        response = secure.getresponse()
        response.read()
        assert (origin, response.status) == (origin, answer)
