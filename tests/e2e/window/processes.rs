//! The app's process and those that its webview starts.

use std::fs;

use anyhow::Context as _;
use rustix::process::Pid;

use super::Window;

impl Window {
    /// The app's process, which comes first, and all that it started.
    pub(crate) fn processes(&self) -> anyhow::Result<Vec<Pid>> {
        let mut tree = vec![self.pid()?];
        let mut next = 0;
        while let Some(process) = tree.get(next).map(|process| process.as_raw_nonzero()) {
            next += 1;
            for thread in fs::read_dir(format!("/proc/{process}/task"))? {
                let children =
                    fs::read_to_string(thread?.path().join("children")).unwrap_or_default();
                let children = children.split_whitespace();
                tree.extend(children.filter_map(|child| Pid::from_raw(child.parse().ok()?)));
            }
        }
        Ok(tree)
    }

    /// The process in which WebKit draws the page.
    pub(crate) fn page_process(&self) -> anyhow::Result<Pid> {
        let draws = |process: &Pid| {
            let comm = format!("/proc/{}/comm", process.as_raw_nonzero());
            // The kernel keeps fifteen bytes of a name.
            fs::read_to_string(comm).is_ok_and(|name| name.starts_with("WebKitWebProces"))
        };
        let found = self.processes()?.into_iter().find(draws);
        found.context("no process draws the page")
    }
}
