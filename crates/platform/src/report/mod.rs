//! `POST /v1/reports/…`: reports about the client itself. Nothing says who sent them, and nothing is kept that could.

mod check;

use axum::Json;
use axum::extract::State;
use sst_api::problem::ProblemCode;
use sst_api::report::{CrashReport, ReportReceived, UsageReport};

use crate::app::{App, Shared};
use crate::http::address::ClientAddress;
use crate::http::body;
use crate::http::failure::Failure;
use crate::store::attempt::{self, Kind};
use crate::store::{WriteTx, report};

const HOUR: i64 = 3600 * 1000;
/// Largest report, in bytes.
const MAX_BYTES: usize = 8 * 1024;

/// Adds what was used to the sums.
pub(crate) async fn usage(
    State(app): State<Shared>,
    ClientAddress(address): ClientAddress,
    body::Json(sent): body::Json<UsageReport, MAX_BYTES>,
) -> Result<Json<ReportReceived>, Failure> {
    check::usage(&sent, app.clock.today())?;
    let mut tx = counted(&app, &address).await?;
    if report::take(&mut tx, &sent.id, app.clock.today()).await? {
        report::add_usage(&mut tx, &sent).await?;
    }
    tx.commit().await?;
    Ok(Json(ReportReceived { id: sent.id }))
}

/// Keeps where the client failed.
pub(crate) async fn crash(
    State(app): State<Shared>,
    ClientAddress(address): ClientAddress,
    body::Json(sent): body::Json<CrashReport, MAX_BYTES>,
) -> Result<Json<ReportReceived>, Failure> {
    check::crash(&sent, app.clock.today())?;
    let mut tx = counted(&app, &address).await?;
    if report::take(&mut tx, &sent.id, app.clock.today()).await? {
        report::add_crash(&mut tx, &sent, app.clock.today()).await?;
    }
    tx.commit().await?;
    Ok(Json(ReportReceived { id: sent.id }))
}

/// Counts a report against the limit of the network address, which is kept hashed, for a day.
async fn counted(app: &App, address: &str) -> Result<WriteTx, Failure> {
    let address = app.hash_key.hash("address", &[address]);
    let now = app.clock.now();
    let mut tx = app.store.write().await?;
    let (sent, _) = attempt::count(&mut tx, Kind::Report, &address, now - HOUR).await?;
    if sent >= app.limits.reports_per_address {
        return Err(Failure::from(ProblemCode::TooManyRequests).retry_after(3600));
    }
    attempt::record(&mut tx, Kind::Report, &address, now).await?;
    Ok(tx)
}
