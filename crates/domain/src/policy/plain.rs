//! Whether a file is a plain text at all.

use std::borrow::Cow;

use super::lines::Line;
use super::problem::{PolicyProblem, PolicyProblemCode, PolicyProblems};

/// The bytes of a file as text. Bytes that are not UTF-8 become U+FFFD, for which the import names their lines.
///
/// # Errors
///
/// [`PolicyProblemCode::Utf16`]: read as UTF-8, such a file would seem broken in every line.
pub(super) fn text_of(bytes: &[u8]) -> Result<Cow<'_, str>, PolicyProblems> {
    if is_utf16(bytes) {
        return Err(PolicyProblems(vec![PolicyProblem {
            line: 1,
            code: PolicyProblemCode::Utf16,
            excerpt: String::new(),
        }]));
    }
    Ok(String::from_utf8_lossy(bytes))
}

/// A byte order mark says so. Without one, line ends, digits and Latin letters have a zero byte each, most of
/// them at one place of their pair; 一 (U+4E00) has its own at the other. A file that is good UTF-8 may have a zero byte by a slip, but not many.
fn is_utf16(bytes: &[u8]) -> bool {
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        return true;
    }
    let zeros = |parity: usize| {
        let bytes = bytes.iter().skip(parity).step_by(2);
        bytes.filter(|byte| **byte == 0).count()
    };
    let (first, second) = (zeros(0), zeros(1));
    let (most, least) = (first.max(second), first.min(second));
    let one_in = if str::from_utf8(bytes).is_ok() { 4 } else { 50 };
    most >= 2 && least * 2 <= most && most * one_in >= bytes.len()
}

/// The first line of a file that is no plain text but a page of the web, a PDF, or what a word processor keeps.
pub(super) fn other_format<'a>(lines: &[Line<'a>]) -> Option<Line<'a>> {
    let first = lines.first()?;
    let head: String = first.text.chars().take(16).collect();
    let head = head.to_ascii_lowercase();
    let heads = [
        "<!doctype",
        "<html",
        "<?xml",
        "<head",
        "<body",
        "{\\rtf",
        "%pdf-",
        "pk\u{3}\u{4}",
    ];
    if heads.iter().any(|format| head.starts_with(format)) {
        return Some(*first);
    }
    let opens = |line: &&Line<'_>| tag_at(line.text);
    let tagged = lines.iter().filter(opens).count();
    let is_page = tagged * 2 > lines.len();
    is_page.then(|| lines.iter().find(opens).copied()).flatten()
}

/// Whether a line has tags or character references of HTML in it, which a person would read as they are.
pub(super) fn has_markup(text: &str) -> bool {
    let tags = text.match_indices('<').map(|(at, _)| at);
    let references = text.match_indices('&').map(|(at, _)| at);
    tags.into_iter()
        .any(|at| text.get(at..).is_some_and(tag_at))
        || references
            .into_iter()
            .any(|at| text.get(at..).is_some_and(reference_at))
}

/// Whether a tag of HTML stands at the beginning: of an element that pages are made of, for "<18 岁" and
/// "<https://…>" are none.
fn tag_at(text: &str) -> bool {
    const ELEMENTS: &[&str] = &[
        "a", "article", "b", "body", "br", "button", "center", "dd", "div", "dl", "dt", "em",
        "font", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hr",
        "html", "i", "iframe", "img", "input", "li", "link", "main", "meta", "nav", "ol", "p",
        "pre", "script", "section", "span", "strong", "style", "sub", "sup", "svg", "table",
        "tbody", "td", "th", "thead", "title", "tr", "u", "ul",
    ];
    let Some(rest) = text.strip_prefix('<') else {
        return false;
    };
    let rest = rest.strip_prefix('/').unwrap_or(rest);
    let end = rest
        .find(|c: char| !c.is_ascii_alphanumeric())
        .unwrap_or(rest.len());
    let (name, behind) = rest.split_at(end);
    ELEMENTS.contains(&name.to_ascii_lowercase().as_str())
        && behind.starts_with([' ', '\t', '>', '/'])
}

/// `&nbsp;`, `&#160;` and their like.
fn reference_at(text: &str) -> bool {
    let Some((name, _)) = text.get(1..).and_then(|rest| rest.split_once(';')) else {
        return false;
    };
    let names = [
        "nbsp", "amp", "lt", "gt", "quot", "apos", "ldquo", "rdquo", "emsp", "ensp", "middot",
        "copy",
    ];
    let number = name
        .strip_prefix('#')
        .map(|number| number.trim_start_matches(['x', 'X']));
    names.contains(&name)
        || number.is_some_and(|number| {
            (1..=6).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_hexdigit())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_markup_from_text() {
        for text in [
            "<p>甲</p>",
            "甲<br/>乙",
            "甲&nbsp;乙",
            "A &#8220;b",
            "<A HREF='x'>甲",
        ] {
            assert!(has_markup(text), "{text}");
        }
        for text in [
            "<18岁的人",
            "若 a < b 且 c > d",
            "<https://example.com/>",
            "https://example.com/?a=1&lt=2&amp=3",
            "甲 & 乙; 丙",
            "<公司名称>",
            "<ab>",
            "&;",
        ] {
            assert!(!has_markup(text), "{text}");
        }
    }

    #[test]
    fn tells_utf16_from_a_slip() {
        let encoded =
            |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
        let text = "隐私政策\n一、收集\n甲。\n";
        assert!(is_utf16(&encoded(&format!("\u{FEFF}{text}"))));
        assert!(is_utf16(&encoded(text)), "without a mark");
        let swapped: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert!(is_utf16(&swapped));
        assert!(!is_utf16(text.as_bytes()));
        assert!(!is_utf16(text.replace("甲", "\0甲\0").as_bytes()));
        assert!(!is_utf16(b""));
    }
}
