use super::*;

fn chunk(kind: [u8; 4], data: &[u8]) -> Vec<u8> {
    let mut bytes = (data.len() as u32).to_be_bytes().to_vec();
    bytes.extend_from_slice(&kind);
    bytes.extend_from_slice(data);
    let crc = bytes[4..].iter().fold(u32::MAX, |mut crc, byte| {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 };
        }
        crc
    });
    bytes.extend_from_slice(&(!crc).to_be_bytes());
    bytes
}

fn png(pixels: &DynamicImage, extra: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    pixels.write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png).expect("encodes");
    // After the signature and the header chunk.
    let at = 8 + 25;
    let mut with_chunk = bytes[..at].to_vec();
    with_chunk.extend_from_slice(extra);
    with_chunk.extend_from_slice(&bytes[at..]);
    with_chunk.extend_from_slice(b"trailing ann.lee@example.org");
    with_chunk
}

#[test]
fn nothing_but_pixels_leaves_an_image() {
    let mut image = image::RgbaImage::from_pixel(3, 2, image::Rgba([10, 20, 30, 255]));
    image.put_pixel(1, 1, image::Rgba([99, 98, 97, 0]));
    let given = png(&DynamicImage::ImageRgba8(image), &chunk(*b"tEXt", b"Author\0ann.lee@example.org"));
    let figure = reencode(&given, None).expect("a figure");
    assert_eq!((figure.width, figure.height), (3, 2));
    let bytes = STANDARD.decode(&figure.png).expect("base64");
    assert!(!bytes.windows(7).any(|window| window == b"ann.lee"));
    let again = image::load_from_memory(&bytes).expect("an image").to_rgba8();
    assert_eq!(again.get_pixel(0, 0).0, [10, 20, 30, 255]);
    assert_eq!(again.get_pixel(1, 1).0, [0; 4], "colour under full transparency is removed");
}

#[test]
fn svg_and_html_are_refused() {
    for given in ["<svg xmlns='http://www.w3.org/2000/svg'/>", "<!doctype html>", ""] {
        assert!(matches!(reencode(given.as_bytes(), None), Err(FigureError::NotPng)));
    }
    assert!(matches!(reencode(b"\x89PNG\r\n\x1a\nrest", None), Err(FigureError::Unreadable(_))));
}

#[test]
fn an_oversized_image_is_refused_before_it_is_unpacked() {
    let wide = DynamicImage::ImageRgb8(image::RgbImage::new(MAX_SIDE + 1, 1));
    assert!(matches!(reencode(&png(&wide, &[]), None), Err(FigureError::TooLarge)));
}
