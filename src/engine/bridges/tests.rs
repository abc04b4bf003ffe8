//! Each bridge as a program sees it.

use crate::clock::Clock;
use crate::engine::{Engine, Limits, Text};
use crate::trace::{Body, Recorder};

/// The texts that a script logs.
fn logs(script: &str) -> Vec<String> {
    let clock = Clock::starting_at(1_601_952_960_000);
    let recorder = Recorder::new(clock.clone());
    let limits = Limits::of(&crate::scenario::Limits::default());
    let mut engine = Engine::new(clock, recorder.clone(), limits, 1).expect("an engine");
    engine.load(&Text { file: "a.js", label: "a.js", text: script, shifts: &[] }).expect("a script");
    engine.run();
    let text = |event: &crate::trace::Event| match &event.body {
        Body::Log { text, .. } => Some(text.clone()),
        Body::Error { message, .. } => Some(format!("error {message}")),
        _ => None,
    };
    recorder.take().iter().filter_map(text).collect()
}

#[test]
fn dates_and_numbers_are_written_as_in_chinese() {
    let shown = logs(
        "const d = new Date('2020/10/6 9:05:00'); const say = t => console.log(t)
say(d.toLocaleString()); say(d.toLocaleDateString()); say(d.toLocaleTimeString('zh-CN', { hour12: false })); say(d.toLocaleString('en-US'))
say(d.toLocaleDateString('zh-CN', { year: 'numeric', month: '2-digit', day: '2-digit' }))
say(d.toLocaleDateString('zh-CN', { year: 'numeric', month: 'long', day: 'numeric', weekday: 'long' }))
say(d.toLocaleTimeString('zh-CN', { hour: '2-digit', minute: '2-digit' })); say(d.toLocaleString('zh-CN', { hour12: true }))
say(String(d)); say(d.toTimeString()); say(new Date(NaN).toLocaleString())
say((1234567.891).toLocaleString()); say((0.5).toLocaleString('zh-CN', { minimumFractionDigits: 2 })); say((12.345).toLocaleString('en', { maximumFractionDigits: 1 }))
say(typeof Intl); say('z'.localeCompare('张', 'zh') + typeof Intl.NumberFormat)",
    );
    assert_eq!(
        shown,
        [
            "2020/10/6 09:05:00",
            "2020/10/6",
            "09:05:00",
            "10/6/2020, 9:05:00 AM",
            "2020/10/06",
            "2020年10月6日星期二",
            "09:05",
            "2020/10/6 上午9:05:00",
            "Tue Oct 06 2020 09:05:00 GMT+0800 (中国标准时间)",
            "09:05:00 GMT+0800 (中国标准时间)",
            "Invalid Date",
            "1,234,567.891",
            "0.50",
            "12.3",
            "object",
            "1function",
        ]
    );
}

#[test]
fn the_last_match_is_remembered() {
    let shown = logs(
        "/(\\d+)-(\\d+)/.test('a 2020-10 b'); console.log(RegExp.$1, RegExp.$2, RegExp.$3 === '', RegExp.lastMatch, RegExp.leftContext + '|' + RegExp.rightContext)
'x=1'.replace(/(\\w)=(\\w)/, () => ''); console.log(RegExp.$1 + RegExp['$2']); 'q7'.match(/q(.)/); /z/.test('y'); console.log(RegExp.$1)",
    );
    assert_eq!(shown, ["2020 10 true 2020-10 a | b", "x1", "7"]);
}

#[test]
fn stacks_begin_with_the_message_and_show_the_authors_places() {
    let shown = logs(
        "function f() {\n  return new RangeError('深')\n}\nconsole.log(f().stack)
class Own extends Error { constructor(m) { super(m); this.name = 'Own'; Error.captureStackTrace(this, Own) } }
console.log(new Own('x').stack.split('\\n')[0]); console.log(typeof {}.stack, Object.keys(new Own('y')).join())",
    );
    assert_eq!(shown, ["RangeError: 深\n    at f (a.js:2:10)\n    at a.js:4:13", "Own: x", "undefined name"]);
}

#[test]
fn a_rejection_tells_which_member_failed() {
    // Only what nobody handles yet is seen in time: a `then` callback with a `catch` behind it keeps the engine's words.
    let shown = logs("async function f(user) { return user.name }\nf().catch(e => console.log(e.message))");
    assert!(shown.iter().any(|text| text == "cannot read 'name' of null or undefined"), "{shown:?}");
}

#[test]
fn json_nests_as_deep_as_programs_need() {
    let shown = logs(
        "const deep = (n) => '['.repeat(n) + ']'.repeat(n); let v = JSON.parse(deep(1000)), n = 0; while (v) { v = v[0]; n++ }
console.log(n, JSON.parse('[\"' + '['.repeat(300) + '\"]')[0].length, JSON.parse(deep(10), (k, v) => v).length)
for (const text of [deep(200) + 'x', '['.repeat(300), deep(9000)]) try { JSON.parse(text); console.log('?') } catch (e) { console.log(e.name) }
const { parse } = JSON; console.log(parse('{\"a\":1}').a, JSON.parse.length)",
    );
    assert_eq!(shown, ["1000 300 1", "SyntaxError", "SyntaxError", "RangeError", "1 2"]);
}

#[test]
fn texts_are_split_as_the_engine_splits_them() {
    let script = "const texts = ['', 'a', 'aa', 'a,b,,c,', ',', '中,文', '中文中', 'aaaa', '\\ud83d😀', 'x1y2'], by = [',', 'a', 'aa', '中', 'aaa', 'zz', '', undefined, /\\d/, null, '\\ud83d']
const all = (split) => JSON.stringify([...texts, 1.5, ['p', 'q']].flatMap(text => by.map(one => [undefined, 0, 1, -1].map(limit => split.call(text, one, limit)))))
const own = function (by, limit) { return ''.split.call(this, by && typeof by === 'string' ? { toString: () => by } : by, limit) }
console.log(all(''.split) === all(own), 'a-b'.split('-').map(x => x).join(), String.prototype.split.length, String.prototype.split.name)
console.log('a,b'.split({ [Symbol.split]: (text, limit) => text + limit }, 3), Object.getPrototypeOf('a'.split('b')) === Array.prototype)
try { String.prototype.split.call(null, ',') } catch (e) { console.log(e.name) }
const text = 'abcdefghij'.repeat(100000), parts = text.split('a'); console.log(parts.length, parts.join('a') === text)";
    let shown = logs(script);
    assert_eq!(shown, ["true a,b 2 split", "a,b3 true", "TypeError", "100001 true"]);
}

#[test]
fn arrays_are_made_of_what_comes_later() {
    let shown = logs(
        "async function* later() { yield 1; yield Promise.resolve(2) }
(async () => { console.log(JSON.stringify(await Array.fromAsync(later(), async (x, i) => x * 10 + i)))
console.log(JSON.stringify(await Array.fromAsync([1, Promise.resolve(2)])), JSON.stringify(await Array.fromAsync({ length: 2, 0: 'a', 1: Promise.resolve('b') })))
try { await Array.fromAsync([1], 5) } catch (e) { console.log(e.name, e.message) }
try { await Array.fromAsync([Promise.reject(new Error('no'))]) } catch (e) { console.log(e.message) } })()",
    );
    assert_eq!(shown, ["[10,21]", "[1,2] [\"a\",\"b\"]", "TypeError 5 is not a function", "error no", "no"]);
}
