//! Services of others, taken out of the prose.

use super::document::{Block, Clause, Item, Section, SectionBlock, ThirdParty};
use super::labels::{find_labels, first_link, split_outside_brackets, until, values};

/// What a label in the description of a service means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Label {
    Name,
    Company,
    Purpose,
    Data,
    Link,
}

const LABELS: &[(&str, Label)] = &[
    ("SDK名称", Label::Name),
    ("第三方名称", Label::Name),
    ("服务名称", Label::Name),
    ("名称", Label::Name),
    ("Name", Label::Name),
    ("公司", Label::Company),
    ("公司名称", Label::Company),
    ("运营方", Label::Company),
    ("提供方", Label::Company),
    ("开发者", Label::Company),
    ("第三方主体", Label::Company),
    ("Company", Label::Company),
    ("Provider", Label::Company),
    ("场景描述", Label::Purpose),
    ("使用场景", Label::Purpose),
    ("使用场景描述", Label::Purpose),
    ("应用场景", Label::Purpose),
    ("业务场景", Label::Purpose),
    ("使用目的", Label::Purpose),
    ("处理目的", Label::Purpose),
    ("目的", Label::Purpose),
    ("用途", Label::Purpose),
    ("Purpose", Label::Purpose),
    ("Used for", Label::Purpose),
    ("收集个人信息类型", Label::Data),
    ("收集的个人信息类型", Label::Data),
    ("收集个人信息", Label::Data),
    ("收集的个人信息", Label::Data),
    ("收集信息类型", Label::Data),
    ("收集的信息类型", Label::Data),
    ("收集信息", Label::Data),
    ("收集的信息", Label::Data),
    ("收集的数据", Label::Data),
    ("共享信息", Label::Data),
    ("共享的信息", Label::Data),
    ("个人信息类型", Label::Data),
    ("信息类型", Label::Data),
    ("Data", Label::Data),
    ("Data collected", Label::Data),
    ("Personal data collected", Label::Data),
    ("Data it takes", Label::Data),
    ("隐私政策链接", Label::Link),
    ("隐私权政策链接", Label::Link),
    ("隐私政策地址", Label::Link),
    ("隐私政策网址", Label::Link),
    ("隐私政策", Label::Link),
    ("隐私协议", Label::Link),
    ("链接", Label::Link),
    ("Privacy policy", Label::Link),
    ("Its privacy policy", Label::Link),
    ("Link", Label::Link),
];

/// Most characters of a name; what is longer before a label is a sentence.
const LONGEST_NAME: usize = 40;

/// The services of others that the sections name, in the order of the text.
///
/// A service is a clause or item that labels at least two of purpose, data and link, and whose text or
/// whose heading speaks of an SDK or a third party.
pub(super) fn third_parties(sections: &[Section]) -> Vec<ThirdParty> {
    let mut found = Vec::new();
    for section in sections {
        let expected = is_about_others(&section.title);
        for block in &section.blocks {
            if let SectionBlock::Clause(clause) = block {
                let Clause {
                    id, text, blocks, ..
                } = clause;
                visit(&mut found, expected, id, text, blocks);
            }
        }
    }
    found
}

/// `expected` says that the heading above speaks of others.
fn visit(found: &mut Vec<ThirdParty>, expected: bool, id: &str, line: &str, blocks: &[Block]) {
    let announces = is_about_others(line);
    let mut text = line.to_owned();
    for block in blocks {
        match block {
            Block::Paragraph(paragraph) => {
                text.push('\n');
                text.push_str(&paragraph.text);
            }
            Block::Item(Item {
                id, text, blocks, ..
            }) => visit(found, announces, id, text, blocks),
        }
    }
    if expected || is_about_others(&text) {
        found.extend(describe(id, &text));
    }
}

fn is_about_others(text: &str) -> bool {
    let lower = text.to_lowercase();
    [
        "sdk",
        "第三方",
        "third party",
        "third-party",
        "third parties",
    ]
    .iter()
    .any(|word| lower.contains(word))
}

fn describe(id: &str, text: &str) -> Option<ThirdParty> {
    let labels = find_labels(text, LABELS);
    let has = |label| usize::from(labels.iter().any(|found| found.label == label));
    if has(Label::Purpose) + has(Label::Data) + has(Label::Link) < 2 {
        return None;
    }
    let value_of = |label| {
        values(text, &labels)
            .find(|(l, _)| *l == label)
            .map(|(_, value)| value)
    };
    let before = text.get(..labels.first()?.start)?;
    let name = plain(value_of(Label::Name).unwrap_or(before));
    if name.is_empty() || name.chars().count() > LONGEST_NAME {
        return None;
    }
    let link = value_of(Label::Link)
        .and_then(first_link)
        .or_else(|| first_link(text));
    Some(ThirdParty {
        clause: id.to_owned(),
        name,
        company: value_of(Label::Company)
            .map(plain)
            .filter(|company| !company.is_empty()),
        purpose: value_of(Label::Purpose).map(plain).unwrap_or_default(),
        data: value_of(Label::Data).map(kinds_of_data).unwrap_or_default(),
        link: link.map(absolute).unwrap_or_default(),
        background: background(text),
    })
}

/// A value up to the end of its sentence, without marks at its ends.
fn plain(value: &str) -> String {
    let sentence = until(value, &['。', '；', ';', '\n']);
    let marks = |c: char| c.is_whitespace() || "，、,.：:；;-–—".contains(c);
    sentence.trim_matches(marks).to_owned()
}

fn kinds_of_data(value: &str) -> Vec<String> {
    // A full stop ends an English sentence only before white space: "Wi-Fi 2.4" goes on.
    let sentence = split_sentences(value).into_iter().next().unwrap_or("");
    let parts = split_outside_brackets(sentence, |c| "、，,；;".contains(c));
    let mut kinds: Vec<String> = Vec::new();
    for part in parts {
        for part in split_last(part) {
            let kind = plain(part);
            let kind = kind.strip_suffix('等').unwrap_or(&kind).trim();
            if !kind.is_empty() && !kinds.iter().any(|known| known == kind) {
                kinds.push(kind.to_owned());
            }
        }
    }
    kinds
}

/// The two sides of the word that joins the last kinds of a list, outside brackets.
fn split_last(part: &str) -> Vec<&str> {
    let mut depth = 0usize;
    for (at, c) in part.char_indices() {
        match c {
            '(' | '（' => depth += 1,
            ')' | '）' => depth = depth.saturating_sub(1),
            _ => {}
        }
        let (before, rest) = part.split_at(at);
        let spaced = before.is_empty() || before.ends_with(' ');
        let word = ["以及", "and "]
            .into_iter()
            .find(|word| rest.starts_with(word));
        if let Some(word) = word.filter(|word| depth == 0 && (spaced || !word.is_ascii())) {
            return vec![before, &rest[word.len()..]];
        }
    }
    vec![part]
}

/// The sentences that speak of the time when the app is in the background.
fn background(text: &str) -> String {
    let speaks = |sentence: &&str| {
        sentence.contains("后台") || sentence.to_lowercase().contains("in the background")
    };
    let sentences = split_sentences(text);
    let found: Vec<&str> = sentences
        .into_iter()
        .map(str::trim)
        .filter(speaks)
        .collect();
    found.join(" ")
}

/// Sentences with their full stops.
fn split_sentences(text: &str) -> Vec<&str> {
    let mut sentences = Vec::new();
    let mut start = 0;
    let mut chars = text.char_indices().peekable();
    let mut depth = 0usize;
    while let Some((at, c)) = chars.next() {
        match c {
            '(' | '（' => depth += 1,
            ')' | '）' => depth = depth.saturating_sub(1),
            _ => {}
        }
        let next_is_gap = chars.peek().is_none_or(|(_, next)| next.is_whitespace());
        if c == '\n' || (depth == 0 && (matches!(c, '。' | '！') || (c == '.' && next_is_gap))) {
            let end = at + c.len_utf8();
            sentences.extend(text.get(start..end));
            start = end;
        }
    }
    sentences.extend(text.get(start..));
    sentences
}

fn absolute(link: &str) -> String {
    if link.starts_with("www.") {
        format!("https://{link}")
    } else {
        link.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_a_service_however_its_parts_are_ordered() {
        let chinese = "甲推送SDK 使用场景：消息推送（含乙、丙），隐私政策链接：www.example.com/p。收集个人信息类型：设备信息（型号、系统）、MAC地址（甲）以及位置信息（乙）。后台运行时继续获取MAC地址。";
        let found = describe("s1.c1", chinese).unwrap();
        assert_eq!(found.name, "甲推送SDK");
        assert_eq!(found.purpose, "消息推送（含乙、丙）");
        assert_eq!(
            found.data,
            ["设备信息（型号、系统）", "MAC地址（甲）", "位置信息（乙）"]
        );
        assert_eq!(found.link, "https://www.example.com/p");
        assert_eq!(found.background, "后台运行时继续获取MAC地址。");

        let english = "Example Maps SDK. Provider: Example Ltd. Purpose: finding your place. Data collected: device model, position and Wi-Fi sensors. Privacy policy: https://example.com/privacy.";
        let found = describe("s1.c1", english).unwrap();
        assert_eq!(
            (found.name.as_str(), found.purpose.as_str()),
            ("Example Maps SDK", "finding your place")
        );
        assert_eq!(found.company.as_deref(), Some("Example Ltd"));
        assert_eq!(found.data, ["device model", "position", "Wi-Fi sensors"]);
        assert_eq!(
            (found.link.as_str(), found.background.as_str()),
            ("https://example.com/privacy", "")
        );
    }

    #[test]
    fn a_sentence_about_purposes_is_no_service() {
        assert_eq!(describe("s1", "我们使用第三方SDK的目的：改进服务。"), None);
        assert_eq!(
            describe(
                "s1",
                &format!("{}目的：甲。链接：乙", "很长的句子".repeat(10))
            ),
            None
        );
    }
}
