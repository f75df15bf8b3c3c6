//! Rule *figures*: pixels only. Whatever a file carries beside its pixels does not leave.

use std::io::Cursor;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use conspectus_metadata::Figure;
use image::{DynamicImage, ImageFormat, ImageReader, Limits};

/// The largest side of a figure, in pixels.
pub const MAX_SIDE: u32 = 8_192;
/// The largest encoded figure, so that a batch can carry it.
pub const MAX_BYTES: usize = 5 * 1024 * 1024;
const MAX_DECODED: u64 = 256 * 1024 * 1024;

/// Why a figure was refused.
#[derive(Debug, thiserror::Error)]
pub enum FigureError {
    /// SVG, HTML, JPEG …: only PNG is taken.
    #[error("only PNG images are taken: SVG and HTML can carry the data they were drawn from")]
    NotPng,
    /// It claims to be PNG, but is not.
    #[error("the image cannot be read: {0}")]
    Unreadable(#[from] image::ImageError),
    /// Too many pixels or bytes.
    #[error("the image is too large: at most {MAX_SIDE} pixels a side and 5 MiB encoded")]
    TooLarge,
}

/// Decodes a PNG and encodes its pixels anew, as 8 bits a channel, without text, time, profile or any other chunk.
pub fn reencode(png: &[u8], caption: Option<String>) -> Result<Figure, FigureError> {
    if !png.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Err(FigureError::NotPng);
    }
    let mut reader = ImageReader::with_format(Cursor::new(png), ImageFormat::Png);
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_DECODED);
    reader.limits(limits);
    let decoded = reader.decode().map_err(|error| match error {
        image::ImageError::Limits(_) => FigureError::TooLarge,
        other => FigureError::Unreadable(other),
    })?;
    let pixels = visible(&decoded);
    let (width, height) = (pixels.width(), pixels.height());
    let mut encoded = Vec::new();
    pixels.write_to(&mut Cursor::new(&mut encoded), ImageFormat::Png)?;
    if encoded.len() > MAX_BYTES {
        return Err(FigureError::TooLarge);
    }
    Ok(Figure { png: STANDARD.encode(encoded), width, height, caption })
}

/// Colour under full transparency is not seen, but would be sent.
fn visible(decoded: &DynamicImage) -> DynamicImage {
    if !decoded.color().has_alpha() {
        return DynamicImage::ImageRgb8(decoded.to_rgb8());
    }
    let mut pixels = decoded.to_rgba8();
    for pixel in pixels.pixels_mut() {
        if pixel.0[3] == 0 {
            pixel.0 = [0; 4];
        }
    }
    if pixels.pixels().all(|pixel| pixel.0[3] == u8::MAX) {
        return DynamicImage::ImageRgb8(DynamicImage::ImageRgba8(pixels).to_rgb8());
    }
    DynamicImage::ImageRgba8(pixels)
}

#[cfg(test)]
mod tests;
