//! What GTK, WebKit and the C library are told by the environment, which they read before any of our code runs:
//! the program starts itself anew in the same process, once, with what they have to know.

use std::convert::Infallible;
use std::ffi::OsString;
use std::os::unix::process::CommandExt as _;
use std::process::Command;

use crate::{hardening, renderer, session_bus};

/// Set once the environment is as it should be; names the variables that were set for it.
const DONE: &str = "SST_ENVIRONMENT";
/// Stands before the name of a variable that was replaced, for what it said.
const WAS: &str = "SST_WAS_";

/// A variable and its value.
pub(crate) type Variable = (&'static str, OsString);

/// Gives this process the environment that it needs. To be called first thing: it begins anew from there, and
/// what was done before is done twice. Where that cannot be, the program goes on as it is.
pub(crate) fn set_up() {
    if std::env::var_os(DONE).is_some() {
        return;
    }
    let wanted = renderer::variable()
        .into_iter()
        .chain(hardening::variables())
        .chain(session_bus::variable());
    let error = match again(wanted.collect()) {
        Ok(never) => match never {},
        Err(error) => error,
    };
    tracing::warn!(%error, "going on with the environment as it is");
}

/// Lets another program be started with the environment that this one was started with.
pub(crate) fn give_back(program: &mut Command) {
    let ours = std::env::var(DONE).unwrap_or_default();
    for name in ours.split(',').filter(|name| !name.is_empty()) {
        let was = format!("{WAS}{name}");
        match std::env::var_os(&was) {
            Some(value) => program.env(name, value),
            None => program.env_remove(name),
        };
        program.env_remove(was);
    }
    program.env_remove(DONE);
}

fn again(variables: Vec<Variable>) -> std::io::Result<Infallible> {
    let mut arguments = std::env::args_os();
    let mut again = Command::new(std::env::current_exe()?);
    if let Some(name) = arguments.next() {
        again.arg0(name);
    }
    again.args(arguments);
    put(&mut again, variables);
    Err(again.exec())
}

fn put(program: &mut Command, variables: Vec<Variable>) {
    let names: Vec<&str> = variables.iter().map(|(name, _)| *name).collect();
    program.env(DONE, names.join(","));
    for (name, value) in variables {
        if let Some(was) = std::env::var_os(name) {
            program.env(format!("{WAS}{name}"), was);
        }
        program.env(name, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROLE: &str = "SST_TEST_ENVIRONMENT";
    const TEST: &str = "environment::tests::another_program_gets_the_environment_as_it_was";

    /// The environment belongs to a process, so the test runs itself in others: set up, and then started by one.
    #[test]
    fn another_program_gets_the_environment_as_it_was() {
        let mut next = Command::new(std::env::current_exe().unwrap());
        next.args([TEST, "--exact", "--nocapture"]);
        match std::env::var(ROLE).as_deref() {
            Ok("set up") => {
                assert_eq!(std::env::var("PATH").unwrap(), "replaced");
                assert_eq!(std::env::var("SST_NEW").unwrap(), "new");
                give_back(next.env(ROLE, "given back"));
            }
            Ok("given back") => {
                assert_ne!(std::env::var("PATH").unwrap(), "replaced");
                let ours = |(name, _): &(OsString, OsString)| {
                    let name = name.to_string_lossy();
                    name == DONE || name == "SST_NEW" || name.starts_with(WAS)
                };
                assert_eq!(std::env::vars_os().find(ours), None);
                return;
            }
            _ => {
                next.env(ROLE, "set up");
                let variables = vec![("PATH", "replaced".into()), ("SST_NEW", "new".into())];
                put(&mut next, variables);
            }
        }
        let output = next.output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(
            output.status.success() && said.contains("1 passed"),
            "{said}"
        );
    }
}
