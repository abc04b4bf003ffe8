//! `uncaught-exception`: the script or a `call` expression ended with an exception.

use super::{Found, Rule, error_words};
use crate::lang::{Message, Text, told};
use crate::trace::Lack;
use crate::trace::event::{Body, ErrorKind};
use crate::trace::story::Story;

pub(super) const RULE: Rule = Rule {
    name: "uncaught-exception",
    title: Text { zh: "异常没有被捕获，脚本中断", en: "an exception stopped the script" },
    check,
};

fn check(story: &Story<'_>) -> Vec<Found> {
    let thrown = story.errors().filter_map(|event| match &event.body {
        Body::Error { what: ErrorKind::UncaughtException, name, message, .. } => {
            Some((event, name, message, error_words(name, message)))
        }
        _ => None,
    });
    thrown
        .map(|(event, name, message, error)| {
            if name == "TemplateError" {
                let told = Lack::told_by(message).map_or_else(|| error.clone(), |lack| lack.message());
                let zh = told!("模板有误（{}），页面显示的不是作者写的那样", told.zh);
                let en = told!("the template is wrong ({}); the page does not show what was meant", told.en);
                return Found::new(event.at.as_ref(), [event.seq], Message::new(zh, en));
            }
            let message = Message::new(
                told!("抛出 {}，没有代码捕获它，脚本到此中断", error.zh),
                told!("threw {}; nothing caught it, and the script stopped here", error.en),
            );
            Found::new(event.at.as_ref(), [event.seq], message)
        })
        .collect()
}
