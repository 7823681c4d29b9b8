//! Stages that run one after the other, all of them, and the table at the end.

use std::time::{Duration, Instant};

use anyhow::bail;

use crate::process::Unsuccessful;

/// What ran so far.
#[derive(Default)]
pub(crate) struct Stages {
    done: Vec<Stage>,
}

struct Stage {
    name: &'static str,
    took: Duration,
    outcome: Outcome,
}

enum Outcome {
    Passed,
    Failed(anyhow::Error),
    /// Not run because this earlier stage failed.
    NotRun(&'static str),
}

impl Stages {
    /// Runs a stage; a failure is kept for the end, and the next stage runs all the same.
    pub(crate) fn run(&mut self, name: &'static str, work: impl FnOnce() -> anyhow::Result<()>) {
        println!("\n── {name}");
        let start = Instant::now();
        let outcome = match work() {
            Ok(()) => Outcome::Passed,
            Err(error) => {
                eprintln!("── {name} failed: {error:#}");
                Outcome::Failed(error)
            }
        };
        self.done.push(Stage {
            name,
            took: start.elapsed(),
            outcome,
        });
    }

    /// Runs a stage that means nothing unless the `needed` one passed; otherwise it counts as failed.
    pub(crate) fn run_after(
        &mut self,
        needed: &'static str,
        name: &'static str,
        work: impl FnOnce() -> anyhow::Result<()>,
    ) {
        if self
            .done
            .iter()
            .any(|stage| stage.name == needed && matches!(stage.outcome, Outcome::Passed))
        {
            self.run(name, work);
        } else {
            self.done.push(Stage {
                name,
                took: Duration::ZERO,
                outcome: Outcome::NotRun(needed),
            });
        }
    }

    /// Prints the table; an error unless everything ran and passed.
    pub(crate) fn finish(self) -> anyhow::Result<()> {
        println!("\n── summary");
        for Stage {
            name,
            took,
            outcome,
        } in &self.done
        {
            let seconds = took.as_secs_f64();
            match outcome {
                Outcome::Passed => println!("passed   {seconds:7.1} s  {name}"),
                Outcome::Failed(error) => println!("FAILED   {seconds:7.1} s  {name}: {error:#}"),
                Outcome::NotRun(needed) => println!("NOT RUN            {name}: {needed} failed"),
            }
        }
        for stage in &self.done {
            stage.print_last_lines();
        }
        let total: Duration = self.done.iter().map(|stage| stage.took).sum();
        println!("total    {:7.1} s", total.as_secs_f64());
        let bad = self
            .done
            .iter()
            .filter(|stage| !matches!(stage.outcome, Outcome::Passed))
            .count();
        if bad > 0 {
            bail!("{bad} of {} stages did not pass", self.done.len());
        }
        Ok(())
    }
}

impl Stage {
    /// Of a stage that failed, so that the end of a long log says why.
    fn print_last_lines(&self) {
        let Outcome::Failed(error) = &self.outcome else {
            return;
        };
        if let Some(Unsuccessful { last_lines, .. }) = error.downcast_ref() {
            println!("\n── {}: the last of what it printed", self.name);
            last_lines.iter().for_each(|line| println!("{line}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_stops_nothing_and_is_not_forgotten() {
        let mut stages = Stages::default();
        let mut ran = false;
        stages.run("first", || bail!("no"));
        stages.run("second", || {
            ran = true;
            Ok(())
        });
        assert!(ran);
        assert_eq!(
            stages.finish().unwrap_err().to_string(),
            "1 of 2 stages did not pass"
        );
    }

    #[test]
    fn a_stage_whose_ground_failed_does_not_count_as_passed() {
        let mut stages = Stages::default();
        stages.run("build", || bail!("no"));
        stages.run_after("build", "tests", || Ok(()));
        assert!(stages.finish().is_err());
    }

    #[test]
    fn all_passed() {
        let mut stages = Stages::default();
        stages.run("build", || Ok(()));
        stages.run_after("build", "tests", || Ok(()));
        assert!(stages.finish().is_ok());
    }
}
