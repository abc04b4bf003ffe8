"""wechatpy from PyPI, unmodified: code exchange, token, decryption, signature. Arguments: control plane, appid, secret."""

import base64
import hashlib
import json
import sys
import urllib.request

from wechatpy import WeChatClient
from wechatpy.crypto import WeChatWxaCrypto
from wechatpy.exceptions import WeChatClientException

control, appid, secret = sys.argv[1:]


def phone(path, body):
    """What the mini-program's side does, by the control plane."""
    request = urllib.request.Request(f"{control}/{path}", data=json.dumps(body).encode())
    return json.load(urllib.request.urlopen(request))


client = WeChatClient(appid, secret)
code = phone("codes", {"user": "u1"})["code"]
session = client.wxa.code_to_session(code)
key = session["session_key"]

info = phone("userinfo", {"user": "u1"})
plain = WeChatWxaCrypto(key, info["iv"], appid).decrypt_message(info["encryptedData"])
expected = hashlib.sha1((info["rawData"] + key).encode()).hexdigest()

try:
    client.wxa.code_to_session(code)
    again = None
except WeChatClientException as error:
    again = error.errcode

try:
    client.wxa.get_paid_unionid(session["openid"])
    refused = None
except WeChatClientException as error:
    refused = [error.errcode, "getPaidUnionId" in error.errmsg]

print(json.dumps({
    "openid": plain["openId"] == session["openid"],
    "nickName": plain["nickName"],
    "appid": plain["watermark"]["appid"],
    "signature": info["signature"] == expected,
    "key": len(base64.b64decode(key)),
    "token": len(client.access_token),
    "again": again,
    "refused": refused,
}))
