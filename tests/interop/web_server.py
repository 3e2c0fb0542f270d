"""A tiny web server of a test: files by the names that pages ask for, and handlers of what pages post."""

import http.server
import threading

TYPES = {".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".json": "application/json"}


class WebServer:
    """`files`: path to bytes; `posts`: path to a function of the body."""

    def __init__(self, files, posts=None):
        posts = posts or {}

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                content = files.get(self.path)
                if content is None:
                    self.send_error(404)
                    return
                self.send_response(200)
                self.send_header("Content-Type", TYPES["." + self.path.rsplit(".", 1)[1]])
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if self.path not in posts:
                    self.send_error(404)
                    return
                posts[self.path](body)
                self.send_response(204)
                self.end_headers()

            def log_message(self, *words):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def read(path):
    with open(path, "rb") as file:
        return file.read()
