//! How good the wire is.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncWrite, AsyncWriteExt as _};

/// Most bytes that are passed on at once.
const PIECE: usize = 1024;

/// How good the wire is. The default is a perfect one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Wire {
    /// Time that a request, and again its answer, is under way.
    pub delay: Duration,
    /// Bytes a second in each direction; 0 is no limit.
    pub rate: u32,
}

impl Wire {
    /// How long so many bytes are under way.
    pub(super) fn time_for(self, bytes: usize) -> Duration {
        let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
        match self.rate {
            0 => Duration::ZERO,
            rate => Duration::from_secs(1) * bytes / rate,
        }
    }

    /// Passes bytes on as fast as the wire is.
    pub(super) async fn pass(
        self,
        to: &mut (impl AsyncWrite + Unpin),
        bytes: &[u8],
    ) -> io::Result<()> {
        if self.rate == 0 {
            return to.write_all(bytes).await;
        }
        for piece in bytes.chunks(PIECE) {
            to.write_all(piece).await?;
            tokio::time::sleep(self.time_for(piece.len())).await;
        }
        Ok(())
    }
}
