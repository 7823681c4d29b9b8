//! The profile and the inbox of whoever is logged in now. A screen asks without knowing whether somebody
//! is; each call finds out.

use std::path::PathBuf;
use std::sync::Arc;

use sst_api::auth::Capability;
use sst_api::problem::{Problem, ProblemCode};
use sst_domain::profile::{ChangeInput, Disagreement, FieldProblem, UnitKey};

use crate::client::Core;
use crate::error::ClientError;
use crate::notices::Notices;
use crate::profile::{self, Profile};
use crate::remote::RemoteError;
use crate::view::{
    AttachedView, CodeList, CodeSentView, ContactChannel, CorrectionDetailView, CorrectionFormView,
    CorrectionInput, CorrectionsView, FormView, HistoryView, InboxView, NoticeView, OptionView,
    ProfileView, ResolveChoice, RevealView,
};

/// The profile of whoever is logged in. Each call fails with [`ClientError::SignedOut`],
/// [`ClientError::Opening`] or [`ClientError::Unavailable`] where nobody is, and otherwise as the method of
/// the same name of [`Profile`].
pub struct CurrentProfile<'a> {
    core: &'a Arc<Core>,
}

/// Declares the calls that only pass on to [`Profile`].
macro_rules! pass_on {
    ($($(#[$doc:meta])* $name:ident($($argument:ident: $kind:ty),*) -> $answer:ty;)+) => {
        $(
            $(#[$doc])*
            ///
            /// # Errors
            ///
            /// Nobody is logged in, or as the method of the same name of [`Profile`].
            pub async fn $name(&self, $($argument: $kind),*) -> Result<$answer, ClientError> {
                self.profile()?.$name($($argument),*).await
            }
        )+
    };
}

impl<'a> CurrentProfile<'a> {
    pub(crate) fn new(core: &'a Arc<Core>) -> Self {
        Self { core }
    }

    pass_on! {
        /// The profile, masked.
        view() -> ProfileView;
        /// The form for one unit.
        form(unit: &UnitKey) -> FormView;
        /// Saves changes: all of them or, where one field is wrong, none.
        edit(changes: Vec<ChangeInput>) -> ProfileView;
        /// Says what would be wrong with a change, without saving it.
        check(change: ChangeInput) -> Vec<FieldProblem>;
        /// Says where a change would disagree with what stands; it holds nobody up.
        disagreements(change: ChangeInput) -> Vec<Disagreement>;
        /// Takes back an edit that has not left this computer.
        undo(unit: &UnitKey) -> ProfileView;
        /// One unit in clear, for a while.
        reveal(unit: &UnitKey) -> RevealView;
        /// Decides a conflict, with the platform's value of revision `rev` in view.
        resolve(unit: &UnitKey, choice: ResolveChoice, rev: u64) -> ProfileView;
        /// Discards an edit that the platform refused.
        discard(unit: &UnitKey) -> ProfileView;
        /// Keeps what was typed and not saved, sealed.
        save_draft(change: ChangeInput) -> ();
        /// Forgets what was typed and not saved.
        clear_draft(unit: &UnitKey) -> ();
        /// Sends a code to a new phone number or e-mail address.
        contact_change_start(channel: ContactChannel, value: &str) -> CodeSentView;
        /// Finishes that change with the code.
        contact_change_verify(channel: ContactChannel, code: &str) -> ProfileView;
        /// Replaces the identity document.
        document_change(change: ChangeInput) -> ProfileView;
        /// Changes of the profile, newest first.
        history(before: Option<String>) -> HistoryView;
        /// Every request for correction.
        corrections() -> CorrectionsView;
        /// One request with its reason in clear.
        correction_open(id: &str) -> CorrectionDetailView;
        /// Keeps what was typed, sealed.
        correction_keep(input: CorrectionInput) -> ();
        /// Attaches files.
        correction_attach(unit: &UnitKey, files: Vec<PathBuf>) -> AttachedView;
        /// Takes an attachment away again.
        correction_detach(unit: &UnitKey, id: &str) -> CorrectionFormView;
        /// Gives up a request that is being written.
        correction_discard(unit: &UnitKey) -> CorrectionsView;
        /// Submits a request.
        correction_submit(input: CorrectionInput) -> CorrectionsView;
        /// Takes a request back into its form.
        correction_revise(id: &str) -> CorrectionFormView;
        /// Takes a request back.
        correction_cancel(id: &str) -> CorrectionsView;
    }

    /// The form of a request for correction. Nobody fills one in that the platform is known not to take; what was
    /// filled in before stays.
    ///
    /// # Errors
    ///
    /// Nobody is logged in; [`ProblemCode::NotOffered`]; or as the method of the same name of [`Profile`].
    pub async fn correction_form(&self, unit: &UnitKey) -> Result<CorrectionFormView, ClientError> {
        let profile = self.profile()?;
        let known = self.core.auth.last_known();
        if known.is_some_and(|known| {
            !known
                .platform
                .capabilities
                .contains(&Capability::Corrections)
        }) {
            let problem = Problem::new(ProblemCode::NotOffered);
            return Err(RemoteError::Problem(Box::new(problem)).into());
        }
        profile.correction_form(unit).await
    }

    /// Entries of a code list that fit a query.
    pub fn search(&self, list: CodeList, query: &str) -> Vec<OptionView> {
        profile::search_codes(list, query)
    }

    /// Names of codes. Codes that this version does not know are left out.
    pub fn describe(&self, list: CodeList, codes: &[String]) -> Vec<OptionView> {
        profile::describe_codes(list, codes)
    }

    fn profile(&self) -> Result<Profile, ClientError> {
        self.core.profile()
    }
}

/// The inbox of whoever is logged in.
pub struct CurrentInbox<'a> {
    core: &'a Arc<Core>,
}

impl<'a> CurrentInbox<'a> {
    pub(crate) fn new(core: &'a Arc<Core>) -> Self {
        Self { core }
    }

    /// The inbox.
    ///
    /// # Errors
    ///
    /// Nobody is logged in, or what is kept here cannot be read.
    pub async fn inbox(&self) -> Result<InboxView, ClientError> {
        self.notices()?.inbox().await
    }

    /// Opens one notice and marks it as read.
    ///
    /// # Errors
    ///
    /// Nobody is logged in, there is no such notice, or what is kept here cannot be read or written.
    pub async fn open(&self, id: &str) -> Result<NoticeView, ClientError> {
        self.notices()?.open(id).await
    }

    fn notices(&self) -> Result<Notices, ClientError> {
        self.core.notices()
    }
}
