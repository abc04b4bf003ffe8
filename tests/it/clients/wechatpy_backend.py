"""A developer's backend with wechatpy, unmodified. Arguments: appid, secret. Prints its port, then answers POST /login."""

import json
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer

from wechatpy import WeChatClient
from wechatpy.exceptions import WeChatClientException

client = WeChatClient(sys.argv[1], sys.argv[2])


class Login(BaseHTTPRequestHandler):
    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        try:
            session = client.wxa.code_to_session(body["code"])
            answer = {"InfoState": 0, "known": bool(session["openid"])}
        except WeChatClientException as error:
            answer = {"InfoState": 1, "errcode": error.errcode}
        text = json.dumps(answer).encode()
        # The date of a real reply would be in the trace.
        self.send_response_only(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_):
        pass


server = HTTPServer(("127.0.0.1", 0), Login)
print(server.server_address[1], flush=True)
server.serve_forever()
