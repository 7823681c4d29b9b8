//! Log out, close, and look for what is left.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, ensure};

use super::Journey;
use crate::canary::search;
use crate::trace::Trace;

impl Journey {
    pub(super) async fn leave(&mut self) -> anyhow::Result<()> {
        self.window.click("nav-mine").await?;
        self.window.click("logout").await?;
        self.window.find("logout-confirm").await?;
        self.picture("logging-out").await?;
        self.window.click("logout-confirm").await?;
        self.window.find("nav-login").await?;
        self.picture("logged-out").await
    }

    /// Closes the window, so that the webview writes what it still has to write, and looks.
    pub(super) async fn nothing_readable_is_left(&mut self) -> anyhow::Result<()> {
        self.window.close().await?;
        self.nothing_is_readable().context("after leaving")
    }

    /// Every file that the process tree created or changed, and everything in the person's folders,
    /// holds no value that was given, sent or received, in whatever shape. A planted one is found.
    pub(super) fn nothing_is_readable(&mut self) -> anyhow::Result<()> {
        let tokens = self.platform.tokens();
        ensure!(
            tokens.len() >= 4,
            "only {} tokens were seen on the wire",
            tokens.len()
        );
        for token in &tokens {
            self.never_readable("a token", token);
        }
        let places = self.places()?;
        let hits = search(&places, &self.canaries)?;
        ensure!(hits.is_empty(), "readable on disk: {hits:#?}");
        let planted = self.session.place().person().join("home/.cache/planted");
        for canary in &self.canaries {
            canary.plant(&planted)?;
            let found = search(&places, std::slice::from_ref(canary))?;
            ensure!(
                found.iter().any(|hit| hit.path == planted),
                "the search is blind: {}",
                canary.name()
            );
        }
        fs::remove_file(&planted)?;
        Ok(())
    }

    fn places(&self) -> anyhow::Result<Vec<PathBuf>> {
        let person = self.session.place().person();
        let mut written = BTreeSet::new();
        for recording in &self.recordings {
            written.extend(Trace::read(recording)?.written());
        }
        let kernel = |path: &Path| {
            path.starts_with("/proc") || path.starts_with("/dev") || path.starts_with("/sys")
        };
        let outside = written
            .into_iter()
            .filter(|path| !path.starts_with(&person) && !kernel(path));
        // What is gone holds nothing; a folder is not searched for one file in it.
        let still_there =
            outside.filter(|path| fs::metadata(path).is_ok_and(|metadata| metadata.is_file()));
        Ok(still_there.chain([person.clone()]).collect())
    }
}
