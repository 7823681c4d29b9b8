//! From the drawing to PNG, ICO and ICNS.

use std::io::Cursor;

use anyhow::Context as _;
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg;

/// A generated file of `icons/`.
pub(crate) struct File {
    pub(crate) name: &'static str,
    pub(crate) bytes: Vec<u8>,
}

/// Sides in pixels of the PNG files that the bundler and the shell name.
const PNG: [(&str, u32); 5] = [
    ("16x16.png", 16),
    ("32x32.png", 32),
    ("128x128.png", 128),
    ("128x128@2x.png", 256),
    ("icon.png", 512),
];
/// Windows picks the nearest of these; the first is what it shows in lists.
const ICO: [u32; 7] = [32, 16, 20, 24, 48, 64, 256];
const ICNS: [u32; 6] = [16, 32, 64, 128, 256, 512];

/// Everything that is generated, in the order it is written.
pub(crate) fn all(svg: &[u8]) -> anyhow::Result<Vec<File>> {
    let drawing = Drawing::parse(svg)?;
    let mut files = Vec::new();
    for (name, side) in PNG {
        files.push(File {
            name,
            bytes: drawing.pixels(side)?.encode_png()?,
        });
    }
    files.push(File {
        name: "icon.ico",
        bytes: drawing.ico()?,
    });
    files.push(File {
        name: "icon.icns",
        bytes: drawing.icns()?,
    });
    Ok(files)
}

struct Drawing(usvg::Tree);

impl Drawing {
    fn parse(svg: &[u8]) -> anyhow::Result<Self> {
        Ok(Self(usvg::Tree::from_data(svg, &usvg::Options::default())?))
    }

    fn pixels(&self, side: u32) -> anyhow::Result<Pixmap> {
        let mut pixels =
            Pixmap::new(side, side).context("an icon has a side of at least one pixel")?;
        let size = self.0.size();
        let scale = Transform::from_scale(side as f32 / size.width(), side as f32 / size.height());
        resvg::render(&self.0, scale, &mut pixels.as_mut());
        Ok(pixels)
    }

    fn ico(&self) -> anyhow::Result<Vec<u8>> {
        let mut icon = ico::IconDir::new(ico::ResourceType::Icon);
        for side in ICO {
            let image = ico::IconImage::from_rgba_data(side, side, straight(&self.pixels(side)?));
            // Old shells read small sizes only as bitmaps.
            icon.add_entry(match side {
                0..256 => ico::IconDirEntry::encode_as_bmp(&image)?,
                _ => ico::IconDirEntry::encode_as_png(&image)?,
            });
        }
        let mut bytes = Cursor::new(Vec::new());
        icon.write(&mut bytes)?;
        Ok(bytes.into_inner())
    }

    fn icns(&self) -> anyhow::Result<Vec<u8>> {
        let mut family = icns::IconFamily::new();
        for side in ICNS {
            let rgba = straight(&self.pixels(side)?);
            family.add_icon(&icns::Image::from_data(
                icns::PixelFormat::RGBA,
                side,
                side,
                rgba,
            )?)?;
        }
        let mut bytes = Vec::new();
        family.write(&mut bytes)?;
        Ok(bytes)
    }
}

/// RGBA with straight alpha, as ICO and ICNS want it.
fn straight(pixels: &Pixmap) -> Vec<u8> {
    pixels
        .pixels()
        .iter()
        .flat_map(|pixel| {
            let colour = pixel.demultiply();
            [colour.red(), colour.green(), colour.blue(), colour.alpha()]
        })
        .collect()
}
