//! The journey through the real window, on a virtual display: the last stage of `test`, and `tour`.

use std::path::Path;

use crate::{build, process, setup};

/// Runs the window's tests; with a folder, only the journey, with a picture of each screen in it.
pub(crate) fn run(pictures: Option<&Path>) -> anyhow::Result<()> {
    let driver = setup::window()?;
    let mut tests = build::workspace("test");
    tests.args(["--test", "e2e", "--"]);
    // One window at a time: two cores, and each has a session of its own.
    tests.args(["--ignored", "--nocapture", "--test-threads=1"]);
    // A measurement, not a test.
    tests.args(["--skip", "startup::"]);
    build::point_out(&mut tests);
    tests.env("SST_E2E_DRIVER", driver);
    if let Some(folder) = pictures {
        tests.arg("journey").env("SST_E2E_PICTURES", folder);
    }
    process::run(&mut tests)
}
