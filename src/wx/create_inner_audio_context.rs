//! `wx.createInnerAudioContext`: plays a sound on the virtual clock; nothing is heard.
//!
//! Official page: InnerAudioContext. How long a sound is, or why it cannot be played, only the scenario knows:
//! `[[scenario.answer]]` with `api = "InnerAudioContext.src"`, `name` the sound's address (any, when left out), and
//! `success = { duration = 12.5 }` in seconds or `fail = "10002 network error"`. Without an answer the sound is left open.

mod player;
mod sound;

use boa_engine::JsResult;
use boa_engine::JsValue;

use super::api::{Api, Run};
use super::call::Call;
use super::state::kept;
use crate::lang::Text;
use player::Players;

pub(super) const API: Api = Api {
    since: "1.6.0",
    promise: None,
    missing: Text {
        zh: "声音本身；时长由场景用 [[scenario.answer]] api = \"InnerAudioContext.src\" 给出；系统中断；循环播放时不触发 onTimeUpdate",
        en: "the sound; the scenario tells its length with [[scenario.answer]] api = \"InnerAudioContext.src\"; interruptions; onTimeUpdate of a sound that loops",
    },
    ..Api::new(
        "createInnerAudioContext",
        Text { zh: "创建内部 audio 上下文 InnerAudioContext 对象", en: "Gives a player of sounds" },
        "media/audio/wx.createInnerAudioContext.html",
        Run::Sync(run),
    )
};

fn run(call: &mut Call<'_>) -> JsResult<JsValue> {
    let players = kept::<Players>(&call.host);
    let id = players.add(call.seq, call.at.clone());
    Ok(player::object(id, call.context))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check, check_in, run, run_in};

    const THREE: &str = "[[scenario.answer]]\napi = 'InnerAudioContext.src'\nsuccess = { duration = 3 }";
    const LOG: &str = "const t0 = Date.now(), a = wx.createInnerAudioContext(), say = (w) => console.log(w, Date.now() - t0, a.currentTime, a.paused);
        for (const e of ['Canplay', 'Play', 'Pause', 'Stop', 'Ended', 'Seeking', 'Seeked']) a['on' + e](() => say(e)); a.onError(e => console.log(e.errCode, e.errMsg));";

    #[test]
    fn a_sound_gets_ready_plays_and_ends_on_the_virtual_clock() {
        let ran = run_in(THREE, &format!("{LOG} a.src = 'https://a.cn/x.mp3'; a.play(); console.log(a.duration, a.paused)"));
        assert_eq!(ran.lines[0], "0 true");
        assert!(ran.lines[1].starts_with("Canplay ") && ran.lines[2].starts_with("Play "), "{:?}", ran.lines);
        let start: u64 = ran.lines[2].split(' ').nth(1).and_then(|t| t.parse().ok()).expect("a time");
        assert_eq!(ran.lines[3], format!("Ended {} 3 true", start + 3000));
        assert!(ran.open.is_empty(), "{:?}", ran.open);
    }

    #[test]
    fn pause_seek_stop_and_playing_on() {
        let ran = run_in(
            THREE,
            &format!(
                "{LOG} a.src = 'x.mp3'; a.autoplay = true; a.onPlay(() => 0);
                setTimeout(() => a.pause(), 1000); setTimeout(() => {{ say('still'); a.seek(2.5); a.play() }}, 5000); a.onEnded(() => {{ a.play(); setTimeout(() => a.stop(), 500) }})"
            ),
        );
        let events: Vec<&str> = ran.lines.iter().filter_map(|line| line.split(' ').next()).collect();
        assert_eq!(
            events,
            ["Canplay", "Play", "Pause", "still", "Seeking", "Seeked", "Play", "Ended", "Play", "Stop"],
            "{:?}",
            ran.lines
        );
        let position = |index: usize| ran.lines[index].split(' ').nth(2).map(str::to_owned).unwrap_or_default();
        assert_eq!(position(2), position(3), "it stays where it was paused");
        assert_eq!((position(5).as_str(), position(9).as_str()), ("2.5", "0"));
    }

    #[test]
    fn faster_slower_and_time_updates() {
        let js = "const a = wx.createInnerAudioContext(); let n = 0, t = Date.now(); a.playbackRate = 2; a.startTime = 1; a.src = 'x'; a.play();
            a.onPlay(() => { t = Date.now() }); const count = () => { n++ }; a.onTimeUpdate(count); a.onEnded(() => console.log(Date.now() - t, n))";
        check_in(THREE, js, "1000 3");
    }

    #[test]
    fn what_cannot_be_played_and_what_nobody_answers() {
        let fails = "[[scenario.answer]]\napi = 'InnerAudioContext.src'\nname = 'bad.mp3'\nfail = '10004 format error'";
        check_in(fails, &format!("{LOG} a.src = 'bad.mp3'; a.play()"), "10004 format error");
        let ran = run_in(fails, &format!("{LOG} a.src = 'other.mp3'; a.play()"));
        assert_eq!((ran.lines.len(), ran.open[0].what.as_str()), (0, "InnerAudioContext.src"));
        check(&format!("{LOG} a.play(); a.pause(); a.stop(); a.seek(1); a.src = ''; console.log(a.paused)"), "true");
    }

    #[test]
    fn a_loop_does_not_keep_the_run_alive_and_listeners_can_go() {
        let ran = run_in(THREE, "const a = wx.createInnerAudioContext(); a.loop = true; a.src = 'x'; a.play(); const f = () => console.log('no'); a.onEnded(f); a.onCanplay(f); a.offCanplay(f);
            setTimeout(() => console.log(a.currentTime < 3, a.paused), 10000)");
        assert_eq!(ran.lines, ["true false"]);
        assert_eq!(ran.open[0].what, "InnerAudioContext.play", "a loop is told as going on");
        check_in(
            THREE,
            "const a = wx.createInnerAudioContext(); a.src = 'x'; a.onPlay(() => { a.destroy() }); a.onEnded(() => console.log('no')); a.play()",
            "",
        );
        assert!(run("wx.createInnerAudioContext()").open.is_empty());
    }

    #[test]
    fn the_position_may_be_set_since_2_26_2() {
        let js = "const a = wx.createInnerAudioContext(); a.src = 'x'; a.onCanplay(() => { a.currentTime = 2; console.log(a.currentTime) })";
        check_in(&format!("base_library = '2.26.2'\n{THREE}"), js, "2");
        check_in(&format!("base_library = '2.26.1'\n{THREE}"), js, "0");
    }
}
