//! A path as a scenario file, which `wxhost run` takes like any other.

use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use super::path::{Trail, words};
use crate::lang::Message;
use crate::scenario::{About, Routes, Scenario, effective_routes, to_toml};
use crate::world::choice::Alternative;

/// The distinct paths of an exploration; each becomes a scenario when it is asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Distinct {
    /// The ordinary day, for each entry.
    pub(super) days: Vec<Scenario>,
    /// Each path, and what it chose.
    pub(super) paths: Vec<(Trail, Vec<Arc<Alternative>>)>,
}

impl Distinct {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.paths.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.paths.is_empty()
    }

    /// Each as a scenario, in the order of their numbers.
    pub fn iter(&self) -> impl Iterator<Item = Saved> {
        self.paths.iter().map(|path| self.saved(path))
    }

    /// The path of this number.
    pub fn path(&self, number: usize) -> Option<Saved> {
        self.paths.iter().find(|(trail, _)| trail.number == number).map(|path| self.saved(path))
    }

    fn saved(&self, (trail, chosen): &(Trail, Vec<Arc<Alternative>>)) -> Saved {
        Saved { scenario: trail.scenario(&self.days[trail.entry]), number: trail.number, choices: words(chosen) }
    }
}

/// A distinct path, as a scenario.
#[derive(Debug, Clone, PartialEq)]
pub struct Saved {
    /// The ordinary day with the path's choices.
    pub scenario: Scenario,
    /// The path's number.
    pub number: usize,
    /// Its choices in words.
    pub choices: Vec<Message>,
}

/// Why a path cannot be written as a scenario file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SaveError {
    /// A value that TOML cannot say.
    #[error("the scenario cannot be written as TOML: {0}")]
    Toml(String),
    /// The place of the source cannot be found out.
    #[error("the source's place relative to the folder is not known")]
    NoPlace,
}

impl Saved {
    /// The file's name.
    pub fn file_name(&self) -> String {
        format!("path-{:04}.scenario.toml", self.number)
    }

    /// The file's text. `source` is what to run, relative to the file's folder; `routes` are those of the original file;
    /// `folder` is where the file will stand, for what the scenario itself names.
    ///
    /// # Errors
    ///
    /// The scenario holds a value that TOML cannot say, such as a null.
    pub fn text(&self, source: &str, routes: &Routes, folder: Option<&Path>) -> Result<String, SaveError> {
        let mut scenario = self.scenario.clone();
        if let (Some(replay), Some(folder)) = (&mut scenario.replay, folder) {
            *replay = relative(Path::new(&*replay), folder)?.to_string_lossy().replace('\\', "/");
        }
        scenario.source = Some(source.to_owned());
        scenario.routes = effective_routes(routes, &scenario.routes).into_iter().map(|(url, to)| (url, to.into())).collect();
        scenario.about = Some(About::Both(match self.choices.as_slice() {
            [] => Message::new("平常的一天", "The ordinary day"),
            choices => {
                let join = |pick: fn(&Message) -> &str, between: &str| choices.iter().map(pick).collect::<Vec<_>>().join(between);
                Message::new(join(|words| &words.zh, "；"), join(|words| &words.en, "; "))
            }
        }));
        let text = to_toml(&scenario).map_err(SaveError::Toml)?;
        Ok(format!("# Found by wxhost explore. 由 wxhost explore 找到。\n\n{text}"))
    }
}

/// How a path to a file reads from a folder; both must exist.
///
/// # Errors
///
/// One of them is not there.
pub fn relative(file: &Path, folder: &Path) -> Result<PathBuf, SaveError> {
    let whole = |path: &Path| path.canonicalize().map_err(|_| SaveError::NoPlace);
    let (file, folder) = (whole(file)?, whole(folder)?);
    let shared = file.components().zip(folder.components()).take_while(|(a, b)| a == b).count();
    if shared == 0 {
        return Ok(file);
    }
    let up = folder.components().skip(shared).map(|_| Component::ParentDir);
    Ok(up.chain(file.components().skip(shared)).collect())
}
