//! Countries and regions.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::pinyin;
use super::typed::half_width_text;

/// A country or region of ISO 3166-1 (GB/T 2659).
#[derive(Debug, PartialEq, Eq)]
pub struct Country {
    /// The alpha-3 code, `CHN`.
    pub code: &'static str,
    /// The numeric code, three digits, `156`.
    pub numeric: &'static str,
    /// The short name in Chinese.
    pub zh: &'static str,
    /// The short name in English.
    pub en: &'static str,
    /// How the Chinese name sounds, by syllable.
    sound: Vec<&'static str>,
}

/// Every country and region: China first, the others by their code.
pub fn countries() -> &'static [Country] {
    &COUNTRIES
}

/// The country with this alpha-3 code, in capitals.
pub fn country(code: &str) -> Option<&'static Country> {
    static BY_CODE: LazyLock<HashMap<&'static str, &'static Country>> = LazyLock::new(|| {
        COUNTRIES
            .iter()
            .map(|country| (country.code, country))
            .collect()
    });
    BY_CODE.get(code).copied()
}

/// Countries whose code, in letters or in digits, begins with `query`, or whose Chinese or English name contains
/// it, and after them those whose Chinese name it spells in pinyin, whole or shortened; case and width do not
/// matter. At most `limit`, else in the order of [`countries`].
pub fn search_countries(query: &str, limit: usize) -> Vec<&'static Country> {
    let query = half_width_text(query).to_lowercase();
    let typed = pinyin::typed(&query);
    let named = |country: &&Country| {
        country.code.to_lowercase().starts_with(&query)
            || country.numeric.starts_with(&query)
            || country.zh.contains(&query)
            || country.en.to_lowercase().contains(&query)
    };
    let sounds = |country: &&Country| {
        let spells = |typed: &String| pinyin::spells(typed, &country.sound);
        !named(country) && typed.as_ref().is_some_and(spells)
    };
    let by_sound = COUNTRIES.iter().filter(sounds);
    COUNTRIES
        .iter()
        .filter(named)
        .chain(by_sound)
        .take(limit)
        .collect()
}

static COUNTRIES: LazyLock<Vec<Country>> = LazyLock::new(|| {
    include_str!("countries.tsv")
        .lines()
        .filter_map(parse_row)
        .collect()
});

fn parse_row(line: &'static str) -> Option<Country> {
    if line.starts_with('#') {
        return None;
    }
    let mut columns = line.split('\t');
    Some(Country {
        code: columns.next()?,
        numeric: columns.next()?,
        zh: columns.next()?,
        en: columns.next()?,
        sound: columns.next()?.split(' ').collect(),
    })
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn the_list_is_whole_and_well_formed() {
        let rows = include_str!("countries.tsv")
            .lines()
            .filter(|line| !line.starts_with('#'));
        assert_eq!(rows.count(), countries().len(), "a row was not understood");
        assert_eq!(countries().len(), 249);
        let codes: HashSet<_> = countries().iter().map(|country| country.code).collect();
        let numbers: HashSet<_> = countries().iter().map(|country| country.numeric).collect();
        assert_eq!((codes.len(), numbers.len()), (249, 249));
        for country in countries() {
            assert!(
                country.code.len() == 3 && country.code.bytes().all(|b| b.is_ascii_uppercase())
            );
            assert!(
                country.numeric.len() == 3 && country.numeric.bytes().all(|b| b.is_ascii_digit())
            );
            assert!(!country.zh.is_empty() && !country.en.is_empty());
            let letters = country.zh.chars().filter(|c| c.is_alphabetic()).count();
            assert_eq!(country.sound.len(), letters, "{}", country.zh);
        }
    }

    #[test]
    fn finds_by_code_and_by_name() {
        assert_eq!(
            country("CHN").map(|c| (c.numeric, c.zh)),
            Some(("156", "中国"))
        );
        assert_eq!(country("chn"), None);
        assert_eq!(country("XXX"), None);
        assert_eq!(search_countries("中国", 10).len(), 4);
        assert_eq!(
            search_countries("germ", 10).first().map(|c| c.code),
            Some("DEU")
        );
        assert_eq!(search_countries("", 7).len(), 7);
        let by_sound = |query| search_countries(query, 1).first().map(|c| c.zh);
        assert_eq!(by_sound("zhongguo"), Some("中国"));
        assert_eq!(by_sound("ribe"), Some("日本"));
        assert_eq!(by_sound("jnd"), Some("加拿大"));
        assert_eq!(by_sound("xyzzy"), None);
    }

    #[test]
    fn finds_by_digits_and_in_full_width() {
        let found = |query| -> Vec<_> {
            let found = search_countries(query, 20).into_iter();
            found.map(|country| country.code).collect()
        };
        assert_eq!(found("156"), ["CHN"]);
        assert_eq!(found("00"), ["AFG", "ALB"]);
        assert_eq!(found("１５６"), ["CHN"]);
        assert_eq!(found("ＣＨＮ")[0], "CHN");
        assert_eq!(found("　ｃｈｎ　"), found("chn"));
        assert_eq!(found("ｒｉｂｅ"), found("ribe"));
        assert!(found("56").contains(&"NGA") && !found("56").contains(&"CHN"));
    }
}
