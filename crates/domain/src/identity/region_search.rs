//! Searching the divisions.

use super::pinyin;
use super::region::{Region, regions};
use super::typed::half_width_text;

/// Divisions whose code begins with `query`, or of whose names every word of it is one or a part of one, in
/// characters or in pinyin, whole or shortened (`shenyang heping`, `hpq`), in whatever width. First those whose own
/// name begins with a word of it, then those whose own name has it, then those below such; among them the highest
/// first, and those of the platform's own city and province before others. At most `limit`.
pub fn search_regions(query: &str, limit: usize) -> Vec<&'static Region> {
    let query = half_width_text(query);
    let words: Vec<_> = query.split_whitespace().map(Word::typed).collect();
    let matches = |region: &'static Region| {
        if !query.is_empty() && region.code.starts_with(&query) {
            return Some((Fit::Begins, region));
        }
        let fits = words.iter().map(|word| word.fit(region));
        let best = fits.reduce(|one, other| Some(one?.min(other?)));
        best.unwrap_or(Some(Fit::Begins)).map(|fit| (fit, region))
    };
    let mut found: Vec<_> = regions().iter().filter_map(matches).collect();
    found.sort_by_key(|(fit, region)| (*fit, region.level(), distance(region.code)));
    found
        .into_iter()
        .map(|(_, region)| region)
        .take(limit)
        .collect()
}

/// How a word fits a division, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// Its own name begins with it.
    Begins,
    /// Its own name begins with what it shortens: `xihu` stands for 西湖, and may stand for 新华.
    Shortened,
    /// Its own name has it.
    Contains,
    /// The name of one above it, or its name together with that of one above it, has it.
    Above,
}

/// A word of a query, as typed and as pinyin.
struct Word<'a> {
    text: &'a str,
    pinyin: Option<String>,
}

impl<'a> Word<'a> {
    fn typed(text: &'a str) -> Self {
        let pinyin = pinyin::typed(text);
        Self { text, pinyin }
    }

    fn fit(&self, region: &Region) -> Option<Fit> {
        if let Some(typed) = &self.pinyin {
            let mut sounds = region.sounds.iter();
            let at = sounds.position(|name| pinyin::spells(typed, name))?;
            let whole = || region.sounds[0].concat().starts_with(typed.as_str());
            return Some(match at {
                0 if whole() => Fit::Begins,
                0 => Fit::Shortened,
                _ => Fit::Above,
            });
        }
        match region.zh.find(self.text) {
            Some(0) => Some(Fit::Begins),
            Some(_) => Some(Fit::Contains),
            None => region.full_name.contains(self.text).then_some(Fit::Above),
        }
    }
}

/// How far from the platform's city, in steps: most people who are asked live there.
fn distance(code: &str) -> u8 {
    match code {
        _ if code.starts_with("2101") => 0,
        _ if code.starts_with("21") => 1,
        _ => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::super::region::region;
    use super::*;

    fn codes(query: &str, limit: usize) -> Vec<&'static str> {
        let found = search_regions(query, limit).into_iter();
        found.map(|region| region.code).collect()
    }

    #[test]
    fn finds_by_sound() {
        let first = |query: &str| search_regions(query, 10).first().map(|region| region.zh);
        assert_eq!(first("shenyang"), Some("沈阳市"));
        // Written out before shortened.
        let xihu: Vec<_> = search_regions("xihu", 3)
            .iter()
            .map(|region| region.zh)
            .collect();
        assert_eq!(xihu[0], "溪湖区");
        assert!(xihu[1..].iter().all(|name| *name == "西湖区"), "{xihu:?}");
        assert_eq!(first("sy hepingqu"), Some("和平区"));
        assert_eq!(first("Lüliang"), Some("吕梁市"));
        assert_eq!(first("chongqing"), Some("重庆市"));
        assert!(
            search_regions("hnq", 50)
                .iter()
                .any(|region| region.zh == "浑南区")
        );
        assert_eq!(first("xyzzy"), None);
    }

    #[test]
    fn finds_by_name_and_by_code() {
        assert_eq!(search_regions("沈阳", 1)[0].code, "210100");
        assert_eq!(search_regions("沈阳 铁西", 5).len(), 1);
        assert_eq!(search_regions("2101", 100).len(), 14);
        assert!(search_regions("没有这个地方", 5).is_empty());
        assert_eq!(
            search_regions("２１０１０２", 5),
            search_regions("210102", 5)
        );
        assert_eq!(search_regions("ｓｙ　ｈｅｐｉｎｇ", 5)[0].code, "210102");
    }

    #[test]
    fn shenyang_comes_first_among_equals() {
        // 天津 has one too, and 广东 a county.
        assert_eq!(codes("和平", 3), ["210102", "120101", "441624"]);
        assert_eq!(codes("heping", 3), ["210102", "120101", "441624"]);
        assert_eq!(codes("shenhe", 1), ["210103"]);
        assert_eq!(codes("铁西", 3), ["210106", "210303", "220302"]);
        // The higher one still before it, and its own name before that of one above.
        assert_eq!(
            codes("朝阳", 5),
            ["211300", "211321", "110105", "220104", "211302"]
        );
        assert_eq!(codes("吉林", 3), ["220000", "220200", "220100"]);
        assert_eq!(codes("城区", 1), ["140302"]);
    }

    #[test]
    fn equal_names_are_told_apart() {
        let found: Vec<_> = search_regions("鼓楼", 10).into_iter().collect();
        let names: Vec<_> = found
            .iter()
            .map(|region| region.full_name.as_str())
            .collect();
        assert_eq!(
            names,
            [
                "江苏省南京市鼓楼区",
                "江苏省徐州市鼓楼区",
                "福建省福州市鼓楼区",
                "河南省开封市鼓楼区"
            ]
        );
        let all: std::collections::HashSet<_> =
            regions().iter().map(|region| &region.full_name).collect();
        assert_eq!(all.len(), regions().len());
    }

    #[test]
    fn every_division_is_found_by_its_name_its_sound_and_its_code() {
        for one in regions() {
            let sound = one.sounds[0].concat();
            let fit = |text: &str| Word::typed(text).fit(one);
            assert_eq!(fit(one.zh), Some(Fit::Begins), "{}", one.zh);
            assert_eq!(fit(&sound), Some(Fit::Begins), "{sound}");
            assert!(fit(&one.full_name).is_some(), "{}", one.full_name);
            assert_eq!(region(one.code), Some(one));
        }
        for one in regions().iter().step_by(100) {
            assert_eq!(codes(one.code, 1), [one.code]);
            assert_eq!(codes(&one.full_name, 1), [one.code]);
        }
    }

    #[test]
    fn names_sound_as_people_there_say_them() {
        for (sound, code) in [
            ("leqing", ""),
            ("yueqing", "330382"),
            ("leshan", "511100"),
            ("chongqing", "500000"),
            ("xiamen", "350200"),
            ("bengbu", "340300"),
            ("bengshan", "340303"),
            ("lishui", "331100"),
            ("luan", "341500"),
            ("luhe", "320116"),
            ("taizhou", "331000"),
            ("changzi", ""),
            ("zhangzi", "140428"),
            ("changyuan", "410783"),
            ("zhongmu", "410122"),
            ("yanshan", "361124"),
            ("hongtong", "141024"),
            ("panyu", "440113"),
            ("xunxian", "410621"),
            ("donge", "371524"),
            ("fengdu", "500230"),
            ("minhang", "310112"),
            ("wubu", "610829"),
            ("muling", "231085"),
        ] {
            let found = codes(sound, usize::MAX);
            assert!(
                code.is_empty() || found.contains(&code),
                "{sound} {found:?}"
            );
            assert!(!code.is_empty() || found.is_empty(), "{sound} {found:?}");
        }
    }
}
