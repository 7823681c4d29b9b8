//! `label: value` inside prose.

/// A label found in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found<T> {
    /// Which label it is.
    pub(super) label: T,
    /// Where the label begins.
    pub(super) start: usize,
    /// Where its value begins, after the colon.
    pub(super) value: usize,
}

/// Every label of `table` that stands before a colon, in order. Of several that end at one colon the
/// longest counts; Latin labels match in any case and only as whole words.
pub(super) fn find_labels<T: Copy>(text: &str, table: &[(&str, T)]) -> Vec<Found<T>> {
    // Lower-casing ASCII only keeps every byte position.
    let lower = text.to_ascii_lowercase();
    let colons = text.char_indices().filter(|(_, c)| matches!(c, ':' | '：'));
    colons
        .filter_map(|(colon, mark)| {
            let before = lower.get(..colon)?.trim_end();
            let ends_here = |label: &str| {
                before
                    .strip_suffix(&label.to_ascii_lowercase())
                    .filter(|left| {
                        !label.is_ascii() || !left.ends_with(|c: char| c.is_ascii_alphanumeric())
                    })
            };
            table
                .iter()
                .filter_map(|(label, meaning)| ends_here(label).map(|left| (left.len(), *meaning)))
                .min_by_key(|(start, _)| *start)
                .map(|(start, label)| Found {
                    label,
                    start,
                    value: colon + mark.len_utf8(),
                })
        })
        .collect()
}

/// The values of the labels in `found`: each reaches to the next label or the end.
pub(super) fn values<'t, T: Copy>(
    text: &'t str,
    found: &[Found<T>],
) -> impl Iterator<Item = (T, &'t str)> {
    let ends: Vec<usize> = found
        .iter()
        .skip(1)
        .map(|next| next.start)
        .chain([text.len()])
        .collect();
    let found: Vec<Found<T>> = found.to_vec();
    found.into_iter().zip(ends).filter_map(move |(found, end)| {
        text.get(found.value..end)
            .map(|value| (found.label, value.trim()))
    })
}

/// The address of a web page that a text names first, without the punctuation behind it.
pub(super) fn first_link(text: &str) -> Option<&str> {
    let starts = ["https://", "http://", "www."];
    let start = starts.iter().filter_map(|start| text.find(start)).min()?;
    let rest = text.get(start..)?;
    let allowed = |c: char| c.is_ascii_alphanumeric() || "-._~:/?#[]@!$&'()*+,;=%".contains(c);
    let end = rest.find(|c| !allowed(c)).unwrap_or(rest.len());
    let link = rest
        .get(..end)?
        .trim_end_matches(['.', ',', ';', ':', ')', '\'', '!', '?']);
    (link.len() > "https://".len()).then_some(link)
}

/// The text up to the first of `stops` that stands outside brackets.
pub(super) fn until<'t>(text: &'t str, stops: &[char]) -> &'t str {
    split_outside_brackets(text, |c| stops.contains(&c))
        .into_iter()
        .next()
        .unwrap_or("")
}

/// Splits at every separator outside brackets, full-width or not.
pub(super) fn split_outside_brackets(text: &str, separates: impl Fn(char) -> bool) -> Vec<&str> {
    let mut depth = 0usize;
    let mut start = 0;
    let mut parts = Vec::new();
    for (at, c) in text.char_indices() {
        match c {
            '(' | '（' | '[' | '【' => depth += 1,
            ')' | '）' | ']' | '】' => depth = depth.saturating_sub(1),
            _ if depth == 0 && separates(c) => {
                parts.extend(text.get(start..at));
                start = at + c.len_utf8();
            }
            _ => {}
        }
    }
    parts.extend(text.get(start..));
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_label_before_a_colon_counts() {
        let table = [("信息类型", 1), ("收集信息类型", 2), ("Data", 3)];
        let text = "某服务收集信息类型：甲、乙 Metadata: no data: c";
        let found = find_labels(text, &table);
        let values: Vec<_> = values(text, &found).collect();
        assert_eq!(values, [(2, "甲、乙 Metadata: no"), (3, "c")]);
    }

    #[test]
    fn a_link_ends_before_the_sentence_does() {
        assert_eq!(
            first_link("见 www.example.com/a。应用"),
            Some("www.example.com/a")
        );
        assert_eq!(
            first_link("https://example.com/ 。"),
            Some("https://example.com/")
        );
        assert_eq!(
            first_link("(https://example.com/a?b=1&c=%3D)."),
            Some("https://example.com/a?b=1&c=%3D")
        );
        assert_eq!(first_link("https://"), None);
        assert_eq!(first_link("没有"), None);
    }

    #[test]
    fn brackets_hold_a_list_together() {
        let parts = split_outside_brackets("甲（乙、丙)、丁", |c| c == '、');
        assert_eq!(parts, ["甲（乙、丙)", "丁"]);
        assert_eq!(until("甲（乙。丙）。丁", &['。']), "甲（乙。丙）");
    }
}
