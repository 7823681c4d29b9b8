//! Finding a name by how it sounds: Hanyu Pinyin without tones, written out, shortened, or as first letters.

/// What was typed, as it is compared: Latin letters in small, `ü` as `v`, without the marks between syllables.
/// `None` where it is no pinyin.
pub(super) fn typed(query: &str) -> Option<String> {
    let letters = query.chars().filter(|c| !c.is_whitespace() && *c != '\'');
    let letters: String = letters
        .flat_map(char::to_lowercase)
        .map(|c| if c == 'ü' { 'v' } else { c })
        .collect();
    let latin = !letters.is_empty() && letters.bytes().all(|b| b.is_ascii_lowercase());
    latin.then_some(letters)
}

/// Whether `query` is the beginning of what `syllables` spell, where each syllable may be shortened: `shenyang`,
/// `sheny` and `sy` all spell 沈阳.
pub(super) fn spells(query: &str, syllables: &[&str]) -> bool {
    let Some((syllable, rest)) = syllables.split_first() else {
        return query.is_empty();
    };
    let common = query
        .bytes()
        .zip(syllable.bytes())
        .take_while(|(typed, spelt)| typed == spelt)
        .count();
    query.is_empty() || (1..=common).any(|taken| spells(&query[taken..], rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_spelt_whole_shortened_and_by_first_letters() {
        let shenyang = ["shen", "yang", "shi"];
        for query in [
            "shenyang",
            "shenyangshi",
            "sheny",
            "sy",
            "sys",
            "s",
            "syang",
        ] {
            assert!(spells(query, &shenyang), "{query}");
        }
        for query in ["yang", "shang", "sya ng", "shenyangshix", "hen"] {
            assert!(!spells(query, &shenyang), "{query}");
        }
    }

    #[test]
    fn what_is_typed_is_made_comparable() {
        assert_eq!(typed(" Xi'an ").as_deref(), Some("xian"));
        assert_eq!(typed("LÜ liang").as_deref(), Some("lvliang"));
        assert_eq!(typed("沈阳"), None);
        assert_eq!(typed("210100"), None);
        assert_eq!(typed(" "), None);
    }
}
