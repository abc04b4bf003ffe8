//! What a run starts from: the rules of its day, its virtual time 0, and the trace's header.

use super::{HostError, Plan};
use crate::clock::iso;
use crate::engine::ENGINE;
use crate::lang::Message;
use crate::scenario::instant;
use crate::source::Source;
use crate::trace::number::decimal;
use crate::trace::{Header, SCHEMA, SourceInfo};
use crate::world::epoch::Rules;

/// The day, the rules and the instant at which a run starts.
#[derive(Debug, Clone)]
pub(super) struct Setting {
    pub(super) rules: Rules,
    /// Milliseconds since 1970.
    pub(super) start: i64,
}

pub(super) fn setting(plan: &Plan) -> Result<Setting, HostError> {
    let scenario = &plan.scenario;
    super::own_rules::check(&scenario.rules)?;
    let article = plan.sources.iter().find_map(|source| source.front_matter_date.as_deref().map(|date| (source, date)));
    let epoch = scenario.epoch.as_deref().or(match scenario.base_library {
        Some(_) => None,
        None => article.map(|(_, date)| date),
    });
    let rules = Rules::resolve(epoch, scenario.base_library.as_deref(), scenario.client.unwrap_or_default())
        .map_err(|error| HostError::Config(Message::new(format!("epoch 或 base_library 无效:{error}"), error.to_string())))?;
    let day = rules.date.to_string();
    let start = match &scenario.start {
        Some(text) => instant(text).ok_or_else(|| {
            let en = format!("start = \"{text}\" is not an instant; write one such as 2020-10-06T10:56:00+08:00");
            let zh = format!("start = \"{text}\" 不是一个时刻,请写成 2020-10-06T10:56:00+08:00 这样的形式");
            HostError::Config(Message::new(zh, en))
        })?,
        None => {
            let time = article.filter(|(_, date)| *date == day).and_then(|(source, _)| source.front_matter_time.as_deref());
            instant(&[&day, "T", time.unwrap_or("10:00")].concat()).unwrap_or_default()
        }
    };
    Ok(Setting { rules, start })
}

pub(super) fn header(plan: &Plan, setting: &Setting, bridges: Vec<String>) -> Header {
    let scenario = &plan.scenario;
    Header {
        schema: SCHEMA.to_owned(),
        tool: concat!("wxhost ", env!("CARGO_PKG_VERSION")).to_owned(),
        engine: ENGINE.to_owned(),
        sources: plan.sources.iter().map(source_info).collect(),
        composition: composition(&plan.sources),
        scenario: (!scenario.name.is_empty()).then(|| scenario.name.clone()),
        call: calls(plan).to_vec(),
        epoch: setting.rules.date.to_string(),
        base_library: setting.rules.base_library.to_string(),
        client: setting.rules.client.name().to_owned(),
        start: iso(setting.start),
        seed: scenario.seed.unwrap_or(1),
        bridges,
        rules: scenario.rules.clone(),
    }
}

/// The expressions to evaluate: those of the command line, else the scenario's.
pub(super) fn calls(plan: &Plan) -> &[String] {
    if plan.ad_hoc_calls.is_empty() { plan.scenario.call.as_deref().unwrap_or_default() } else { &plan.ad_hoc_calls }
}

fn source_info(source: &Source) -> SourceInfo {
    let blocks = source.scripts.iter().filter_map(|script| script.block).collect();
    SourceInfo { file: source.name.clone(), blocks, sha256: source.sha256.clone() }
}

fn composition(sources: &[Source]) -> String {
    let part = |source: &Source| {
        let blocks = source.scripts.iter().filter_map(|script| script.block);
        let blocks: Vec<String> = blocks.map(|block| decimal(block as u64)).collect();
        match blocks.as_slice() {
            [] => source.name.clone(),
            [block] => ["block ", block, " of ", &source.name].concat(),
            blocks => ["blocks ", &blocks.join(", "), " of ", &source.name].concat(),
        }
    };
    let mut all = sources.iter().map(part).collect::<Vec<_>>().join(", ");
    let scripts: usize = sources.iter().map(|source| source.scripts.len()).sum();
    if scripts > 1 {
        all.push_str(", one after another in one global scope");
    }
    all
}
