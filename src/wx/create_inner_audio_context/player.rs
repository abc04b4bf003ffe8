//! An InnerAudioContext: its members, its methods, and the events that follow from them.

use std::cell::RefCell;
use std::rc::Rc;

use boa_engine::object::builtins::JsFunction;
use boa_engine::object::{FunctionObjectBuilder, ObjectInitializer};
use boa_engine::property::Attribute;
use boa_engine::{Context, JsArgs, JsObject, JsString, JsValue, NativeFunction};
use serde_json::{Value, json};

use super::sound::Sound;
use crate::engine::{Host, json as js_json, value};
use crate::trace::{At, Body, Lane, Outcome};
use crate::wx::call::run_callback;
use crate::wx::state::{Wx, kept};

/// The methods that a program calls.
const METHODS: [&str; 5] = ["destroy", "pause", "play", "seek", "stop"];
/// What can be listened to, as `onX` and `offX`.
const EVENTS: [&str; 10] = ["Canplay", "Ended", "Error", "Pause", "Play", "Seeked", "Seeking", "Stop", "TimeUpdate", "Waiting"];
/// Members that only a program reads back, and their defaults as JSON.
const PLAIN: [(&str, &str); 3] = [("obeyMuteSwitch", "true"), ("volume", "1"), ("referrerPolicy", "\"no-referrer\"")];
/// How often the position is told while a sound plays.
const TICK: u64 = 250;
/// The scenario's answers for what a sound is.
const SRC: &str = "InnerAudioContext.src";

/// What is told of a sound that goes round and round when everything else has ended.
const LOOP: &str = "InnerAudioContext.play";

/// One player.
struct Player {
    /// The call that made it.
    call: u64,
    at: Option<At>,
    src: String,
    start: f64,
    autoplay: bool,
    /// Whether `play` was called before the sound was ready.
    wanted: bool,
    sound: Sound,
    /// Grows with everything that makes planned events void.
    life: u64,
    /// The life in which the position is being told.
    ticking: Option<u64>,
    destroyed: bool,
    listeners: Vec<(&'static str, JsFunction)>,
}

/// The players of a run, by number.
#[derive(Default)]
pub(super) struct Players(RefCell<Vec<Player>>);

impl Players {
    pub(super) fn add(&self, call: u64, at: Option<At>) -> usize {
        let sound = Sound::default();
        let (src, listeners) = (String::new(), Vec::new());
        self.0.borrow_mut().push(Player {
            call,
            at,
            src,
            start: 0.0,
            autoplay: false,
            wanted: false,
            sound,
            life: 0,
            ticking: None,
            destroyed: false,
            listeners,
        });
        self.0.borrow().len() - 1
    }
}

fn with<T>(host: &Rc<Host>, id: usize, change: impl FnOnce(&mut Player) -> T) -> Option<T> {
    let players = kept::<Players>(host);
    let mut players = players.0.borrow_mut();
    players.get_mut(id).map(change)
}

/// The object that the program holds.
pub(super) fn object(id: usize, context: &mut Context) -> JsValue {
    let mut accessors = Vec::new();
    let members = ["autoplay", "buffered", "currentTime", "duration", "loop", "paused", "playbackRate", "src", "startTime"];
    for name in members {
        let get = NativeFunction::from_copy_closure(move |_, _, context| {
            let host = Host::of(context);
            let now = host.clock.now();
            js_json::from_data(&with(&host, id, |player| player.member(name, now)).unwrap_or_default(), context)
        });
        let set = NativeFunction::from_copy_closure(move |_, args, context| {
            assign(id, name, args.get_or_undefined(0), context);
            Ok(JsValue::undefined())
        });
        let function = |body| FunctionObjectBuilder::new(context.realm(), body).build();
        accessors.push((name, function(get), function(set)));
    }
    let plain: Vec<(&str, JsValue)> = PLAIN
        .into_iter()
        .map(|(name, json)| (name, js_json::from_data(&serde_json::from_str(json).unwrap_or_default(), context)))
        .map(|(name, value)| (name, value.unwrap_or_default()))
        .collect();
    let mut object = ObjectInitializer::new(context);
    for (name, get, set) in accessors {
        object.accessor(JsString::from(name), Some(get), Some(set), Attribute::ENUMERABLE | Attribute::CONFIGURABLE);
    }
    for (name, value) in plain {
        object.property(JsString::from(name), value, Attribute::all());
    }
    for name in METHODS {
        let method = NativeFunction::from_copy_closure(move |_, args, context| {
            let position = args.get_or_undefined(0).as_number();
            method(id, name, position, context);
            Ok(JsValue::undefined())
        });
        object.function(method, JsString::from(name), 0);
    }
    for event in EVENTS {
        let on = NativeFunction::from_copy_closure(move |_, args, context| {
            let callback = args.get_or_undefined(0).as_object().and_then(|object| JsFunction::from_object(object.clone()));
            let host = Host::of(context);
            if let Some(callback) = callback {
                with(&host, id, |player| player.listeners.push((event, callback)));
                if event == "TimeUpdate" {
                    tick(&host, id);
                }
            }
            Ok(JsValue::undefined())
        });
        let off = NativeFunction::from_copy_closure(move |_, args, context| {
            let callback = args.get_or_undefined(0).as_object();
            let goes = |known: &JsFunction| callback.as_ref().is_none_or(|callback| JsObject::equals(callback, known));
            let leave = |player: &mut Player| player.listeners.retain(|(name, known)| *name != event || !goes(known));
            with(&Host::of(context), id, leave);
            Ok(JsValue::undefined())
        });
        object.function(on, JsString::from(format!("on{event}")), 1);
        object.function(off, JsString::from(format!("off{event}")), 1);
    }
    object.build().into()
}

impl Player {
    fn member(&self, name: &str, now: u64) -> Value {
        match name {
            "autoplay" => self.autoplay.into(),
            "currentTime" => whole(self.sound.position(now)),
            // All of it is there at once.
            "buffered" | "duration" => whole(self.sound.duration.unwrap_or(0.0)),
            "loop" => self.sound.looping.into(),
            "paused" => (!self.sound.is_playing()).into(),
            "playbackRate" => whole(self.sound.rate),
            "src" => self.src.clone().into(),
            "startTime" => whole(self.start),
            _ => Value::Null,
        }
    }
}

/// A number without a fraction as an integer, as JavaScript shows it.
fn whole(number: f64) -> Value {
    #[expect(clippy::cast_possible_truncation, reason = "checked to be whole and small")]
    if number.fract() == 0.0 && number.abs() < 1e15 { json!(number as i64) } else { json!(number) }
}

fn assign(id: usize, name: &'static str, given: &JsValue, context: &mut Context) {
    let host = Host::of(context);
    let now = host.clock.now();
    let (number, flag) = (given.as_number(), given.to_boolean());
    match name {
        "src" => {
            let src = given.as_string().map(|text| text.to_std_string_lossy()).unwrap_or_default();
            load(&host, id, src, context);
        }
        // Written since 2.26.2, which is the same as `seek`.
        "currentTime" if host.get::<Wx>().is_some_and(|wx| wx.at_least("2.26.2")) => method(id, "seek", number, context),
        "autoplay" => drop(with(&host, id, |player| player.autoplay = flag)),
        "startTime" => drop(with(&host, id, |player| player.start = number.unwrap_or(0.0))),
        "loop" => {
            with(&host, id, |player| {
                let position = player.sound.position(now);
                player.sound.looping = flag;
                player.sound.seek(now, position);
                player.life += 1;
            });
            plan_end(&host, id);
        }
        "playbackRate" => {
            with(&host, id, |player| {
                player.sound.set_rate(now, number.unwrap_or(1.0));
                player.life += 1;
            });
            plan_end(&host, id);
        }
        // Anything else can only be read.
        _ => {}
    }
}

/// A new sound: the scenario says what it is.
fn load(host: &Rc<Host>, id: usize, src: String, context: &mut Context) {
    let Some(wx) = host.get::<Wx>() else { return };
    let at = host.site(context).stack.into_iter().next();
    let Some((call, life)) = with(host, id, |player| {
        player.sound.forget();
        player.life += 1;
        player.wanted = false;
        player.src.clone_from(&src);
        (player.call, player.life)
    }) else {
        return;
    };
    if src.is_empty() {
        return;
    }
    let detail = json!({ "audio": id + 1, "src": src });
    let seq = host.recorder.record(Lane::Page, host.cause(), at, Body::State { what: "audio".to_owned(), detail });
    let Some(answer) = wx.answers.borrow_mut().of_function(SRC, &src) else {
        wx.unanswered.borrow_mut().push((call, SRC.to_owned()));
        return;
    };
    let after = answer.latency.map_or_else(|| wx.network_latency(), |latency| latency.0);
    host.after(after, move |host, context| {
        if with(host, id, |player| player.life) != Some(life) {
            return;
        }
        host.set_cause(Some(seq));
        if let Some(text) = &answer.fail {
            let (code, reason) = text.split_once(' ').unwrap_or((text, ""));
            let (code, reason) = code.parse::<i64>().map_or((-1, text.as_str()), |code| (code, reason));
            return emit(host, id, "Error", &json!({ "errMsg": reason, "errCode": code }), context);
        }
        let duration = answer.success.as_ref().and_then(|success| success.get("duration")).and_then(Value::as_f64);
        let plays = with(host, id, |player| {
            player.sound.duration = Some(duration.unwrap_or(0.0).max(0.0));
            player.sound.seek(host.clock.now(), player.start);
            player.autoplay || player.wanted
        });
        emit(host, id, "Canplay", &Value::Null, context);
        if plays == Some(true) {
            play(host, id);
        }
    });
}

fn method(id: usize, name: &'static str, position: Option<f64>, context: &mut Context) {
    let host = Host::of(context);
    let now = host.clock.now();
    let Some(false) = with(&host, id, |player| player.destroyed) else { return };
    let at = host.site(context).stack.into_iter().next();
    let mut detail = json!({ "audio": id + 1, "method": name });
    if let Some(position) = position.filter(|_| name == "seek") {
        detail["args"] = json!([whole(position)]);
    }
    let seq = host.recorder.record(Lane::Page, host.cause(), at, Body::State { what: "audio".to_owned(), detail });
    let before = host.set_cause(Some(seq));
    let ready = with(&host, id, |player| player.sound.duration.is_some()) == Some(true);
    if let Some(wx) = host.get::<Wx>()
        && ["pause", "stop", "destroy"].contains(&name)
    {
        let call = with(&host, id, |player| player.call);
        wx.unanswered.borrow_mut().retain(|(of, what)| Some(*of) != call || what != LOOP);
    }
    match name {
        "play" if ready => play(&host, id),
        "play" => drop(with(&host, id, |player| player.wanted = !player.src.is_empty())),
        "pause" => {
            let playing = with(&host, id, |player| {
                player.wanted = false;
                let playing = player.sound.is_playing();
                player.sound.pause(now);
                player.life += 1;
                playing
            });
            if playing == Some(true) {
                soon(&host, id, "Pause");
            }
        }
        "stop" => {
            with(&host, id, |player| {
                player.wanted = false;
                player.sound.pause(now);
                player.sound.seek(now, 0.0);
                player.life += 1;
            });
            if ready {
                soon(&host, id, "Stop");
            }
        }
        "seek" if ready => {
            with(&host, id, |player| {
                player.sound.seek(now, position.unwrap_or(0.0));
                player.life += 1;
            });
            soon(&host, id, "Seeking");
            soon(&host, id, "Seeked");
            plan_end(&host, id);
        }
        "destroy" => drop(with(&host, id, |player| {
            player.sound.forget();
            player.listeners.clear();
            player.life += 1;
            player.destroyed = true;
        })),
        _ => {}
    }
    host.set_cause(before);
}

fn play(host: &Rc<Host>, id: usize) {
    let now = host.clock.now();
    let started = with(host, id, |player| {
        let starts = !player.sound.is_playing();
        if starts {
            player.sound.play(now);
            player.life += 1;
        }
        (starts, player.sound.looping, player.call)
    });
    let Some((true, looping, call)) = started else { return };
    if looping && let Some(wx) = host.get::<Wx>() {
        // Nothing ends a loop but the program, so it is told as going on.
        wx.unanswered.borrow_mut().push((call, LOOP.to_owned()));
    }
    soon(host, id, "Play");
    plan_end(host, id);
    tick(host, id);
}

/// Plans the end of a sound that plays.
fn plan_end(host: &Rc<Host>, id: usize) {
    let now = host.clock.now();
    let Some((Some(left), life)) = with(host, id, |player| (player.sound.left(now), player.life)) else { return };
    let cause = host.cause();
    host.after(left, move |host, context| {
        if with(host, id, |player| player.life) != Some(life) {
            return;
        }
        with(host, id, |player| {
            player.sound.pause(host.clock.now());
            player.life += 1;
        });
        host.set_cause(cause);
        emit(host, id, "Ended", &Value::Null, context);
    });
}

/// Begins to tell the position while a sound plays and somebody listens.
fn tick(host: &Rc<Host>, id: usize) {
    let begins = |player: &mut Player| player.ticking.replace(player.life) != Some(player.life);
    if with(host, id, begins) == Some(true) {
        plan_tick(host, id);
    }
}

fn plan_tick(host: &Rc<Host>, id: usize) {
    let now = host.clock.now();
    let goes_on = |player: &mut Player| {
        let left = player.sound.left(now).is_some_and(|left| left > TICK);
        let listens = player.listeners.iter().any(|(event, _)| *event == "TimeUpdate");
        player.ticking = (left && listens).then_some(player.life);
        player.ticking
    };
    let Some(Some(life)) = with(host, id, goes_on) else { return };
    let cause = host.cause();
    host.after(TICK, move |host, context| {
        if with(host, id, |player| player.life) == Some(life) {
            host.set_cause(cause);
            emit(host, id, "TimeUpdate", &Value::Null, context);
            plan_tick(host, id);
        }
    });
}

/// An event in a later turn.
fn soon(host: &Rc<Host>, id: usize, event: &'static str) {
    let cause = host.cause();
    host.after(0, move |host, context| {
        host.set_cause(cause);
        emit(host, id, event, &Value::Null, context);
    });
}

fn emit(host: &Rc<Host>, id: usize, event: &'static str, argument: &Value, context: &mut Context) {
    let found = with(host, id, |player| {
        let listeners = player.listeners.iter().filter(|(name, _)| *name == event).map(|(_, listener)| listener.clone());
        (player.call, player.at.clone(), listeners.collect::<Vec<_>>())
    });
    let Some((of, at, listeners)) = found else { return };
    let arguments: Vec<JsValue> = match argument {
        Value::Null => Vec::new(),
        data => js_json::from_data(data, context).into_iter().collect(),
    };
    for listener in listeners {
        let result = arguments.first().map_or(Value::Null, |argument| value::data(argument, context));
        let api = format!("InnerAudioContext.on{event}");
        let body = Body::Settle { api, of, outcome: Outcome::Event, result, handled: true };
        let before = host.cause();
        let seq = host.recorder.record(Lane::Wx, before, at.clone(), body);
        host.set_cause(Some(seq));
        run_callback(host, context, seq, &listener, &arguments, &format!("at InnerAudioContext on{event} callback function"));
        host.set_cause(before);
    }
}
