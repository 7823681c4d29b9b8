//! Administrative divisions.

use std::collections::HashMap;
use std::sync::LazyLock;

/// An administrative division of GB/T 2260.
#[derive(Debug, PartialEq, Eq)]
pub struct Region {
    /// The six-digit code, `210102`.
    pub code: &'static str,
    /// Its own name, `和平区`.
    pub zh: &'static str,
    /// Its name with those above it, `辽宁省沈阳市和平区`.
    pub full_name: String,
    /// How its own name and those above it sound, by syllable; its own first.
    pub(super) sounds: Vec<Vec<&'static str>>,
}

/// How high a division stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RegionLevel {
    /// Province, autonomous region, municipality, special administrative region.
    Province,
    /// Prefecture-level city, prefecture, league.
    City,
    /// District, county, county-level city.
    County,
}

impl Region {
    /// How high the division stands, by the zeros of its code.
    pub fn level(&self) -> RegionLevel {
        if self.code.ends_with("0000") {
            RegionLevel::Province
        } else if self.code.ends_with("00") {
            RegionLevel::City
        } else {
            RegionLevel::County
        }
    }
}

/// Every division of the table, by code.
pub fn regions() -> &'static [Region] {
    &REGIONS
}

/// The division with this code.
pub fn region(code: &str) -> Option<&'static Region> {
    static BY_CODE: LazyLock<HashMap<&'static str, &'static Region>> =
        LazyLock::new(|| REGIONS.iter().map(|region| (region.code, region)).collect());
    BY_CODE.get(code).copied()
}

/// The divisions directly below the one with `code`; for an empty code the provinces.
pub fn regions_within(code: &str) -> Vec<&'static Region> {
    let parent =
        |region: &Region| enclosing(region.code).find(|code| NAMES.contains_key(code.as_str()));
    REGIONS
        .iter()
        .filter(|region| parent(region).unwrap_or_default() == code)
        .collect()
}

/// Whether a code begins with the two digits of a province.
pub(super) fn is_province_prefix(code: &str) -> bool {
    code.get(..2)
        .is_some_and(|prefix| NAMES.contains_key(format!("{prefix}0000").as_str()))
}

/// A row of the table.
#[derive(Clone, Copy)]
struct Row {
    code: &'static str,
    zh: &'static str,
    pinyin: &'static str,
}

static ROWS: LazyLock<Vec<Row>> = LazyLock::new(|| {
    let rows = include_str!("regions.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'));
    rows.filter_map(|line| {
        let mut columns = line.split('\t');
        Some(Row {
            code: columns.next()?,
            zh: columns.next()?,
            pinyin: columns.next()?,
        })
    })
    .collect()
});

static NAMES: LazyLock<HashMap<&'static str, Row>> =
    LazyLock::new(|| ROWS.iter().map(|row| (row.code, *row)).collect());

static REGIONS: LazyLock<Vec<Region>> = LazyLock::new(|| {
    let region = |row: &Row| {
        let above = enclosing(row.code).filter_map(|code| NAMES.get(code.as_str()).copied());
        let names: Vec<Row> = [*row].into_iter().chain(above).collect();
        let sound = |row: &Row| row.pinyin.split(' ').collect();
        Region {
            code: row.code,
            zh: row.zh,
            full_name: names.iter().rev().map(|row| row.zh).collect(),
            sounds: names.iter().map(sound).collect(),
        }
    };
    ROWS.iter().map(region).collect()
});

/// The codes of the divisions that would enclose `code`, nearest first.
fn enclosing(code: &str) -> impl Iterator<Item = String> {
    let shorter = [(4, "00"), (2, "0000")];
    let code = code.to_owned();
    shorter.into_iter().filter_map(move |(digits, zeros)| {
        let above = format!("{}{zeros}", code.get(..digits)?);
        (above != code && !(digits == 4 && code.ends_with("00"))).then_some(above)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_whole_and_well_formed() {
        let rows = include_str!("regions.tsv")
            .lines()
            .filter(|line| !line.starts_with('#'))
            .count();
        assert_eq!(rows, regions().len(), "a row was not understood");
        let count = |level| {
            regions()
                .iter()
                .filter(|region| region.level() == level)
                .count()
        };
        assert_eq!(count(RegionLevel::Province), 34);
        assert_eq!(count(RegionLevel::City), 333);
        assert_eq!(count(RegionLevel::County), 2845);
        assert!(regions().windows(2).all(|pair| pair[0].code < pair[1].code));
        for region in regions() {
            assert!(region.code.len() == 6 && region.code.bytes().all(|b| b.is_ascii_digit()));
            assert!(is_province_prefix(region.code), "{}", region.code);
        }
    }

    #[test]
    fn every_name_has_a_sound_of_as_many_syllables() {
        for row in ROWS.iter() {
            assert_eq!(
                row.pinyin.split(' ').count(),
                row.zh.chars().count(),
                "{}",
                row.zh
            );
            let syllable = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_lowercase());
            assert!(row.pinyin.split(' ').all(syllable), "{}", row.pinyin);
        }
    }

    #[test]
    fn shenyang_is_complete() {
        let shenyang: Vec<_> = regions_within("210100")
            .iter()
            .map(|region| region.zh)
            .collect();
        assert_eq!(shenyang.len(), 13);
        assert!(shenyang.contains(&"浑南区") && shenyang.contains(&"新民市"));
        assert_eq!(region("210102").unwrap().full_name, "辽宁省沈阳市和平区");
        assert_eq!(region("210100").unwrap().full_name, "辽宁省沈阳市");
        assert_eq!(region("110101").unwrap().full_name, "北京市东城区");
    }

    #[test]
    fn walks_down_from_the_provinces() {
        assert_eq!(regions_within("").len(), 34);
        assert_eq!(regions_within("210000").len(), 14);
        assert!(
            regions_within("110000")
                .iter()
                .any(|region| region.zh == "东城区")
        );
        assert!(regions_within("210102").is_empty());
    }

    #[test]
    fn only_codes_that_exist_are_found() {
        assert_eq!(region("330106").unwrap().full_name, "浙江省杭州市西湖区");
        // Directly under a province.
        assert_eq!(region("469002").unwrap().full_name, "海南省琼海市");
        assert_eq!(region("219999"), None);
        assert!(!is_province_prefix("99") && !is_province_prefix("2"));
    }
}
