//! `cargo xtask bench seal`: the vault beside the bare cipher, `ring`, plain SQLite and SQLCipher.

use std::collections::BTreeMap;
use std::process::Command;

use anyhow::{Context as _, ensure};

use crate::{process, repo};

/// In turn, so that what else the machine does meets everyone.
const ROUNDS: usize = 5;
const OURS: &str = "vault";

/// Builds both programs as they are shipped, runs them in turn and prints the ratios.
pub(crate) fn seal() -> anyhow::Result<()> {
    let mut figures = Figures::default();
    for round in 1..=ROUNDS {
        println!("round {round} of {ROUNDS}");
        for mut program in [ours(), sqlcipher()] {
            figures.take(&process::output(&mut program)?)?;
        }
    }
    figures.print();
    Ok(())
}

fn ours() -> Command {
    let mut cargo = process::cargo();
    cargo.args([
        "bench",
        "--quiet",
        "--locked",
        "--package",
        "sst-vault",
        "--bench",
        "seal",
    ]);
    cargo
}

/// A workspace of its own, which the first time builds SQLCipher and OpenSSL.
fn sqlcipher() -> Command {
    let mut cargo = process::cargo();
    cargo.args(["run", "--quiet", "--release", "--locked", "--manifest-path"]);
    cargo.arg(repo::root().join("bench/sqlcipher/Cargo.toml"));
    cargo
        .arg("--target-dir")
        .arg(repo::target().join("sqlcipher"));
    cargo
}

/// Picoseconds by what was measured, in the order in which that was first said, and by whom.
#[derive(Default)]
struct Figures {
    order: Vec<String>,
    times: BTreeMap<(String, String), Vec<u128>>,
}

impl Figures {
    fn take(&mut self, output: &str) -> anyhow::Result<()> {
        let lines = output
            .lines()
            .filter_map(|line| line.strip_prefix("figure\t"));
        let mut found = 0;
        for line in lines {
            let fields: Vec<&str> = line.split('\t').collect();
            let &[what, who, time] = fields.as_slice() else {
                anyhow::bail!("not a figure: {line}");
            };
            if !self.order.iter().any(|known| known == what) {
                self.order.push(what.to_owned());
            }
            let time = time
                .parse()
                .with_context(|| format!("not a figure: {line}"))?;
            let key = (what.to_owned(), who.to_owned());
            self.times.entry(key).or_default().push(time);
            found += 1;
        }
        ensure!(found > 0, "no figure came");
        Ok(())
    }

    fn print(&self) {
        println!(
            "\n| measure | {OURS} | beside | | {OURS} takes |\n| --- | ---: | --- | ---: | ---: |"
        );
        for what in &self.order {
            let Some(ours) = self.median(what, OURS) else {
                continue;
            };
            for (measured, who) in self.times.keys() {
                let Some(theirs) = self
                    .median(what, who)
                    .filter(|_| measured == what && who != OURS)
                else {
                    continue;
                };
                let ratio = ours / theirs;
                println!(
                    "| {what} | {} | {who} | {} | {ratio:.2} × |",
                    shown(ours),
                    shown(theirs)
                );
            }
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "three digits are shown")]
    fn median(&self, what: &str, who: &str) -> Option<f64> {
        let mut times = self.times.get(&(what.to_owned(), who.to_owned()))?.clone();
        times.sort_unstable();
        times.get(times.len() / 2).map(|time| *time as f64)
    }
}

fn shown(picoseconds: f64) -> String {
    match picoseconds / 1e6 {
        micro if micro < 1000.0 => format!("{micro:.2} µs"),
        micro => format!("{:.1} ms", micro / 1000.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians_by_measure_and_peer() {
        let mut figures = Figures::default();
        for time in ["3", "1", "2"] {
            let said = format!("noise\nfigure\tseal 1 B\tvault\t{time}\n");
            figures.take(&said).unwrap();
        }
        assert_eq!(figures.median("seal 1 B", "vault"), Some(2.0));
        assert_eq!(figures.median("seal 1 B", "ring"), None);
        assert!(figures.take("nothing").is_err());
        assert!(figures.take("figure\tseal 1 B\tvault").is_err());
    }

    #[test]
    fn times_are_shown_in_units_that_fit() {
        assert_eq!(shown(1_234_000.0), "1.23 µs");
        assert_eq!(shown(33_770_000_000.0), "33.8 ms");
    }
}
