//! Where a run begins: the start page of a project, from the scenario's `page` or `device.path`, or the project's own.

use super::{HostError, Plan};
use crate::lang::Message;
use crate::scenario::{Scenario, most_similar};

/// Puts the start page and its query into the scenario's `device`.
pub(super) fn settle(plan: &Plan, scenario: &mut Scenario) -> Result<(), HostError> {
    if let Some(page) = scenario.page.clone() {
        let (path, query) = page.split_once('?').unwrap_or((&page, ""));
        scenario.device.path = Some(path.trim_matches('/').to_owned());
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            scenario.device.query.entry(name.to_owned()).or_insert_with(|| value.to_owned());
        }
    }
    let Some(project) = plan.sources.iter().find_map(|source| source.project.as_ref()) else { return Ok(()) };
    let path = scenario.device.path.get_or_insert_with(|| project.entry.clone());
    if project.pages.contains(path) {
        return Ok(());
    }
    let near = most_similar(path, &project.pages, 3);
    let near = if near.is_empty() { &project.pages } else { &near };
    let en = format!("app.json has no page {path}; it has {}", near.join(", "));
    Err(HostError::Config(Message::new(format!("app.json 里没有页面 {path}；有 {}", near.join("、")), en)))
}
