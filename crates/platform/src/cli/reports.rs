//! `sst-platform official reports`

use std::path::Path;

use sst_platform::Official;

use super::say;

/// Prints sums of use, a line each, and reports of failures, a line of JSON each.
pub(super) async fn run(data: &Path) -> anyhow::Result<()> {
    let official = Official::open(data).await?;
    let sums = official.usage_sums().await?;
    let crashes = official.crash_reports().await?;
    official.close().await;
    say(format_args!(
        "使用统计（汇总）/ use, in sums: {}",
        sums.len()
    ))?;
    for sum in sums {
        let (week, app, system) = (sum.week, sum.app, sum.system);
        say(format_args!(
            "{week}\t{app}\t{system}\t{}\t{}",
            sum.screen, sum.opened
        ))?;
    }
    say(format_args!(
        "错误报告 / reports of failures: {}",
        crashes.len()
    ))?;
    for report in crashes {
        say(serde_json::to_string(&report)?)?;
    }
    Ok(())
}
