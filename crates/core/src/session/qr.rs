//! A QR code (ISO/IEC 18004) as a path that the screen draws: no picture, no library in the webview.

use std::fmt::Write as _;

use qrcode::{Color, EcLevel, QrCode};

use crate::remote::RemoteError;
use crate::view::QrView;

/// The code of an address. Level M stays legible behind a smudge, at a size that old phones still read.
///
/// # Errors
///
/// [`RemoteError::NotTheContract`] for an address too long for any code.
pub(super) fn qr(address: &str) -> Result<QrView, RemoteError> {
    let code = QrCode::with_error_correction_level(address, EcLevel::M)
        .map_err(|_| RemoteError::NotTheContract)?;
    let width = code.width();
    let modules = code.to_colors();
    let mut path = String::new();
    for (y, row) in modules.chunks(width).enumerate() {
        let mut x = 0;
        for run in row.chunk_by(|one, next| one == next) {
            let length = run.len();
            if run.first() == Some(&Color::Dark) {
                // Writing to a text does not fail.
                let _ = write!(path, "M{x} {y}h{length}v1h-{length}z");
            }
            x += length;
        }
    }
    let size = u32::try_from(width).map_err(|_| RemoteError::NotTheContract)?;
    Ok(QrView { size, path })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_holds_every_dark_module_once() {
        let address = "https://platform.example/device?user_code=019-450-730";
        let QrView { size, path } = qr(address).unwrap();
        let mut drawn = Vec::new();
        for run in path.split('M').skip(1) {
            let (x, rest) = run.split_once(' ').unwrap();
            let (y, rest) = rest.split_once('h').unwrap();
            let (length, _) = rest.split_once('v').unwrap();
            let [x, y, length]: [usize; 3] = [x, y, length].map(|text| text.parse().unwrap());
            drawn.extend((x..x + length).map(|x| (y, x)));
        }
        let code = QrCode::with_error_correction_level(address, EcLevel::M).unwrap();
        let dark: Vec<_> = (0..code.width())
            .flat_map(|y| (0..code.width()).map(move |x| (y, x)))
            .filter(|(y, x)| code[(*x, *y)] == Color::Dark)
            .collect();
        assert_eq!(size as usize, code.width());
        assert_eq!(drawn, dark);
        assert!(qr(&"x".repeat(5000)).is_err());
    }
}
