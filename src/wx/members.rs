//! The members of the objects that `wx` gives, such as `RequestTask.abort` or `FileSystemManager.readFile`: what `wxhost api` shows.

use std::sync::OnceLock;

use super::api::{Api, Run};
use super::{cloud, connect_socket, get_file_system_manager};
use crate::lang::Text;

/// The object, its page, its base library, how the program gets it, what its methods do, and their names.
type Row = (&'static str, &'static str, &'static str, &'static str, Text, &'static [&'static str]);

const PLAYS: Text = Text { zh: "控制播放", en: "Controls what is played; recorded" };
const TASK: Text = Text { zh: "中断任务", en: "Ends the task" };

/// Objects whose methods have no record of their own.
const OBJECTS: [Row; 12] = [
    (
        "Animation",
        "ui/animation/Animation.html",
        "1.0.0",
        "wx.createAnimation()",
        Text { zh: "动画的一步", en: "A part of the animation" },
        &[
            "backgroundColor",
            "bottom",
            "export",
            "height",
            "left",
            "matrix",
            "matrix3d",
            "opacity",
            "right",
            "rotate",
            "rotate3d",
            "rotateX",
            "rotateY",
            "rotateZ",
            "scale",
            "scale3d",
            "scaleX",
            "scaleY",
            "scaleZ",
            "skew",
            "skewX",
            "skewY",
            "step",
            "top",
            "translate",
            "translate3d",
            "translateX",
            "translateY",
            "translateZ",
            "width",
        ],
    ),
    (
        "CanvasContext",
        "canvas/CanvasContext.html",
        "1.0.0",
        "wx.createCanvasContext('a')",
        Text { zh: "绘图命令，由 draw() 一并记录", en: "A command of the drawing, recorded by draw()" },
        &[
            "arc",
            "arcTo",
            "beginPath",
            "bezierCurveTo",
            "clearActions",
            "clearRect",
            "clip",
            "closePath",
            "createCircularGradient",
            "createLinearGradient",
            "createPattern",
            "draw",
            "drawFocusIfNeeded",
            "drawImage",
            "fill",
            "fillRect",
            "fillText",
            "lineTo",
            "measureText",
            "moveTo",
            "quadraticCurveTo",
            "rect",
            "restore",
            "rotate",
            "save",
            "scale",
            "setFillStyle",
            "setFontSize",
            "setGlobalAlpha",
            "setLineCap",
            "setLineDash",
            "setLineJoin",
            "setLineWidth",
            "setMiterLimit",
            "setShadow",
            "setStrokeStyle",
            "setTextAlign",
            "setTextBaseline",
            "setTransform",
            "stroke",
            "strokeRect",
            "strokeText",
            "transform",
            "translate",
        ],
    ),
    (
        "DownloadTask",
        "network/download/DownloadTask.html",
        "1.4.0",
        "wx.downloadFile({url: 'https://a.cn/'})",
        TASK,
        &["abort", "offHeadersReceived", "offProgressUpdate", "onHeadersReceived", "onProgressUpdate"],
    ),
    (
        "InnerAudioContext",
        "media/audio/InnerAudioContext.html",
        "1.6.0",
        "wx.createInnerAudioContext()",
        PLAYS,
        &[
            "destroy",
            "offCanplay",
            "offEnded",
            "offError",
            "offPause",
            "offPlay",
            "offSeeked",
            "offSeeking",
            "offStop",
            "offTimeUpdate",
            "offWaiting",
            "onCanplay",
            "onEnded",
            "onError",
            "onPause",
            "onPlay",
            "onSeeked",
            "onSeeking",
            "onStop",
            "onTimeUpdate",
            "onWaiting",
            "pause",
            "play",
            "seek",
            "stop",
        ],
    ),
    (
        "LogManager",
        "base/debug/LogManager.html",
        "2.1.0",
        "wx.getLogManager()",
        Text { zh: "写日志", en: "Writes to the log; recorded" },
        &["debug", "info", "log", "warn"],
    ),
    (
        "NodesRef",
        "wxml/NodesRef.html",
        "1.4.0",
        "wx.createSelectorQuery().select('a')",
        Text { zh: "向节点提问", en: "Asks something of nodes" },
        &["boundingClientRect", "context", "fields", "node", "ref", "scrollOffset"],
    ),
    (
        "RealtimeLogManager",
        "base/debug/RealtimeLogManager.html",
        "2.7.1",
        "wx.getRealtimeLogManager()",
        Text { zh: "写日志", en: "Writes to the log; recorded" },
        &["addFilterMsg", "error", "in", "info", "setFilterMsg", "warn"],
    ),
    (
        "RequestTask",
        "network/request/RequestTask.html",
        "1.4.0",
        "wx.request({url: 'https://a.cn/'})",
        TASK,
        &["abort", "offChunkReceived", "offHeadersReceived", "onChunkReceived", "onHeadersReceived"],
    ),
    (
        "SelectorQuery",
        "wxml/SelectorQuery.html",
        "1.4.0",
        "wx.createSelectorQuery()",
        Text { zh: "选择节点并查询，由场景作答", en: "Chooses nodes and asks; the scenario answers" },
        &["exec", "in", "select", "selectAll", "selectViewport"],
    ),
    (
        "UpdateManager",
        "base/update/UpdateManager.html",
        "1.9.90",
        "wx.getUpdateManager()",
        Text { zh: "重启并使用新版本，只作记录", en: "Restarts with the new version; recorded" },
        &["applyUpdate", "onCheckForUpdate", "onUpdateFailed", "onUpdateReady"],
    ),
    (
        "UploadTask",
        "network/upload/UploadTask.html",
        "1.4.0",
        "wx.uploadFile({url: 'https://a.cn/', filePath: 'wxfile://usr/a', name: 'f'})",
        TASK,
        &["abort", "offHeadersReceived", "offProgressUpdate", "onHeadersReceived", "onProgressUpdate"],
    ),
    (
        "VideoContext",
        "media/video/VideoContext.html",
        "1.0.0",
        "wx.createVideoContext('a')",
        PLAYS,
        &[
            "exitFullScreen",
            "hideStatusBar",
            "pause",
            "play",
            "playbackRate",
            "requestFullScreen",
            "seek",
            "sendDanmu",
            "showStatusBar",
            "stop",
        ],
    ),
];

/// Every member of an object that `wx` gives, by its whole name ([`Api::full_name`]).
pub fn members() -> &'static [Api] {
    static MEMBERS: OnceLock<Vec<Api>> = OnceLock::new();
    MEMBERS.get_or_init(|| {
        let mut members = Vec::new();
        for (object, page, since, _, summary, names) in OBJECTS {
            for name in names {
                let summary = match *name {
                    name if name.starts_with("on") => Text { zh: "监听事件", en: "Listens to an event" },
                    name if name.starts_with("off") => Text { zh: "移除监听函数", en: "Takes listeners away" },
                    _ => summary,
                };
                let run = Run::Sync(|_| Ok(boa_engine::JsValue::undefined()));
                members.push(Api { owner: object, since, promise: None, ..Api::new(name, summary, page, run) });
            }
        }
        members.extend(get_file_system_manager::methods().iter().copied());
        members.extend(connect_socket::methods());
        members.extend(cloud::methods().iter().copied());
        members.extend(cloud::OPERATIONS);
        members.sort_by_key(Api::full_name);
        members
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::testing::run;
    use super::*;

    /// The functions that an object really has.
    fn functions(js: &str) -> BTreeSet<String> {
        let js = format!(
            "const o = {js}; for (const k in o) {{ const d = Object.getOwnPropertyDescriptor(o, k); if (typeof d.value === 'function') console.log(k) }}"
        );
        run(&js).lines.into_iter().filter(|line| !line.starts_with('!') && !line.contains(' ')).collect()
    }

    #[test]
    fn the_table_names_what_the_objects_have() {
        for (object, _, _, js, _, names) in OBJECTS {
            let names: BTreeSet<String> = names.iter().map(|name| (*name).to_owned()).collect();
            assert_eq!(functions(js), names, "{object}");
        }
        let own = |object: &str| -> BTreeSet<String> {
            let whole = members().iter().map(Api::full_name);
            whole.filter_map(|name| name.strip_prefix(object)?.strip_prefix('.').map(str::to_owned)).collect()
        };
        assert_eq!(functions("wx.getFileSystemManager()"), own("FileSystemManager"));
        assert_eq!(functions("wx.connectSocket({url: 'wss://a.cn/'})"), own("SocketTask"));
        assert_eq!(functions("wx.cloud"), own("cloud"));
        let init = "(wx.cloud.init(), wx.cloud.database().collection('a'))";
        let steps = ["doc", "field", "limit", "orderBy", "skip", "where"].map(str::to_owned);
        assert_eq!(functions(init), own("Collection").into_iter().chain(steps).collect());
    }
}
