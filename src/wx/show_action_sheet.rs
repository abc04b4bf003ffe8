//! `wx.showActionSheet`: a list of one to six choices, answered by the scenario's `user.sheet`.
//!
//! Facts §5.5: the result is `tapIndex`; dismissing it is `fail cancel`; more than six items fail inside the call. With no answer
//! left, the sheet stays open.

use std::rc::Rc;

use boa_engine::{Context, JsResult};
use serde_json::{Map, Value, json};

use super::api::{Api, Default, Kind, Param, Run};
use super::call::{Call, Fail, Payload, Reply, type_name};
use super::dialog::{self, Reaction};
use super::state::record_changes;
use crate::engine::Host;
use crate::lang::Text;
use crate::scenario::SheetAnswer;
use crate::trace::Lane;

pub(super) const API: Api = Api {
    params: &[
        Param::required("itemList", Kind::Array),
        Param::new("itemColor", Kind::String).checked().or(Default::Text("#000000")),
        Param::new("alertText", Kind::String).since("2.14.0"),
    ],
    failures: &["cancel"],
    ..Api::new(
        "showActionSheet",
        Text { zh: "显示操作菜单", en: "Shows a list of choices and tells which was tapped" },
        "ui/interaction/wx.showActionSheet.html",
        Run::Async(run),
    )
};

fn run(call: &mut Call<'_>) -> JsResult<Reply> {
    let items = match items(call)? {
        Ok(items) => items,
        Err(reason) => return Ok(Reply::AtOnce(Fail::new(format!("parameter error: {reason}")).errno(1001))),
    };
    let mut detail = Map::new();
    detail.insert("itemList".into(), json!(items));
    if let Some(text) = call.text("alertText").filter(|_| call.wx.at_least("2.14.0")) {
        detail.insert("alertText".into(), text.into());
    }
    let (token, change) = call.wx.screen.borrow_mut().open("action-sheet", Value::Object(detail), call.now());
    let shown = record_changes(&call.host, Lane::Wx, Some(call.seq), call.at.as_ref(), vec![change]);
    if let Some(event) = shown {
        call.wx.screen.borrow_mut().shown_by(token, event);
    }
    let answer = call.wx.user.borrow_mut().next_sheet();
    let (settler, wx, at) = (call.settler(), Rc::clone(&call.wx), call.at.clone());
    let answered = move |host: &Rc<Host>, context: &mut Context, tapped: Option<usize>| {
        // An index that is not there can only be a tap beside the sheet.
        let tapped = tapped.filter(|index| *index < items.len());
        let told = match tapped {
            Some(index) => json!({ "tapIndex": index, "text": items[index] }),
            None => json!({ "button": "cancel" }),
        };
        let change = wx.screen.borrow_mut().answer(token, told);
        let answer = record_changes(host, Lane::User, shown, at.as_ref(), change.into_iter().collect());
        let result = match tapped {
            Some(index) => {
                wx.tap_now(host);
                Ok(Payload::Data(Map::from_iter([("tapIndex".to_owned(), Value::from(index))])))
            }
            None => Err(Fail::new("cancel").errno(1)),
        };
        settler.settle(host, context, answer, result);
    };
    let tapped = match answer {
        Some(SheetAnswer::Tap(index)) => usize::try_from(index).ok(),
        Some(SheetAnswer::Cancel(_)) => None,
        None => {
            dialog::wait(&call.host, "action-sheet", move |host, context, reaction| match reaction {
                Reaction::Tap(index) => answered(host, context, Some(index)),
                Reaction::Confirm(_) | Reaction::Cancel => answered(host, context, None),
            });
            return Ok(Reply::Planned);
        }
    };
    call.host.after(call.wx.latency.think, move |host, context| answered(host, context, tapped));
    Ok(Reply::Planned)
}

/// The items' texts, or what the base library says against them.
fn items(call: &mut Call<'_>) -> JsResult<Result<Vec<String>, String>> {
    let Some(list) = call.option("itemList")?.as_object() else { return Ok(Ok(Vec::new())) };
    let length = list.get(boa_engine::js_string!("length"), call.context)?.to_length(call.context)?;
    if length == 0 {
        return Ok(Err("parameter.itemList should have at least 1 item;".to_owned()));
    }
    if length > 6 {
        return Ok(Err("itemList should not be large than 6".to_owned()));
    }
    let (mut items, mut wrong) = (Vec::new(), String::new());
    for index in 0..length {
        let item = list.get(index, call.context)?;
        match item.as_string() {
            Some(text) => items.push(text.to_std_string_lossy()),
            None => {
                let actual = type_name(&item, call.context);
                wrong.push_str(&format!("parameter.itemList[{index}] should be String instead of {actual};"));
            }
        }
    }
    Ok(if wrong.is_empty() { Ok(items) } else { Err(wrong) })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check, check_all, check_in};

    const SHOW: &str =
        "wx.showActionSheet({ itemList: ['A', 'B'], success: (r) => console.log(r), fail: (e) => console.log(e.errMsg) })";

    #[test]
    fn a_private_callback_is_told_of_a_user_who_cancels() {
        let js = "const log = (name) => () => console.log(name);
            wx.showActionSheet({ itemList: ['a'], success: log('success'), fail: log('fail'), cancel: log('cancel'), complete: log('complete') })";
        check_in("user.sheet = ['cancel']", js, "fail\ncancel\ncomplete");
        check_in("user.sheet = [0]", js, "success\ncomplete");
    }

    #[test]
    fn the_user_taps_dismisses_or_leaves_it_open() {
        check_all(
            "user.sheet = [1]",
            SHOW,
            "[action-sheet] show {\"itemList\":[\"A\",\"B\"]}
             [action-sheet] answer {\"tapIndex\":1,\"text\":\"B\"}
             {\"errMsg\":\"showActionSheet:ok\",\"tapIndex\":1}",
        );
        check_in("user.sheet = ['cancel']", SHOW, "showActionSheet:fail cancel");
        check_in("user.sheet = [2]", SHOW, "showActionSheet:fail cancel");
        check_in("", SHOW, "");
    }

    #[test]
    fn one_to_six_strings() {
        let bad = |list: &str, text: &str| {
            let text = format!("showActionSheet:fail parameter error: {text}");
            check(
                &format!("wx.showActionSheet({{ itemList: {list} }}).catch((e) => console.log(e.errMsg))"),
                &format!("{text}\n{text}"),
            );
        };
        bad("[]", "parameter.itemList should have at least 1 item;");
        bad(
            "[1, 'b', null]",
            "parameter.itemList[0] should be String instead of Number;parameter.itemList[2] should be String instead of Null;",
        );
        bad("['1', '2', '3', '4', '5', '6', '7']", "itemList should not be large than 6");
        bad("'a'", "parameter.itemList should be Array instead of String;");
        bad("undefined", "parameter.itemList should be Array instead of Undefined;");
    }
}
