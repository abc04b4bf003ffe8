//! `--report-html`: a page for each scenario, beside the index that leads to them.

use std::path::{Path, PathBuf};

use super::find::Item;
use crate::cli::failure::Failure;
use crate::cli::output::write_file;
use crate::cli::render::PageNames;
use crate::cli::select;
use crate::cli::texts::texts;
use crate::lang::Lang;
use crate::report::html;
use crate::scenario::load;
use crate::source::Problem;
use crate::trace::Trace;
use crate::trace::coverage::Coverage;

/// The folder that the pages go to.
#[derive(Debug)]
pub(super) struct Pages {
    folder: PathBuf,
    names: PageNames,
    lang: Lang,
}

impl Pages {
    /// Pages in `folder`, if a report is asked for.
    pub fn new(folder: Option<&PathBuf>, lang: Lang) -> Result<Option<Self>, Failure> {
        let Some(folder) = folder else { return Ok(None) };
        std::fs::create_dir_all(folder).map_err(|error| {
            let name = folder.display();
            let problem = Problem::new(format!("无法建立 {name}：{error}"), format!("could not create {name}: {error}"));
            Failure::new(crate::cli::Exit::Usage, problem)
        })?;
        Ok(Some(Self { folder: folder.clone(), names: PageNames::default(), lang }))
    }

    /// Writes the page of one scenario; gives its name.
    pub fn write(&mut self, item: &Item, trace: &Trace, coverage: Option<&Coverage>) -> Result<String, Failure> {
        let (sources, _) = select::open(&load(Path::new(&*item.path))?, item.index)?;
        let name = self.names.of(&item.name);
        write_file(&self.folder.join(&name), &html::render(trace, &texts(&sources, coverage), self.lang))?;
        Ok(name)
    }
}
