//! Reports about the client itself. Days are `YYYY-MM-DD` in Shenyang; the hour is not kept.

use jiff::ToSpan as _;
use jiff::civil::Date;
use sqlx::SqliteConnection;
use sst_api::report::{CrashReport, Screen, UsageReport};

use super::{from_json, to_json};
use crate::error::StoreError;

/// Days after which it is forgotten that a report was taken.
const TAKEN_DAYS: i64 = 400;
/// Days after which a report of a failure is deleted.
const CRASH_DAYS: i64 = 90;

/// One sum.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct UsageSum {
    /// The week, as ISO 8601 has it.
    pub week: String,
    /// Version of the client.
    pub app: String,
    /// Kind of operating system.
    pub system: String,
    /// The part of the client.
    pub screen: String,
    /// How often it was opened.
    pub opened: i64,
}

/// Notes that the report with this identifier was taken. Says whether it is new.
pub(crate) async fn take(
    conn: &mut SqliteConnection,
    id: &str,
    today: Date,
) -> Result<bool, StoreError> {
    sqlx::query("DELETE FROM report_taken WHERE received_on < ?")
        .bind(days_before(today, TAKEN_DAYS))
        .execute(&mut *conn)
        .await?;
    let query = sqlx::query("INSERT INTO report_taken VALUES (?, ?) ON CONFLICT DO NOTHING");
    let query = query.bind(id).bind(today.to_string());
    Ok(query.execute(conn).await?.rows_affected() == 1)
}

/// Adds a report of use to the sums.
pub(crate) async fn add_usage(
    conn: &mut SqliteConnection,
    report: &UsageReport,
) -> Result<(), StoreError> {
    for screen in Screen::ALL {
        let opened = report.opened.of(*screen);
        if opened == 0 {
            continue;
        }
        let query = "INSERT INTO usage_sum VALUES (?, ?, ?, ?, ?) \
                     ON CONFLICT DO UPDATE SET opened = opened + excluded.opened";
        sqlx::query(query)
            .bind(&report.week)
            .bind(&report.app)
            .bind(&report.system)
            .bind(screen.as_str())
            .bind(opened)
            .execute(&mut *conn)
            .await?;
    }
    Ok(())
}

/// Keeps a report of a failure, and deletes those whose time is over.
pub(crate) async fn add_crash(
    conn: &mut SqliteConnection,
    report: &CrashReport,
    today: Date,
) -> Result<(), StoreError> {
    delete_old_crashes(conn, today).await?;
    sqlx::query("INSERT INTO crash_report VALUES (?, ?, ?)")
        .bind(&report.id)
        .bind(today.to_string())
        .bind(to_json("crash_report", report)?)
        .execute(conn)
        .await?;
    Ok(())
}

/// Every sum.
pub(crate) async fn usage(conn: &mut SqliteConnection) -> Result<Vec<UsageSum>, StoreError> {
    let query = "SELECT * FROM usage_sum ORDER BY week DESC, app, system, opened DESC, screen";
    Ok(sqlx::query_as(query).fetch_all(conn).await?)
}

/// Every report of a failure whose time is not over, newest first.
pub(crate) async fn crashes(
    conn: &mut SqliteConnection,
    today: Date,
) -> Result<Vec<CrashReport>, StoreError> {
    delete_old_crashes(conn, today).await?;
    let query = "SELECT body FROM crash_report ORDER BY received_on DESC, id";
    let bodies: Vec<String> = sqlx::query_scalar(query).fetch_all(conn).await?;
    let read = |body: &String| from_json("crash_report", body);
    bodies.iter().map(read).collect()
}

async fn delete_old_crashes(conn: &mut SqliteConnection, today: Date) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM crash_report WHERE received_on < ?")
        .bind(days_before(today, CRASH_DAYS))
        .execute(conn)
        .await?;
    Ok(())
}

fn days_before(today: Date, days: i64) -> String {
    today.saturating_sub(days.days()).to_string()
}
