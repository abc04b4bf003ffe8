//! Ties as choice points: events of different calls that were due together, in the orders that can matter.

use crate::engine::{Engine, Tie, Turn};
use crate::lang::Message;
use crate::scenario::Edit;
use crate::trace::{Body, Event, brief};
use crate::world::choice::{Alternative, Choices, Offer, Orders, numbered};

fn key(nth: usize) -> String {
    numbered("order", nth)
}

/// Notes each tie when it is met; what its orders mean is only known when the run is over. The scenario decides the first
/// `decided` ties.
pub(super) fn listener(decided: usize, choices: &Choices) -> Box<dyn Fn(usize)> {
    let choices = choices.clone();
    Box::new(move |nth| {
        let (key, pinned) = (key(nth), nth <= decided);
        choices.asks(&key, false, pinned);
        choices.offer(Offer { key, pinned, initial: false, others: Vec::new() });
    })
}

/// Notes the other orders of each tie of a run that is over.
pub(super) fn note(engine: &Engine, choices: &Choices) {
    if !choices.wanted() {
        return;
    }
    engine.ties(|tie| {
        let wanted = |index: &usize| choices.orders() == Orders::AllOnly || tie.matters(*index);
        let others = (1..tie.turns.len()).filter(wanted).map(|index| other(tie, index)).collect();
        choices.settle(&key(tie.nth), others);
    });
}

fn other(tie: &Tie<'_>, index: usize) -> Alternative {
    let name = |index: usize| tie.turns.get(index).map_or_else(Message::default, |turn| told(turn.as_ref()));
    let (first, this, t) = (name(0), name(index), tie.t);
    let zh = format!("{t} ms 时，{}先于{}", this.zh, first.zh);
    let en = format!("at {t} ms, {} comes before {}", this.en, first.en);
    Alternative::new(zh, en, Edit::Order(tie.nth, index))
}

/// What an event was, in a few words.
fn told(turn: Option<&Turn<'_>>) -> Message {
    let place = |event: &Event| {
        event
            .at
            .as_ref()
            .map_or_else(Message::default, |at| Message::new(format!("（第 {} 行）", at.line), format!(" (line {})", at.line)))
    };
    let Some(event) = turn.and_then(|turn| turn.first) else {
        // Nothing was recorded: what a call plans to happen behind the scenes, most often its request at the server.
        let call = turn.and_then(|turn| Some((turn.call?, turn.io)));
        let Some((call, io)) = call else { return Message::new("另一件事", "something else") };
        let (api, at) = (brief::api_name(call.api().unwrap_or_default()), place(call));
        return match io {
            true => Message::new(format!("{api} 到达服务器{}", at.zh), format!("{api} at the server{}", at.en)),
            false => Message::new(format!("{api} 的下一步{}", at.zh), format!("the next step of {api}{}", at.en)),
        };
    };
    let at = place(event);
    match &event.body {
        Body::Settle { api, .. } => {
            let api = brief::api_name(api);
            Message::new(format!("{api} 的结果{}", at.zh), format!("the answer of {api}{}", at.en))
        }
        Body::Response { .. } => Message::new(format!("回答{}", at.zh), format!("the reply{}", at.en)),
        Body::Invoke { what } => {
            let what = brief::brief_text(what);
            Message::new(format!("{what}{}", at.zh), format!("{what}{}", at.en))
        }
        Body::Ui { widget, .. } => Message::new(format!("{widget} 的变化{}", at.zh), format!("the {widget}{}", at.en)),
        body => Message::new(format!("{}{}", body.kind(), at.zh), format!("the {}{}", body.kind(), at.en)),
    }
}
