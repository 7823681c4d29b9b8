//! The key that countersigns.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sqlx::SqliteConnection;
use sst_domain::policy::PolicySigningKey;

use crate::error::StoreError;
use crate::secret::generate_secret;
use crate::store::setting;

/// The key that countersigns decisions. Whoever verifies receipts has its public half pinned.
pub(crate) struct ReceiptKey(pub(crate) PolicySigningKey);

impl ReceiptKey {
    /// The platform's key; made when it is first needed.
    pub(crate) async fn find_or_make(conn: &mut SqliteConnection) -> Result<Self, StoreError> {
        let stored = setting::find_or_set(conn, setting::RECEIPT_KEY, &generate_secret()?).await?;
        let seed = URL_SAFE_NO_PAD.decode(stored).ok();
        let seed = seed.and_then(|seed| <[u8; 32]>::try_from(seed).ok());
        let seed = seed.ok_or(StoreError::Corrupt("platform"))?;
        Ok(Self(PolicySigningKey::from_seed(&seed)))
    }
}
