//! What every request can reach.

use std::sync::Arc;

use crate::auth::dpop::Dpop;
use crate::auth::password::Passwords;
use crate::clock::Clock;
use crate::consent::ReceiptKey;
use crate::limits::Limits;
use crate::policy::sample::Sample;
use crate::secret::HashKey;
use crate::sms::SmsGateway;
use crate::store::Store;
use crate::sync::hub::Hub;

/// See the module.
pub(crate) type Shared = Arc<App>;

/// See the module.
pub(crate) struct App {
    pub(crate) store: Store,
    pub(crate) clock: Clock,
    pub(crate) limits: Limits,
    pub(crate) sms: Arc<dyn SmsGateway>,
    pub(crate) dpop: Dpop,
    pub(crate) passwords: Passwords,
    pub(crate) hash_key: HashKey,
    /// Countersigns decisions.
    pub(crate) receipt_key: ReceiptKey,
    pub(crate) hub: Hub,
    /// What is served as long as no policy was published.
    pub(crate) sample: Sample,
    /// Origin under which clients reach the platform, without a path.
    pub(crate) issuer: String,
    /// Whether accounts can be opened.
    pub(crate) registration: bool,
    /// Whether a proxy of ours stands in front and names the client's address.
    pub(crate) behind_tls_proxy: bool,
}
