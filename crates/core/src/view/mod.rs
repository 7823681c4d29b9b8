//! What a screen is given. Personal values are masked here; nothing in this module can hold a token or a key.

mod accounts;
mod bootstrap;
mod choice;
mod correction;
mod device_login;
mod failure;
mod guardian;
mod lock;
mod notice;
mod policy;
mod profile;
mod public;
mod purposes;
mod registry;
mod reports;
mod security;
mod session;
mod settings;
mod sync;

pub use accounts::{
    LocalAccountRemovedView, LocalAccountState, LocalAccountView, LocalAccountsView,
};
pub use bootstrap::{BootstrapView, ConsentView, KeepingTier, KeepingView, UnopenedWay};
pub use choice::{CodeList, ContactChannel, ResolveChoice};
pub use correction::{
    AttachedView, AttachmentKind, AttachmentView, CorrectionDetailView, CorrectionFormView,
    CorrectionInput, CorrectionStateView, CorrectionView, CorrectionsView, HistoryEntryView,
    HistoryView, RefusedFileView, RequestProgress, SentRequestView,
};
pub use device_login::{DeviceCodeView, DeviceLoginView, QrView};
pub use failure::FailureView;
pub use guardian::{ComingOfAgeView, GuardianConsentView, GuardianPresentView, GuardianTask};
pub use lock::{
    KeepingChoice, LockCause, LockSettingsView, LockSoonView, LockedView, SystemSignal, UnlockWay,
};
pub use notice::{InboxView, NoticeLineView, NoticeView};
pub use policy::{
    AnsweredPolicyView, ChangeNoteView, ChangedClauseView, ChangedPurposeView, NewerPolicyView,
    PolicyChangeView, PolicyHistoryView, PolicyLineView, PolicySource, PolicyView, SavedFileView,
};
pub use profile::{
    ConflictView, FieldView, FormFieldView, FormView, ProfileView, RevealView, RevealedField,
    UnitStateView, UnitView,
};
pub use public::{
    ArticleLineView, ArticleView, CapabilityView, ContactsView, HallView, Openness, OptionView,
    PublicList,
};
pub use purposes::{
    ConsentItemView, Delivery, ItemStanding, ProofView, PurposeView, PurposesView, ReceiptContents,
    ReceiptFileView, ReceiptView, ReceiptsView,
};
pub use registry::{
    CollectedPurposeView, CollectedView, DisclosedLineView, DisclosedView, Holding, KindView,
    MobileServiceView, SentDayView, SentLineView, SentView, SharedPurposeView, SharedView,
};
pub use reports::{OpenedView, ReportAboutView, ReportSentView, ReportView, ReportsView};
pub use security::{
    ActivityEntryView, ActivityKindView, ActivityView, DisownedView, PasswordChangedView,
    PasswordView, RecoveryStepView, SessionLineView, SessionsEndedView, SessionsView,
};
pub use session::{
    AccountView, CodeSentView, LoginOptionsView, LoginOutcomeView, LoginWay, SessionView,
    UnsentChoice,
};
pub use settings::{
    AppearanceMode, AppearanceView, ContrastMode, MotionMode, SettingsView, TextSize,
};
pub use sync::{SyncStateView, SyncView};
