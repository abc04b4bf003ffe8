//! A scenario as text again: a `[[scenario]]` that says only what an ordinary one does not.

use toml::{Table, Value};

use super::Scenario;

/// The scenario as a `[[scenario]]` table, without what the ordinary scenario says too.
///
/// # Errors
///
/// The scenario holds a value that TOML cannot say, such as a null: the reason.
pub fn to_toml(scenario: &Scenario) -> Result<String, String> {
    let failed = |error: toml::ser::Error| error.to_string();
    let value = Value::try_from(scenario).map_err(failed)?;
    let ordinary = Value::try_from(Scenario::default()).map_err(failed)?;
    let table = without(value, Some(&ordinary)).and_then(|value| value.as_table().cloned()).unwrap_or_default();
    let mut file = Table::new();
    file.insert("scenario".to_owned(), Value::Array(vec![Value::Table(table)]));
    toml::to_string(&file).map_err(failed)
}

/// The value without what the ordinary scenario says too, and without empty tables.
fn without(value: Value, ordinary: Option<&Value>) -> Option<Value> {
    if ordinary == Some(&value) {
        return None;
    }
    match (value, ordinary) {
        (Value::Table(table), Some(Value::Table(ordinary))) => {
            let kept = table.into_iter().filter_map(|(key, value)| Some((key.clone(), without(value, ordinary.get(&key))?)));
            let kept: Table = kept.collect();
            (!kept.is_empty()).then_some(Value::Table(kept))
        }
        (value, _) => Some(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_is_written() {
        let mut scenario = Scenario { name: "n".to_owned(), ..Scenario::default() };
        scenario.latency.network = Some(crate::clock::Millis(70));
        let text = to_toml(&scenario).expect("TOML");
        assert!(text.starts_with("[[scenario]]\nname = \"n\"\n") && text.contains("[scenario.latency]\nnetwork = "), "{text}");
        assert_eq!(text.lines().filter(|line| !line.is_empty()).count(), 4, "{text}");
    }
}
