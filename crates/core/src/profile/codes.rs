//! Code lists: divisions and countries. They belong to nobody, so they need no account.

use sst_domain::identity::{self, Country, Region};

use crate::view::{CodeList, OptionView};

/// Most entries that a search answers with.
const SEARCH_LIMIT: usize = 50;

/// Entries of a code list that fit a query.
pub fn search_codes(list: CodeList, query: &str) -> Vec<OptionView> {
    match list {
        CodeList::Region => identity::search_regions(query, SEARCH_LIMIT)
            .into_iter()
            .map(region)
            .collect(),
        CodeList::Country => identity::search_countries(query, SEARCH_LIMIT)
            .into_iter()
            .map(country)
            .collect(),
    }
}

/// Names of codes. Codes that this version does not know are left out.
pub fn describe_codes(list: CodeList, codes: &[String]) -> Vec<OptionView> {
    let describe = |code: &String| match list {
        CodeList::Region => identity::region(code).map(region),
        CodeList::Country => identity::country(code).map(country),
    };
    codes.iter().filter_map(describe).collect()
}

fn region(region: &Region) -> OptionView {
    let name = region.full_name.clone();
    OptionView {
        code: region.code.to_owned(),
        zh: name.clone(),
        en: name,
    }
}

fn country(country: &Country) -> OptionView {
    OptionView {
        code: country.code.to_owned(),
        zh: country.zh.to_owned(),
        en: country.en.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_that_is_found_is_described_alike() {
        let found = search_codes(CodeList::Region, "沈阳 和平");
        assert_eq!(found[0].code, "210102");
        assert_eq!(
            describe_codes(CodeList::Region, &["210102".into(), "000000".into()]),
            found[..1]
        );
        assert_eq!(search_codes(CodeList::Country, "chn")[0].en, "China");
    }
}
