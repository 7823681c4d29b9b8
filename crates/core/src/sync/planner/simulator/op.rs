//! What can happen in one step.

use proptest::prelude::*;

/// The computers of the person; a copy of one takes the place of another.
pub(super) const COMPUTERS: usize = 3;
const UNITS: [&str; 4] = ["address", "interests", "name", "language"];

#[derive(Debug, Clone)]
pub(super) enum Op {
    OpenForm {
        at: usize,
        unit: &'static str,
    },
    Save {
        at: usize,
        value: Option<u8>,
    },
    Undo {
        at: usize,
        unit: &'static str,
    },
    Resolve {
        at: usize,
        unit: &'static str,
        mine: bool,
    },
    Decide {
        at: usize,
    },
    /// The person has seen what came with a copy.
    SendHeld {
        at: usize,
    },
    /// Opens the newest notice that is not marked as read.
    OpenNotice {
        at: usize,
    },
    /// Does what the planner says is next; a request that is under way is waited for.
    Go {
        at: usize,
        news: bool,
    },
    /// One message that is under way arrives, whichever it is.
    Deliver {
        which: prop::sample::Index,
    },
    /// It arrives, and will arrive again.
    Repeat {
        which: prop::sample::Index,
    },
    Lose {
        which: prop::sample::Index,
    },
    /// A request to fetch reaches a copy of the platform that lags behind.
    Misdirect {
        which: prop::sample::Index,
    },
    /// Nobody waits for the answer any longer. What is under way may still arrive.
    GiveUp {
        at: usize,
    },
    /// The program ends at once, and starts again with what it had written down.
    Crash {
        at: usize,
    },
    /// The clock is set.
    SetClock {
        at: usize,
        day: u8,
    },
    Correct {
        unit: &'static str,
        value: Option<u8>,
        verified: bool,
    },
    Notify,
    /// The platform forgets what cursors of today would need.
    Tidy,
    /// A computer, the platform and its copy that lags behind are copied.
    BackUp {
        at: usize,
    },
    /// The computer goes back to its last copy.
    PutBack {
        at: usize,
    },
    /// The disk of one computer is put into another one.
    Clone {
        from: usize,
        to: usize,
    },
    ForgetDevices,
    /// The platform goes back to its last copy, in a new epoch.
    Restore,
}

/// One step; with `disasters` also copies, and what is put back.
pub(super) fn op(disasters: bool) -> impl Strategy<Value = Op> {
    let at = || 0..COMPUTERS;
    let unit = || prop::sample::select(&UNITS[..]);
    let value = || prop::option::weighted(0.9, 0..5_u8);
    let which = || any::<prop::sample::Index>();
    // Shrinking goes to the first: the step that does least.
    let person = prop_oneof![
        1 => (at(), any::<u8>()).prop_map(|(at, day)| Op::SetClock { at, day }),
        6 => (at(), unit()).prop_map(|(at, unit)| Op::OpenForm { at, unit }),
        8 => (at(), value()).prop_map(|(at, value)| Op::Save { at, value }),
        1 => (at(), unit()).prop_map(|(at, unit)| Op::Undo { at, unit }),
        2 => (at(), unit(), any::<bool>()).prop_map(|(at, unit, mine)| Op::Resolve { at, unit, mine }),
        1 => at().prop_map(|at| Op::Decide { at }),
        1 => at().prop_map(|at| Op::SendHeld { at }),
        1 => at().prop_map(|at| Op::OpenNotice { at }),
    ];
    let wire = prop_oneof![
        24 => (at(), any::<bool>()).prop_map(|(at, news)| Op::Go { at, news }),
        30 => which().prop_map(|which| Op::Deliver { which }),
        2 => which().prop_map(|which| Op::Repeat { which }),
        3 => which().prop_map(|which| Op::Lose { which }),
        1 => which().prop_map(|which| Op::Misdirect { which }),
        3 => at().prop_map(|at| Op::GiveUp { at }),
        1 => at().prop_map(|at| Op::Crash { at }),
    ];
    let others = prop_oneof![
        3 => (unit(), value()).prop_map(|(unit, value)| Op::Correct { unit, value, verified: false }),
        1 => (unit(), value()).prop_map(|(unit, value)| Op::Correct { unit, value, verified: true }),
        1 => Just(Op::Notify),
        1 => Just(Op::Tidy),
        1 => at().prop_map(|at| Op::BackUp { at }),
    ];
    let quiet = prop_oneof![6 => person, 18 => wire, 2 => others];
    let disaster = prop_oneof![
        at().prop_map(|at| Op::PutBack { at }),
        (at(), at()).prop_map(|(from, to)| Op::Clone { from, to }),
        Just(Op::ForgetDevices),
        Just(Op::Restore),
    ];
    if disasters {
        prop_oneof![60 => quiet, 1 => disaster].boxed()
    } else {
        quiet.boxed()
    }
}
