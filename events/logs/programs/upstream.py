"""What stands behind the proxies: answers slowly, badly, or not. Usage: upstream.py PORT"""

import http.server
import sys
import time


class Answer(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self):
        if "slow" in self.path:
            time.sleep(2)
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if "articles" in self.path:
            self.close_connection = True
            return
        status = 404 if "nothing" in self.path else 503 if "secret" in self.path else 200
        body = b"" if self.command == "HEAD" else b'{"ok": true}\n'
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = do_OPTIONS = answer

    def log_message(self, *_):
        pass


http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Answer).serve_forever()
