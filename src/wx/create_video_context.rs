//! `wx.createVideoContext`: the controls of a page's `<video>`; what the program asks of it is recorded, nothing is played.
//!
//! Official page: VideoContext. The methods give no result, so a program cannot tell the difference until an event of the
//! component would come, such as `bindended`.

use boa_engine::object::ObjectInitializer;
use boa_engine::{JsArgs, JsResult, JsString, JsValue, NativeFunction};
use serde_json::{Value, json};

use super::api::{Api, Run};
use super::call::Call;
use crate::engine::{Host, value};
use crate::lang::Text;
use crate::trace::{Body, Lane};

pub(super) const API: Api = Api {
    promise: None,
    missing: Text {
        zh: "video 组件的事件；投屏、后台播放、画中画",
        en: "the events of the video component; casting, background playback, picture in picture",
    },
    ..Api::new(
        "createVideoContext",
        Text { zh: "创建 video 上下文 VideoContext 对象", en: "Gives the controls of a video" },
        "media/video/wx.createVideoContext.html",
        Run::Sync(run),
    )
};

const METHODS: [&str; 10] = [
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
];

fn run(call: &mut Call<'_>) -> JsResult<JsValue> {
    let id = value::data(call.args.get_or_undefined(0), call.context).as_str().unwrap_or_default().to_owned();
    let mut object = ObjectInitializer::new(call.context);
    for name in METHODS {
        let method = NativeFunction::from_copy_closure_with_captures(
            move |_, args, id: &String, context| {
                let host = Host::of(context);
                let (at, _) = host.site(context).split();
                let args: Vec<Value> = args.iter().map(|arg| value::data(arg, context)).collect();
                let mut detail = json!({ "video": id, "method": name });
                if !args.is_empty() {
                    detail["args"] = args.into();
                }
                host.recorder.record(Lane::Wx, host.cause(), at, Body::State { what: "video".to_owned(), detail });
                Ok(JsValue::undefined())
            },
            id.clone(),
        );
        object.function(method, JsString::from(name), 1);
    }
    Ok(object.build().into())
}

#[cfg(test)]
mod tests {
    use super::super::testing::run;

    #[test]
    fn what_is_asked_of_a_video_is_recorded() {
        let ran = run("const v = wx.createVideoContext('v'); console.log(v.play()); v.seek(5)");
        assert_eq!(ran.lines, ["undefined"]);
        let trace = ran.finished.trace.to_jsonl();
        assert!(trace.contains(r#""detail":{"video":"v","method":"seek","args":[5]}"#), "{trace}");
    }
}
