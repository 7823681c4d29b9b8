//! From a file to what is kept of it.

use std::io::Cursor;

use image::codecs::jpeg::{JpegDecoder, JpegEncoder};
use image::codecs::png::{CompressionType, FilterType, PngDecoder, PngEncoder};
use image::{ColorType, DynamicImage, ImageDecoder, Limits};
use zeroize::Zeroizing;

use super::scan::is_whole_jpeg;
use super::{AttachmentError, MAX_BYTES, Prepared};
use crate::view::AttachmentKind;

/// Most points of a picture.
const MAX_PIXELS: u64 = 64_000_000;
/// Most memory of one decoded picture: four bytes a point.
const MAX_ALLOC: u64 = 4 * MAX_PIXELS;
/// How well a JPEG is written anew, from the best on, until it is small enough.
const QUALITIES: [u8; 3] = [90, 80, 70];

/// Makes of a file what is kept and sent. What it is says its content, never its name. A PDF stays as it is.
///
/// # Errors
///
/// [`AttachmentError::Type`], [`AttachmentError::TooLarge`], [`AttachmentError::Damaged`].
pub(crate) fn prepare(file: &[u8]) -> Result<Prepared, AttachmentError> {
    if file.len() > MAX_BYTES {
        return Err(AttachmentError::TooLarge);
    }
    let kind = kind(file).ok_or(AttachmentError::Type)?;
    let bytes = match kind {
        AttachmentKind::Pdf => Zeroizing::new(file.to_vec()),
        AttachmentKind::Jpeg if !is_whole_jpeg(file) => return Err(AttachmentError::Damaged),
        AttachmentKind::Jpeg => jpeg(&decode(
            JpegDecoder::new(Cursor::new(file)).map_err(damaged)?,
        )?)?,
        AttachmentKind::Png => png(&decode(
            PngDecoder::with_limits(Cursor::new(file), limits()).map_err(damaged)?,
        )?)?,
    };
    Ok(Prepared { kind, bytes })
}

/// By the first bytes: PNG 5.2, ITU T.81 B.2.1, ISO 32000-1 7.5.2.
fn kind(file: &[u8]) -> Option<AttachmentKind> {
    if file.starts_with(b"\x89PNG\r\n\x1a\n") {
        Some(AttachmentKind::Png)
    } else if file.starts_with(&[0xff, 0xd8, 0xff]) {
        Some(AttachmentKind::Jpeg)
    } else {
        file.starts_with(b"%PDF-").then_some(AttachmentKind::Pdf)
    }
}

fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.max_alloc = Some(MAX_ALLOC);
    limits
}

/// The picture, turned as its file says that it is to be seen.
fn decode(mut decoder: impl ImageDecoder) -> Result<DynamicImage, AttachmentError> {
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    if pixels > MAX_PIXELS || decoder.total_bytes() > MAX_ALLOC {
        return Err(AttachmentError::TooLarge);
    }
    decoder.set_limits(limits()).map_err(damaged)?;
    // A file whose orientation cannot be read is shown as it is.
    let orientation = decoder.orientation().ok();
    let mut picture = DynamicImage::from_decoder(decoder).map_err(damaged)?;
    if let Some(orientation) = orientation {
        picture.apply_orientation(orientation);
    }
    Ok(narrowed(picture))
}

/// Eight bits a channel, without an alpha channel that nothing needs.
fn narrowed(picture: DynamicImage) -> DynamicImage {
    match picture.color() {
        ColorType::L8 | ColorType::La8 | ColorType::Rgb8 | ColorType::Rgba8 => picture,
        ColorType::L16 => picture.into_luma8().into(),
        ColorType::La16 => picture.into_luma_alpha8().into(),
        ColorType::Rgba16 => picture.into_rgba8().into(),
        _ => picture.into_rgb8().into(),
    }
}

fn jpeg(picture: &DynamicImage) -> Result<Zeroizing<Vec<u8>>, AttachmentError> {
    for quality in QUALITIES {
        let mut bytes = Zeroizing::new(Vec::new());
        let encoder = JpegEncoder::new_with_quality(&mut *bytes, quality);
        picture.write_with_encoder(encoder).map_err(damaged)?;
        if bytes.len() <= MAX_BYTES {
            return Ok(bytes);
        }
    }
    Err(AttachmentError::TooLarge)
}

fn png(picture: &DynamicImage) -> Result<Zeroizing<Vec<u8>>, AttachmentError> {
    let mut bytes = Zeroizing::new(Vec::new());
    let encoder =
        PngEncoder::new_with_quality(&mut *bytes, CompressionType::Default, FilterType::Adaptive);
    picture.write_with_encoder(encoder).map_err(damaged)?;
    if bytes.len() > MAX_BYTES {
        return Err(AttachmentError::TooLarge);
    }
    Ok(bytes)
}

fn damaged(error: image::ImageError) -> AttachmentError {
    match error {
        image::ImageError::Limits(_) => AttachmentError::TooLarge,
        _ => AttachmentError::Damaged,
    }
}
