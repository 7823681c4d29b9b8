use image::{ImageEncoder as _, ImageReader, Rgb, RgbImage};

use super::*;

const SECRET: &[u8] = b"GPS 41.8057 123.4315";

/// Wider than high; the upper left corner is red.
fn picture() -> RgbImage {
    RgbImage::from_fn(48, 16, |x, y| {
        if x < 16 && y < 8 {
            Rgb([250, 5, 5])
        } else {
            Rgb([5, 5, 250])
        }
    })
}

fn jpeg() -> Vec<u8> {
    let mut bytes = Vec::new();
    let encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut bytes, 95);
    picture().write_with_encoder(encoder).unwrap();
    bytes
}

fn png() -> Vec<u8> {
    let mut bytes = Vec::new();
    let picture = picture();
    image::codecs::png::PngEncoder::new(&mut bytes)
        .write_image(&picture, 48, 16, image::ExtendedColorType::Rgb8)
        .unwrap();
    bytes
}

/// A TIFF with orientation 6 (a quarter turn to the right) and a text.
fn exif() -> Vec<u8> {
    let mut tiff = b"II*\0\x08\0\0\0\x02\0".to_vec();
    tiff.extend(b"\x12\x01\x03\0\x01\0\0\0\x06\0\0\0");
    tiff.extend(b"\x0e\x01\x02\0");
    tiff.extend(u32::try_from(SECRET.len()).unwrap().to_le_bytes());
    tiff.extend(38_u32.to_le_bytes());
    tiff.extend([0; 4]);
    tiff.extend(SECRET);
    // As a thumbnail stands there: a whole picture within the picture.
    tiff.extend(jpeg());
    tiff
}

fn with_exif() -> Vec<u8> {
    let exif = exif();
    let mut bytes = vec![0xff, 0xd8, 0xff, 0xe1];
    bytes.extend(u16::try_from(exif.len() + 8).unwrap().to_be_bytes());
    bytes.extend(b"Exif\0\0");
    bytes.extend(exif);
    bytes.extend(&jpeg()[2..]);
    bytes.extend(b"behind the end ");
    bytes.extend(SECRET);
    bytes
}

fn chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut chunk = u32::try_from(data.len()).unwrap().to_be_bytes().to_vec();
    chunk.extend(kind);
    chunk.extend(data);
    let mut crc = flate2::Crc::new();
    crc.update(&chunk[4..]);
    chunk.extend(crc.sum().to_be_bytes());
    chunk
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

fn code(file: &[u8]) -> &'static str {
    prepare(file).err().unwrap().code()
}

fn opened(prepared: &Prepared) -> RgbImage {
    let reader = ImageReader::new(std::io::Cursor::new(&**prepared.bytes));
    let picture = reader.with_guessed_format().unwrap().decode().unwrap();
    picture.into_rgb8()
}

#[test]
fn of_a_photo_nothing_is_kept_but_what_is_seen() {
    let file = with_exif();
    assert!(holds(&file, SECRET) && holds(&file, b"Exif"));
    let prepared = prepare(&file).unwrap();
    assert_eq!(prepared.kind, AttachmentKind::Jpeg);
    for gone in [SECRET, b"Exif", b"behind the end"] {
        assert!(!holds(&prepared.bytes, gone));
    }
    let starts = prepared.bytes.windows(3);
    let pictures = starts.filter(|start| *start == [0xff, 0xd8, 0xff]).count();
    assert_eq!(pictures, 1, "and no thumbnail");
    assert!(prepared.bytes.ends_with(&[0xff, 0xd9]));
    let picture = opened(&prepared);
    assert_eq!(picture.dimensions(), (16, 48), "it is turned");
    let [corner, other] = [(12, 4), (3, 40)].map(|(x, y)| picture.get_pixel(x, y).0);
    assert!(corner[0] > 200 && corner[2] < 60, "{corner:?}");
    assert!(other[2] > 200 && other[0] < 60, "{other:?}");
}

#[test]
fn texts_in_a_png_go_and_its_orientation_is_kept_to() {
    let plain = png();
    let mut file = plain[..33].to_vec();
    file.extend(chunk(b"tEXt", &[b"Comment\0", SECRET].concat()));
    file.extend(chunk(b"eXIf", &exif()));
    file.extend(&plain[33..]);
    file.extend(SECRET);
    let prepared = prepare(&file).unwrap();
    assert_eq!(prepared.kind, AttachmentKind::Png);
    for gone in [SECRET, b"tEXt", b"eXIf"] {
        assert!(!holds(&prepared.bytes, gone));
    }
    let picture = opened(&prepared);
    assert_eq!(picture.dimensions(), (16, 48));
    assert_eq!(picture.get_pixel(12, 4).0, [250, 5, 5]);
}

#[test]
fn a_picture_that_unfolds_beyond_measure_is_refused_before_it_does() {
    // 60,000 × 60,000 points of nothing, which zlib makes small.
    let mut header = 60_000_u32.to_be_bytes().to_vec();
    header.extend(60_000_u32.to_be_bytes());
    header.extend([8, 2, 0, 0, 0]);
    let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    std::io::Write::write_all(&mut zlib, &vec![0; 4 * 1024 * 1024]).unwrap();
    let mut bomb = b"\x89PNG\r\n\x1a\n".to_vec();
    bomb.extend(chunk(b"IHDR", &header));
    bomb.extend(chunk(b"IDAT", &zlib.finish().unwrap()));
    bomb.extend(chunk(b"IEND", &[]));
    assert_eq!(code(&bomb), "attachment-too-large");
    // The same claim in a JPEG: height and width stand in its frame.
    let mut file = jpeg();
    let frame = file
        .windows(2)
        .position(|pair| pair == [0xff, 0xc0])
        .unwrap();
    file[frame + 5..frame + 9].copy_from_slice(&[0xff; 4]);
    assert_eq!(code(&file), "attachment-too-large");
}

#[test]
fn what_is_not_whole_is_refused() {
    for file in [jpeg(), png()] {
        for cut in [file.len() / 2, file.len() * 9 / 10, 24] {
            assert_eq!(code(&file[..cut]), "attachment-damaged", "at {cut}");
        }
    }
}

#[test]
fn the_content_says_what_a_file_is() {
    let pdf = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF";
    let prepared = prepare(pdf).unwrap();
    assert_eq!(
        (prepared.kind, &**prepared.bytes),
        (AttachmentKind::Pdf, pdf.as_slice())
    );

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("身份证.jpg");
    std::fs::write(&path, "no picture").unwrap();
    assert_eq!(read(&path).err().unwrap().code(), "attachment-type");
    std::fs::write(&path, png()).unwrap();
    assert_eq!(read(&path).unwrap().kind, AttachmentKind::Png);
    std::fs::write(&path, vec![0xff; MAX_BYTES + 1]).unwrap();
    assert_eq!(read(&path).err().unwrap().code(), "attachment-too-large");
    assert_eq!(
        read(folder.path()).err().unwrap().code(),
        "attachment-unreadable",
        "a folder"
    );
    assert_eq!(code(b""), "attachment-type");
}
