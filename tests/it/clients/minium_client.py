"""The stock Python client, unmodified, against `wxhost auto --min-latency 15`: what its calls give, as one JSON object."""

import json
import sys

import minium

port, outputs = int(sys.argv[1]), sys.argv[2]
config = minium.MiniConfig({"test_port": port, "platform": "ide", "debug_mode": "error", "outputs": outputs})
mini = minium.WXMinium(config)
app = mini.app
page = app.get_current_page()
said = {"page": page.path, "data": page.data, "call": page.call_method("add", [5]).result.result}
said["evaluate"] = app.evaluate("function (a) { return getApp().globalData.n + a }", [4], sync=True).result.result
app.navigate_to("/pages/b/b?x=1")
said["next"] = app.get_current_page().path
app.mock_wx_method("getLocation", result={"latitude": 1})
said["mock"] = app.call_wx_method("getLocation").result.result
app.restore_wx_method("getLocation")
app.navigate_back()
said["back"] = app.get_current_page().path
said["platform"] = app.call_wx_method("getSystemInfoSync").result.result["platform"]
mini.shutdown()
print(json.dumps(said))
