"""Visits the nginx of make.sh with curl, as people, programs and scanners do. Usage: requests.py PORT HTTP2_PORT SILENT_PORT

The same visits at every run; only their times differ.
"""

import random
import socket
import ssl
import subprocess
import sys

PORT, HTTP2_PORT, SILENT_PORT = map(int, sys.argv[1:])
VISITS = 480

ADDRESSES = (
    [f"192.0.2.{host}" for host in range(1, 60)]
    + [f"198.51.100.{host}" for host in range(1, 40)]
    + [f"203.0.113.{host}" for host in range(1, 40)]
    + [f"2001:db8::{host:x}" for host in range(1, 30)]
    + ["2001:db8:85a3:8d3:1319:8a2e:370:7348"]
)
BROWSERS = [
    "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Mobile Safari/537.36",
]
PROGRAMS = [
    None,  # curl's own
    "shop-app/4.2 (build 1187)",
    "uptime-probe/1.0",
    "ExampleBot/2.1 (+https://bot.example.com/about.html)",
]
ODD_AGENTS = [
    "",
    '"quoted" agent',
    "back\\slash \\x22 agent",
    "größer/1.0 (日本語)",
    "[bracketed] - - agent",
    "tab\there",
    "{\"looks\":\"like json\"}",
    "' OR 1=1 --",
]
PAGES = ["/", "/articles/17.html", "/articles/18.html", "/style.css", "/logo.svg", "/app.js"]
SEARCHES = [
    "/?q=lamp",
    "/?q=floor+lamp&sort=price",
    "/?q=%22oak%20table%22&page=2",
    "/?q=gr%C3%BC%C3%9Fe",
    "/?q=grüße",
    "/articles/17.html?utm_source=newsletter&utm_medium=mail&utm_campaign=spring",
    "/?redirect=https://www.example.com/a?b=c",
    "/?",
    "/?a=1&a=2&a=",
]
API = ["/api/items", "/api/items?limit=20&after=17", "/api/orders", "/api/private", "/api/busy", "/api/broken"]
SCANS = [
    "/wp-login.php",
    "/.env",
    "/.git/config",
    "/index.php?s=/index/%5Cthink%5Capp/invokefunction",
    "/../../../../etc/passwd",
    "/%2e%2e/%2e%2e/etc/shadow",
    "/cgi-bin/test.cgi",
    "//double//slashes",
    "/a%00b",
    "/\"quoted\"",
    "/with%20space",
    "/" + "long/" * 24,
]
REFERRERS = ["https://www.example.com/", "https://search.example.net/?q=floor+lamp", "android-app://com.example.mail/"]


def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t") + '"'


def visit(base, requests):
    """One curl for all requests of a visitor, so that connections are kept."""
    parts = []
    for path, options in requests:
        lines = ["silent", "globoff", "path-as-is", 'output = "/dev/null"', "max-time = 5"]
        lines += [name if value is True else f"{name} = {quoted(str(value))}" for name, value in options.items() if value is not None]
        lines.append(f"url = {quoted(base + path)}")
        parts.append("\n".join(lines))
    subprocess.run(["curl", "--disable", "--config", "-"], input="\nnext\n".join(parts).encode(), check=False)


def raw(data):
    """Bytes that curl would not send."""
    with socket.create_connection(("127.0.0.1", PORT)) as connection:
        connection.settimeout(0.5)
        try:
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
            while connection.recv(4096):
                pass
        except OSError:
            pass


def tls_hello():
    """TLS to a port that speaks plain HTTP: the request line is the start of the handshake."""
    context = ssl.create_default_context()
    outgoing = ssl.MemoryBIO()
    client = context.wrap_bio(ssl.MemoryBIO(), outgoing, server_hostname="shop.example.com")
    try:
        client.do_handshake()
    except ssl.SSLWantReadError:
        pass
    raw(outgoing.read())


def person(chance, address):
    options = {"user-agent": chance.choice(BROWSERS), "header": f"X-Forwarded-For: {address}"}
    referrer = chance.choice(REFERRERS + [None] * 2)
    for _ in range(chance.randint(2, 7)):
        path = chance.choice(PAGES * 3 + SEARCHES + ["/old", "/favicon.ico"])
        yield path, options | {"referer": referrer}
        referrer = "https://shop.example.com" + path.encode("ascii", "ignore").decode()
    if chance.random() < 0.08:
        yield "/account", options
        yield "/account", options | {"user": chance.choice(["maria:lamp", "j.doe:chair", "maria:wrong", "zoë:x"])}


def program(chance, address):
    options = {"user-agent": chance.choice(PROGRAMS), "header": f"X-Forwarded-For: {address}"}
    for _ in range(chance.randint(1, 5)):
        path = chance.choice(API + ["/health"])
        method = chance.choice(["GET"] * 5 + ["POST", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"])
        more = {"head": True} if method == "HEAD" else {"request": method}
        if method in ("POST", "PUT", "PATCH"):
            more["data"] = '{"item":1,"count":%d}' % chance.randint(1, 9)
        if chance.random() < 0.1:
            more["http1.0"] = True
        yield path, options | more


def scanner(chance, address):
    options = {"user-agent": chance.choice(ODD_AGENTS + PROGRAMS), "header": f"X-Forwarded-For: {address}"}
    for path in chance.sample(SCANS, chance.randint(1, 4)):
        yield path, options | {"request": chance.choice(["GET", "GET", "GET", "PROPFIND", "TRACE", "get"])}


def main():
    # Accepts connections into its backlog and never answers: whoever asks gives up first (status 499).
    silent = socket.create_server(("127.0.0.1", SILENT_PORT), backlog=64)
    chance = random.Random(5)
    base = f"http://127.0.0.1:{PORT}"
    kinds = [person] * 6 + [program] * 3 + [scanner]
    for number in range(VISITS):
        visit(base, list((chance.choice(kinds) if number else person)(chance, chance.choice(ADDRESSES))))
        if number % 20 == 3:
            http2 = {"http2-prior-knowledge": True}
            visit(f"http://127.0.0.1:{HTTP2_PORT}", [(path, options | http2) for path, options in person(chance, "2001:db8::2")])
        if number % 25 == 7:
            visit(f"http://[::1]:{PORT}", [("/health", {"user-agent": "uptime-probe/1.0"})])
        if number % 100 == 11:
            tls_hello()
            raw(b"\x03\x00\x00\x13\x0e\xe0\x00\x00\x00\x00\x00\x01\x00\x08\x00\x03\x00\x00\x00")
            raw(b"\r\n")
            raw(b"GET /\r\n")
            raw(b"SSH-2.0-probe\r\n\r\n")
            raw(b"GET /caf\xe9 HTTP/1.1\r\nHost: shop.example.com\r\nUser-Agent: latin-1 \xfc\r\nX-Forwarded-For: 198.51.100.77\r\nConnection: close\r\n\r\n")
            raw(b"GET / HTTP/1.1\r\n\r\n")
            raw(b"GET /" + b"x" * 2100 + b" HTTP/1.1\r\nHost: a\r\n\r\n")
            raw(b"POST /api/orders HTTP/1.1\r\nHost: a\r\nContent-Length: 90000\r\n\r\n")
            visit(base, [("/api/slow", {"max-time": 0.1, "header": "X-Forwarded-For: 192.0.2.99"})])
            visit(base, [("/gone", {"referer": 'https://www.example.com/"quoted"', "user-agent": ODD_AGENTS[1]})])
    silent.close()


main()
