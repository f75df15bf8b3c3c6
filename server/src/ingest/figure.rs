use std::io::Cursor;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use conspectus_metadata::{Figure, Problem};
use image::{ImageFormat, ImageReader, Limits};

use super::invalid;

/// Neither side may be longer; an honest figure is far below.
const LONGEST_SIDE: u32 = 10_000;
const MOST_BYTES: u64 = 256 * 1024 * 1024;

/// Decodes the picture and writes it anew: what hides beside the pixels is gone, and what is no picture is refused.
pub(super) fn reencode(figure: &Figure) -> Result<Figure, Problem> {
    let refused = |_| invalid("body.png", "is not a PNG picture");
    let bytes = STANDARD.decode(&figure.png).map_err(|_| invalid("body.png", "is not padded base64"))?;
    let mut reader = ImageReader::with_format(Cursor::new(bytes), ImageFormat::Png);
    let mut limits = Limits::default();
    (limits.max_image_width, limits.max_image_height) = (Some(LONGEST_SIDE), Some(LONGEST_SIDE));
    limits.max_alloc = Some(MOST_BYTES);
    reader.limits(limits);
    let picture = reader.decode().map_err(refused)?;
    let mut png = Vec::new();
    picture.write_to(&mut Cursor::new(&mut png), ImageFormat::Png).map_err(refused)?;
    let (width, height) = (picture.width(), picture.height());
    Ok(Figure { png: STANDARD.encode(png), width, height, caption: figure.caption.clone() })
}
