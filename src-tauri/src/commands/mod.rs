//! Commands by area. Each unpacks its arguments, calls the client, and hands over what it says.

mod accounts;
mod consent;
mod contact;
mod correction;
mod guardian;
mod lock;
mod notices;
mod policy;
mod profile;
mod public;
mod registry;
mod reports;
mod security;
mod session;
mod settings;
mod start;

use sst_core::{ClientError, FailureView};
use tauri::State;
use tauri_specta::{Builder, collect_commands, collect_events};

use crate::events::ClientChanged;
use crate::opened::Opened;

/// What every command gives back.
type Reply<T> = Result<T, FailureView>;

/// The client's state, as Tauri hands it to a command.
type Desk<'a> = State<'a, Opened>;

/// Turns the client's answer into a command's.
fn reply<T>(result: Result<T, ClientError>) -> Reply<T> {
    result.map_err(|error| error.to_failure())
}

/// Every command and event, with their types.
pub fn bindings() -> Builder<tauri::Wry> {
    Builder::<tauri::Wry>::new()
        // Members that may be left out on the way in are always there on the way out: one type serves both.
        .disable_serde_phases()
        .commands(collect_commands![
            accounts::account_remove,
            accounts::accounts_here,
            consent::consent_decide,
            consent::consent_purposes,
            consent::consent_decide_item,
            consent::consent_receipts,
            consent::consent_save_receipts,
            contact::contact_change_start,
            contact::contact_change_verify,
            contact::document_change,
            correction::correction_attach,
            correction::correction_cancel,
            correction::correction_detach,
            correction::correction_discard,
            correction::correction_form,
            correction::correction_keep,
            correction::correction_open,
            correction::correction_revise,
            correction::correction_submit,
            correction::corrections,
            guardian::consent_come_of_age,
            guardian::consent_coming_of_age,
            guardian::guardian_agree,
            guardian::guardian_consents,
            guardian::guardian_leave,
            guardian::guardian_present,
            guardian::guardian_send_code,
            guardian::guardian_verify_code,
            guardian::guardian_withdraw,
            lock::keeping_change,
            lock::lock_settings_update,
            lock::session_forget_secret,
            lock::session_lock,
            lock::session_unlock,
            lock::session_used,
            notices::inbox,
            notices::notice_open,
            policy::policy_answer_change,
            policy::policy_at,
            policy::policy_change,
            policy::policy_current,
            policy::policy_history,
            policy::policy_save,
            policy::policy_search,
            profile::describe_codes,
            profile::draft_clear,
            profile::draft_save,
            profile::profile_check,
            profile::profile_disagreements,
            profile::profile_discard,
            profile::profile_edit,
            profile::profile_form,
            profile::profile_history,
            profile::profile_resolve,
            profile::profile_reveal,
            profile::profile_undo,
            profile::profile_view,
            profile::search_countries,
            profile::search_regions,
            public::article,
            public::articles,
            public::contacts,
            public::capabilities,
            public::halls,
            registry::registry_collected,
            registry::registry_disclosed,
            registry::registry_sent,
            registry::registry_shared,
            reports::report_delete,
            reports::report_opened,
            reports::report_page_failed,
            reports::report_send,
            reports::reports,
            security::activity,
            security::activity_disown,
            security::password_set,
            security::password_view,
            security::session_end,
            security::session_rename,
            security::sessions,
            security::sessions_end_others,
            session::login_browser,
            session::login_browser_again,
            session::login_cancel,
            session::login_device,
            session::login_options,
            session::login_outside_cancel,
            session::login_password,
            session::login_send_code,
            session::login_verify_code,
            session::logout,
            session::recover_password,
            session::recover_send_code,
            session::recover_verify_code,
            session::register,
            session::session_discard_unopened,
            session::session_retry,
            session::step_up_password,
            session::step_up_send_code,
            session::step_up_verify_code,
            settings::settings_update,
            settings::settings_view,
            settings::sync_now,
            settings::sync_send_held,
            settings::sync_woken,
            start::app_quit,
            start::bootstrap,
            start::mark_complete,
            start::window_ready,
        ])
        .events(collect_events![ClientChanged])
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use tauri_specta::{BuilderConfiguration, LanguageExt};

    use crate::command_names::COMMANDS;

    /// A "language" whose export is the commands' names: the builder shows them to nobody else.
    struct Names<'a>(&'a mut BTreeSet<String>);

    impl LanguageExt for Names<'_> {
        type Error = std::io::Error;

        fn export(self, built: &BuilderConfiguration, _: &Path) -> std::io::Result<()> {
            let names = built.commands.iter();
            self.0
                .extend(names.map(|command| command.name().to_string()));
            Ok(())
        }
    }

    #[test]
    fn every_command_is_declared_and_permitted() {
        let mut registered = BTreeSet::new();
        super::bindings()
            .export(Names(&mut registered), "")
            .unwrap();
        let declared: BTreeSet<String> = COMMANDS.iter().map(ToString::to_string).collect();
        assert_eq!(registered, declared);

        let file: serde_json::Value =
            serde_json::from_str(include_str!("../../capabilities/main.json")).unwrap();
        let permitted: BTreeSet<String> = file["permissions"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|name| Some(name.as_str()?.strip_prefix("allow-")?.replace('-', "_")))
            .collect();
        assert_eq!(permitted, declared);
    }
}
