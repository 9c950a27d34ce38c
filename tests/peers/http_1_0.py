"""Python's own http.server, which answers in HTTP/1.0, as a peer of tests/http_peers.cpp.

Prints "ports <http>" when it listens.
"""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        if self.path == "/sized":
            self.send_header("Content-Length", "6")
        self.end_headers()
        self.wfile.write(b"hello\n")

    def log_message(self, *args):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print("ports", server.server_port, flush=True)
server.serve_forever()
