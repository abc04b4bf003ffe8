//! `wx.cloud.database()`: queries are built as the program builds them; the scenario answers them.
//!
//! Official pages: cloud database, client SDK. An answer names collection and operation (`api = "cloud.database"`,
//! `name = "todos.get"`, or `"todos/some-id.get"` for one document) and holds `success = { data = [ … ] }` or `fail`; the last repeats.
//! Nothing is kept between an `add` and a `get`. An operation that nobody answers fails as on a collection that does not exist.

use std::cell::RefCell;

use boa_engine::object::{FunctionObjectBuilder, ObjectInitializer};
use boa_engine::property::Attribute;
use boa_engine::{Context, JsArgs, JsNativeError, JsObject, JsResult, JsString, JsValue, NativeFunction, js_string};
use serde_json::{Map, Value, json};

use super::{NOT_READY, Ready, answered, unanswered, unsendable};
use crate::engine::{Host, json as js_json, value};
use crate::lang::Text;
use crate::trace::{Body, Lane};
use crate::wx::api::{Api, Kind, Param, Run};
use crate::wx::call::{self, Call, Fail, Reply};
use crate::wx::state::kept;

const PAGE: &str = "../wxcloud/reference-sdk-api/database/Database.html";

pub(super) const API: Api = Api {
    since: "2.2.3",
    promise: None,
    missing: Text {
        zh: "数据本身：每个操作由场景用 [[scenario.answer]] api = \"cloud.database\" 作答；aggregate、watch、runTransaction",
        en: "the data: the scenario answers each operation with [[scenario.answer]] api = \"cloud.database\"; aggregate, watch, runTransaction",
    },
    ..Api::new("cloud.database", Text { zh: "获取数据库实例", en: "Gives the database" }, PAGE, Run::Sync(database))
};

const fn operation(name: &'static str, owner: &'static str, params: &'static [Param], zh: &'static str, en: &'static str) -> Api {
    let since = "2.2.3";
    Api {
        owner,
        since,
        promise: Some(since),
        params,
        failures: &[MISSING],
        ..Api::new(name, Text { zh, en }, PAGE, Run::Async(operate))
    }
}

const fn refused(name: &'static str, owner: &'static str) -> Api {
    let summary = Text { zh: "wxhost 认识但未模拟的 API", en: "Known by name; wxhost does not model it" };
    Api { owner, since: "2.2.3", promise: None, ..Api::new(name, summary, PAGE, Run::Refused) }
}

const DATA: &[Param] = &[Param::required("data", Kind::Object)];

/// What can be done with a collection or a query, and what with one document. The name says what `errMsg` begins with.
pub(in super::super) const OPERATIONS: [Api; 14] = [
    operation("collection.add", "Collection.add", DATA, "新增记录", "Adds a record"),
    operation("collection.count", "Collection.count", &[], "统计记录数", "Counts records"),
    operation("collection.get", "Collection.get", &[], "获取多条记录", "Gets records"),
    operation("collection.remove", "Collection.remove", &[], "删除多条记录", "Removes records"),
    operation("collection.update", "Collection.update", DATA, "更新多条记录", "Changes records"),
    refused("collection.aggregate", "Collection.aggregate"),
    refused("collection.watch", "Collection.watch"),
    operation("document.get", "Document.get", &[], "获取一条记录", "Gets a record"),
    operation("document.remove", "Document.remove", &[], "删除一条记录", "Removes a record"),
    operation("document.set", "Document.set", DATA, "替换一条记录", "Replaces a record"),
    operation("document.update", "Document.update", DATA, "更新一条记录", "Changes a record"),
    refused("document.watch", "Document.watch"),
    refused("database.runTransaction", "Database.runTransaction"),
    refused("database.startTransaction", "Database.startTransaction"),
];

/// A failure in words that developers have posted (recollection).
const MISSING: &str = "errCode: -502005 database collection not exists";

/// How a query is narrowed: the method, and how many arguments it keeps.
const STEPS: [(&str, usize); 5] = [("where", 1), ("orderBy", 2), ("limit", 1), ("skip", 1), ("field", 1)];

/// Operators of `db.command`.
const COMMANDS: [&str; 35] = [
    "eq",
    "neq",
    "gt",
    "gte",
    "lt",
    "lte",
    "in",
    "nin",
    "geoNear",
    "geoWithin",
    "geoIntersects",
    "and",
    "or",
    "nor",
    "not",
    "exists",
    "mod",
    "all",
    "elemMatch",
    "size",
    "set",
    "remove",
    "inc",
    "mul",
    "min",
    "max",
    "rename",
    "bit",
    "push",
    "pop",
    "shift",
    "unshift",
    "addToSet",
    "pull",
    "pullAll",
];

/// What has been asked so far: `{ collection, doc?, where?, orderBy?, limit?, skip?, field? }`.
type Query = Map<String, Value>;

/// The queries of a run, by number.
#[derive(Default)]
struct Queries(RefCell<Vec<Query>>);

fn database(call: &mut Call<'_>) -> JsResult<JsValue> {
    if call.host.get::<Ready>().is_none() {
        return Err(JsNativeError::error().with_message(NOT_READY.trim_start_matches("Error: ")).into());
    }
    let command = commands(call.context)?;
    let geo = geo(call.context);
    let context = &mut *call.context;
    let regexp = NativeFunction::from_copy_closure(|_, args, context| {
        let given = value::data(args.get_or_undefined(0), context);
        js_json::from_data(&json!({ "$regex": given.get("regexp"), "$options": given.get("options") }), context)
    });
    let regexp =
        FunctionObjectBuilder::new(context.realm(), regexp).name(js_string!("RegExp")).length(1).constructor(true).build();
    let mut database = ObjectInitializer::new(context);
    database.property(js_string!("command"), command, Attribute::all());
    database.property(js_string!("Geo"), geo, Attribute::all());
    database.property(js_string!("RegExp"), regexp, Attribute::all());
    let server_date = NativeFunction::from_copy_closure(|_, args, context| {
        let given = value::data(args.get_or_undefined(0), context);
        let offset = given.get("offset").cloned().unwrap_or_else(|| 0.into());
        js_json::from_data(&json!({ "$date": { "offset": offset } }), context)
    });
    database.function(server_date, js_string!("serverDate"), 1);
    let collection = NativeFunction::from_copy_closure(|_, args, context| {
        let name = args.get_or_undefined(0).to_string(context)?.to_std_string_lossy();
        Ok(object(Query::from_iter([("collection".to_owned(), name.into())]), context))
    });
    database.function(collection, js_string!("collection"), 1);
    operations(&mut database, "database", None);
    Ok(database.build().into())
}

/// A query, a collection or a document: the steps give new ones, the operations ask.
fn object(query: Query, context: &mut Context) -> JsValue {
    let is_document = query.contains_key("doc");
    let queries = kept::<Queries>(&Host::of(context));
    queries.0.borrow_mut().push(query);
    let id = queries.0.borrow().len() - 1;
    let mut object = ObjectInitializer::new(context);
    for (name, keeps) in STEPS.into_iter().chain([("doc", 1)]).filter(|(name, _)| !is_document || *name == "field") {
        let step = NativeFunction::from_copy_closure(move |_, args, context| {
            let mut args: Vec<Value> = args.iter().take(keeps).map(|arg| value::data(arg, context)).collect();
            let mut query = kept::<Queries>(&Host::of(context)).0.borrow().get(id).cloned().unwrap_or_default();
            match (name, query.get_mut(name)) {
                // Orders add up, anything else is said anew.
                ("orderBy", Some(Value::Array(orders))) => orders.push(args.into()),
                ("orderBy", _) => drop(query.insert(name.to_owned(), json!([args]))),
                _ => drop(query.insert(name.to_owned(), if args.is_empty() { Value::Null } else { args.swap_remove(0) })),
            }
            Ok(self::object(query, context))
        });
        object.function(step, JsString::from(name), keeps);
    }
    operations(&mut object, if is_document { "document" } else { "collection" }, Some(id));
    object.build().into()
}

fn operations(object: &mut ObjectInitializer<'_>, kind: &str, subject: Option<usize>) {
    for api in &OPERATIONS {
        let Some((owner, name)) = api.name.split_once('.') else { continue };
        if owner == kind {
            let ask = NativeFunction::from_copy_closure(move |_, args, context| call::invoke_on(api, subject, args, context));
            object.function(ask, JsString::from(name), 1);
        }
    }
}

fn operate(call: &mut Call<'_>) -> JsResult<Reply> {
    let query = call.subject.and_then(|id| kept::<Queries>(&call.host).0.borrow().get(id).cloned()).unwrap_or_default();
    let operation = call.api.name.rsplit('.').next().unwrap_or_default();
    if let Some(fail) = unsendable(call, "data")? {
        return Ok(fail);
    }
    let text = |name: &str| query.get(name).map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned));
    let collection = text("collection").unwrap_or_default();
    let name = format!("{collection}.{operation}");
    let of_document = text("doc").map(|doc| format!("{collection}/{doc}.{operation}"));
    let mut detail = query;
    detail.insert("operation".to_owned(), operation.into());
    call.record(Lane::Wx, Body::State { what: "cloud-database".to_owned(), detail: detail.into() });
    let known = of_document.filter(|name| call.wx.answers.borrow().names("cloud.database", name));
    let answer = call.wx.answers.borrow_mut().of_function("cloud.database", known.as_deref().unwrap_or(&name));
    Ok(match answer {
        Some(answer) => answered(call, answer, []),
        None => {
            let message = format!(
                "the cloud database operation \"{name}\" is answered by nobody: give it [[scenario.answer]] api = \"cloud.database\", name = \"{name}\", success = {{ … }}"
            );
            unanswered(call, message, Fail::new(MISSING).code(-502_005))
        }
    })
}

/// `db.command`: operators give objects that say what they ask, and can be chained.
fn commands(context: &mut Context) -> JsResult<JsObject> {
    let object = JsObject::with_object_proto(context.intrinsics());
    operators(&object, Value::Null, context)?;
    Ok(object)
}

fn operators(object: &JsObject, before: Value, context: &mut Context) -> JsResult<()> {
    for name in COMMANDS {
        let before = before.to_string();
        let command = NativeFunction::from_copy_closure_with_captures(
            move |_, args, before: &String, context| {
                let mut args: Vec<Value> = args.iter().map(|arg| value::data(arg, context)).collect();
                let asked = if args.len() == 1 { args.swap_remove(0) } else { args.into() };
                let asked = json!({ format!("${name}"): asked });
                let asked = match before.as_str() {
                    "null" => asked,
                    before => json!({ "$and": [serde_json::from_str::<Value>(before).unwrap_or_default(), asked] }),
                };
                let made = js_json::from_data(&asked, context)?;
                if let Some(made) = made.as_object() {
                    operators(&made, asked, context)?;
                }
                Ok(made)
            },
            before,
        );
        let function = FunctionObjectBuilder::new(context.realm(), command).name(JsString::from(name)).length(1).build();
        let hidden = boa_engine::property::PropertyDescriptor::builder()
            .value(function)
            .writable(true)
            .enumerable(false)
            .configurable(true);
        object.define_property_or_throw(JsString::from(name), hidden.build(), context)?;
    }
    Ok(())
}

/// `db.Geo.Point(longitude, latitude)` and its kin.
fn geo(context: &mut Context) -> JsObject {
    let kinds = ["Point", "LineString", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon"];
    let makers = kinds.map(|kind| {
        let make = NativeFunction::from_copy_closure(move |_, args, context| {
            let args: Vec<Value> = args.iter().map(|arg| value::data(arg, context)).collect();
            let coordinates = if kind == "Point" { args.into() } else { args.into_iter().next().unwrap_or_default() };
            js_json::from_data(&json!({ "type": kind, "coordinates": coordinates }), context)
        });
        (kind, FunctionObjectBuilder::new(context.realm(), make).name(JsString::from(kind)).length(2).constructor(true).build())
    });
    let mut geo = ObjectInitializer::new(context);
    for (kind, maker) in makers {
        geo.property(JsString::from(kind), maker, Attribute::all());
    }
    geo.build()
}

#[cfg(test)]
mod tests {
    use super::super::super::testing::{check_in, everything, run, run_in};
    use crate::host::Verdict;

    const TODOS: &str = r#"
        [[scenario.answer]]
        api = "cloud.database"
        name = "todos.get"
        success = { data = [{ _id = "1", done = false }] }
        [[scenario.answer]]
        api = "cloud.database"
        name = "todos/7.get"
        success = { data = { _id = "7" } }
        [[scenario.answer]]
        api = "cloud.database"
        name = "todos.add"
        success = { _id = "8" }
        [[scenario.answer]]
        api = "cloud.database"
        name = "todos.update"
        fail = "errCode: -502003 database permission denied""#;

    #[test]
    fn the_scenario_answers_queries() {
        check_in(
            TODOS,
            "wx.cloud.init(); const db = wx.cloud.database({ env: 'x' }), todos = db.collection('todos');
            (async () => { const list = await todos.where({ done: false }).limit(2).get(); console.log(list.data.length, list.errMsg);
            console.log((await todos.doc('7').get()).data, (await todos.add({ data: { t: 1 } }))._id);
            todos.doc('7').update({ data: { done: true }, fail: e => console.log(e.errCode, e.errMsg) }) })()",
            &[
                "1 collection.get:ok",
                "{\"_id\":\"7\"} 8",
                "-502003 document.update:fail errCode: -502003 database permission denied",
            ],
        );
    }

    #[test]
    fn a_query_is_recorded_with_everything_that_was_asked() {
        let shown = everything(
            TODOS,
            "wx.cloud.init(); const db = wx.cloud.database(), _ = db.command;
            db.collection('todos').where({ age: _.gt(18).and(_.lt(60)), tag: _.in(['a']), at: db.serverDate(), name: db.RegExp({ regexp: '^a', options: 'i' }), p: db.Geo.Point(1, 2) })
              .orderBy('age', 'desc').orderBy('name', 'asc').skip(5).field({ age: true }).get({ success: r => console.log(r.errMsg) })",
        );
        let expected = r#"[cloud-database] {"collection":"todos","where":{"age":{"$and":[{"$gt":18},{"$and":{"$lt":60}}]},"tag":{"$in":["a"]},"at":{"$date":{"offset":0}},"name":{"$regex":"^a","$options":"i"},"p":{"type":"Point","coordinates":[1,2]}},"orderBy":[["age","desc"],["name","asc"]],"skip":5,"field":{"age":true},"operation":"get"}
collection.get:ok"#;
        assert_eq!(shown, expected);
    }

    #[test]
    fn what_nobody_answers_is_diagnosed_and_what_is_not_modelled_refused() {
        let ran = run("wx.cloud.init(); wx.cloud.database().collection('a').count({ fail: e => console.log(e.errCode) })");
        assert!(ran.lines[0].contains("the cloud database operation \"a.count\" is answered by nobody"), "{:?}", ran.lines);
        assert_eq!((ran.lines[1].as_str(), ran.verdict()), ("-502005", &Verdict::UnknownApi));
        let ran = run("wx.cloud.init(); wx.cloud.database().collection('a').aggregate()");
        assert!(ran.lines[0].contains("Collection.aggregate is a real API"), "{:?}", ran.lines);
        let ran = run("try { wx.cloud.database() } catch (e) { console.log(e.message) }");
        assert_eq!(ran.lines, ["Cloud API isn't enabled, please call wx.cloud.init first"]);
        let js = "wx.cloud.init(); const a = {}; a.a = a; const c = wx.cloud.database().collection('todos'); c.add({ data: a }).catch(e => console.log(e.errMsg.slice(0, 30))); c.add().catch(e => console.log(e.errMsg))";
        assert_eq!(run_in(TODOS, js).lines.len(), 3);
    }
}
