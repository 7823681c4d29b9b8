//! Profile, inbox and worker together, against the simulated platform.

mod corrections;
mod decisions;
mod desk;
mod edits;
mod faults;
mod inbox;
mod online;
mod refusals;
mod restored;
mod waking;
