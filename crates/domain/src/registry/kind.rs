//! The kinds of data.

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::policy::LegalBasis::{self, Consent, Contract, StatutoryDuty};
use crate::profile::{UNITS, UnitSpec};

/// What is said of one kind of data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// Who or what it comes from.
    pub source: Source,
    /// When it is taken.
    pub scene: Scene,
    /// Where it stays.
    pub kept: Kept,
    /// What makes taking it lawful, where the policy claims it for no purpose (PIPL 13).
    pub basis: LegalBasis,
}

/// Who or what a kind of data comes from.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Type,
)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// The person types or chooses it.
    Person,
    /// The platform gives it.
    Platform,
    /// It arises as the client is used.
    Use,
    /// Every connection shows it to the server (policy 1.1).
    Connection,
}

/// When a kind of data is taken.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Type,
)]
#[serde(rename_all = "kebab-case")]
pub enum Scene {
    /// At the first run, before anything else.
    FirstRun,
    /// While public information is read.
    Browsing,
    /// While logging in, registering, or authenticating anew.
    LogIn,
    /// While the profile is filled in or corrected.
    Profile,
    /// While something is decided about a use of data.
    Decision,
    /// While messages arrive and are read.
    Inbox,
    /// While this computer and the platform are brought into line.
    Sync,
    /// While settings are changed.
    Settings,
    /// While the client is used, whatever for.
    Running,
    /// With every connection.
    Connection,
}

/// Where a kind of data stays.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Type,
)]
#[serde(rename_all = "kebab-case")]
pub enum Kept {
    /// On this computer, and never sent.
    ThisComputer,
    /// With the platform; this computer forgets it once it was sent.
    Platform,
    /// In both places.
    Both,
    /// Nowhere: it is used and forgotten.
    Nowhere,
}

/// Declares the kinds once: variant, code, and what is said of it.
macro_rules! kinds {
    ($($(#[$doc:meta])* $variant:ident => $code:literal: $source:ident, $scene:ident, $kept:ident, $basis:expr;)+) => {
        /// A kind of data about a person. Its code is never renamed.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Type)]
        #[serde(rename_all = "kebab-case")]
        pub enum DataKind {
            $($(#[$doc])* $variant,)+
        }

        impl DataKind {
            /// Every kind, in the order in which a screen shows them.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The code.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            /// What is said of it.
            pub const fn entry(self) -> Entry {
                match self {
                    $(Self::$variant => Entry {
                        source: Source::$source,
                        scene: Scene::$scene,
                        kept: Kept::$kept,
                        basis: $basis,
                    },)+
                }
            }
        }
    };
}

kinds! {
    /// Name.
    Name => "name": Person, Profile, Both, Contract;
    /// Sex.
    Sex => "sex": Person, Profile, Both, Contract;
    /// Date of birth.
    BirthDate => "birth-date": Person, Profile, Both, Contract;
    /// Nationality.
    Nationality => "nationality": Person, Profile, Both, Contract;
    /// Phone number.
    Phone => "phone": Person, Profile, Both, Contract;
    /// E-mail address.
    Email => "email": Person, Profile, Both, Contract;
    /// Postal address and postcode.
    Address => "address": Person, Profile, Both, Contract;
    /// Kind, number and term of an identity document.
    IdentityDocument => "identity-document": Person, Profile, Both, Consent;
    /// What a person attaches to show that something about them is wrong: a photo or a PDF, mostly of an identity
    /// document.
    Attachment => "attachment": Person, Profile, Both, Consent;
    /// Why a person asks for a correction, in their own words.
    CorrectionReason => "correction-reason": Person, Profile, Both, Contract;
    /// The customer code that the platform assigns.
    CustomerCode => "customer-code": Platform, Profile, Both, Contract;
    /// Services wished for and topics followed.
    Interests => "interests": Person, Profile, Both, Consent;
    /// Language, presentation and the ways of messages.
    Preference => "preference": Person, Settings, Both, Contract;
    /// Account name, or the phone number that is given in its place.
    AccountName => "account-name": Person, LogIn, Platform, Contract;
    /// Password; the platform keeps what it can check it by.
    Password => "password": Person, LogIn, Platform, Contract;
    /// A code that was sent to the person and comes back.
    VerificationCode => "verification-code": Person, LogIn, Nowhere, Contract;
    /// The phone number of a minor's guardian; the platform keeps a keyed hash of it.
    GuardianPhone => "guardian-phone": Person, Decision, Platform, StatutoryDuty;
    /// What shows that a call belongs to a log-in: tokens, codes for tokens, proofs of this computer's key.
    SessionCredential => "session-credential": Use, LogIn, Both, Contract;
    /// What the person calls this computer.
    DeviceName => "device-name": Use, LogIn, Both, Contract;
    /// The random number that the platform gives this computer for one account.
    DeviceNumber => "device-number": Platform, Sync, Both, Contract;
    /// Version of the client.
    AppVersion => "app-version": Use, Sync, Platform, Contract;
    /// Which age band the person is in.
    AgeBand => "age-band": Person, FirstRun, Both, StatutoryDuty;
    /// What was decided about a use of data, when, and what was shown.
    DecisionRecord => "decision-record": Use, Decision, Both, StatutoryDuty;
    /// Messages to the person.
    Notices => "notices": Platform, Inbox, Both, Contract;
    /// Which messages were opened.
    ReadNotices => "read-notices": Use, Inbox, Both, Contract;
    /// Which public articles were opened.
    OpenedArticles => "opened-articles": Use, Browsing, Both, Contract;
    /// What was done, on what, and when.
    OperationRecord => "operation-record": Connection, Connection, Platform, StatutoryDuty;
    /// When the server was asked.
    AccessTime => "access-time": Connection, Connection, Platform, StatutoryDuty;
    /// Network address, port and protocol.
    NetworkAddress => "network-address": Connection, Connection, Platform, StatutoryDuty;
    /// What was typed into a form and not saved.
    Drafts => "drafts": Person, Profile, ThisComputer, Contract;
    /// The PIN or passphrase that guards what is kept here.
    UnlockSecret => "unlock-secret": Person, Settings, Nowhere, Contract;
    /// How the client looks and when it locks on this computer.
    ComputerSettings => "computer-settings": Person, Settings, ThisComputer, Contract;
    /// Which accounts are kept on this computer, and when each was last used.
    AccountsHere => "accounts-here": Use, LogIn, ThisComputer, Contract;
    /// How often each part of the client was opened in a week.
    UsageCounts => "usage-counts": Use, Running, Both, Consent;
    /// Where in the program or its screens something failed, and on what day.
    CrashPlace => "crash-place": Use, Running, Both, Consent;
    /// Kind of operating system.
    SystemKind => "system-kind": Use, Running, Platform, Consent;
    /// What left this computer, without its content.
    SentLog => "sent-log": Use, Connection, ThisComputer, Contract;
}

impl DataKind {
    /// The units of the profile that hold it.
    pub fn units(self) -> impl Iterator<Item = &'static UnitSpec> {
        UNITS.iter().filter(move |unit| unit.data == self)
    }

    /// Whether it is sensitive personal information (PIPL 28).
    pub fn is_sensitive(self) -> bool {
        self == Self::Attachment || self.units().any(|unit| unit.sensitive)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_the_one_on_the_wire_and_belongs_to_one_kind() {
        for kind in DataKind::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
            let same = DataKind::ALL
                .iter()
                .filter(|other| other.as_str() == kind.as_str());
            assert_eq!(same.count(), 1);
        }
    }

    #[test]
    fn what_the_table_of_units_holds_is_kept_in_both_places() {
        for unit in UNITS {
            assert_eq!(unit.data.entry().kept, Kept::Both, "{}", unit.key);
        }
        assert_eq!(DataKind::Address.units().count(), 1);
        assert!(DataKind::Preference.units().count() > 1);
        assert!(DataKind::IdentityDocument.is_sensitive());
        assert!(DataKind::Attachment.is_sensitive());
        assert!(!DataKind::CorrectionReason.is_sensitive());
        assert!(!DataKind::Name.is_sensitive());
    }
}
