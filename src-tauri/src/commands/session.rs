//! Logging in and out.

use sst_core::{
    AccountView, CodeSentView, DeviceLoginView, LoginOptionsView, LoginOutcomeView,
    RecoveryStepView, SessionView, UnsentChoice,
};

use super::{Desk, Reply, reply};
use crate::browser;

/// What the login screen offers.
#[tauri::command]
#[specta::specta]
pub(crate) async fn login_options(desk: Desk<'_>) -> Reply<LoginOptionsView> {
    reply(desk.client()?.session().options().await)
}

/// Sends a code to `phone`.
#[tauri::command]
#[specta::specta]
pub(crate) async fn login_send_code(desk: Desk<'_>, phone: String) -> Reply<CodeSentView> {
    reply(desk.client()?.session().send_code(&phone).await)
}

/// Gives the code that was sent.
#[tauri::command]
#[specta::specta]
pub(crate) async fn login_verify_code(desk: Desk<'_>, code: String) -> Reply<LoginOutcomeView> {
    reply(desk.client()?.session().verify_code(&code).await)
}

/// Gives account and password.
#[tauri::command]
#[specta::specta]
pub(crate) async fn login_password(
    desk: Desk<'_>,
    account: String,
    password: String,
) -> Reply<LoginOutcomeView> {
    reply(
        desk.client()?
            .session()
            .password(&account, password.into())
            .await,
    )
}

/// Opens an account for the number whose code was right.
#[tauri::command]
#[specta::specta]
pub(crate) async fn register(desk: Desk<'_>) -> Reply<LoginOutcomeView> {
    reply(desk.client()?.session().register().await)
}

/// Opens the system browser to log in there, and waits for what comes of it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn login_browser(desk: Desk<'_>) -> Reply<LoginOutcomeView> {
    reply(desk.client()?.session().browser(browser::open).await)
}

/// Opens the same page in the browser once more.
#[tauri::command]
#[specta::specta]
pub(crate) fn login_browser_again(desk: Desk<'_>) -> Reply<()> {
    reply(desk.client()?.session().browser_again(browser::open))
}

/// Shows a code for another device; what comes of it is said by events.
#[tauri::command]
#[specta::specta]
pub(crate) async fn login_device(desk: Desk<'_>) -> Reply<DeviceLoginView> {
    reply(desk.client()?.session().device().await)
}

/// Gives up a login in the browser or on another device.
#[tauri::command]
#[specta::specta]
pub(crate) fn login_outside_cancel(desk: Desk<'_>) -> Reply<()> {
    desk.client()?.session().cancel_outside();
    Ok(())
}

/// Forgets a login that was begun.
#[tauri::command]
#[specta::specta]
pub(crate) fn login_cancel(desk: Desk<'_>) -> Reply<()> {
    desk.client()?.session().cancel();
    Ok(())
}

/// Tries again to open what is kept here; the person may be asked to unlock the keyring.
#[tauri::command]
#[specta::specta]
pub(crate) async fn session_retry(desk: Desk<'_>) -> Reply<()> {
    reply(desk.client()?.session().retry().await).map(drop)
}

/// Removes what is kept here of the same person and could not be opened.
#[tauri::command]
#[specta::specta]
pub(crate) async fn session_discard_unopened(desk: Desk<'_>) -> Reply<AccountView> {
    reply(desk.client()?.session().discard_unopened().await)
}

/// Logs out; `unsent` says what becomes of edits that the platform does not have yet.
#[tauri::command]
#[specta::specta]
pub(crate) async fn logout(desk: Desk<'_>, unsent: UnsentChoice) -> Reply<SessionView> {
    reply(desk.client()?.session().log_out(unsent).await)
}

/// Sends a code to the citizen's own phone, for a fresh authentication.
#[tauri::command]
#[specta::specta]
pub(crate) async fn step_up_send_code(desk: Desk<'_>) -> Reply<CodeSentView> {
    reply(desk.client()?.session().step_up_send_code().await)
}

/// Gives that code.
#[tauri::command]
#[specta::specta]
pub(crate) async fn step_up_verify_code(desk: Desk<'_>, code: String) -> Reply<()> {
    reply(desk.client()?.session().step_up_verify_code(&code).await)
}

/// Gives the password, for a fresh authentication.
#[tauri::command]
#[specta::specta]
pub(crate) async fn step_up_password(desk: Desk<'_>, password: String) -> Reply<()> {
    reply(
        desk.client()?
            .session()
            .step_up_password(password.into())
            .await,
    )
}

/// Has a code sent, in order to replace a forgotten password.
#[tauri::command]
#[specta::specta]
pub(crate) async fn recover_send_code(desk: Desk<'_>, phone: String) -> Reply<CodeSentView> {
    reply(desk.client()?.session().recover_send_code(&phone).await)
}

/// Gives that code.
#[tauri::command]
#[specta::specta]
pub(crate) async fn recover_verify_code(desk: Desk<'_>, code: String) -> Reply<RecoveryStepView> {
    reply(desk.client()?.session().recover_verify_code(&code).await)
}

/// Gives the new password.
#[tauri::command]
#[specta::specta]
pub(crate) async fn recover_password(
    desk: Desk<'_>,
    new_password: String,
) -> Reply<LoginOutcomeView> {
    let client = desk.client()?;
    reply(client.session().recover_password(new_password.into()).await)
}
