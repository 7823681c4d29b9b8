//! Identity and contact data of a person: parse what was typed, explain what is wrong with it by a
//! [`FieldCode`], and mask what a screen may show.
//!
//! Every parser accepts surrounding white space and full-width digits and letters, because Chinese
//! input methods produce them; what it returns is the canonical form that is stored and sent. No value
//! type shows its content in `Debug`. Nothing here knows what day it is: callers pass `today`.

mod code;
mod country;
mod date;
mod document;
mod email;
mod mask;
mod name;
mod phone;
mod pinyin;
mod postcode;
mod region;
mod region_search;
mod resident;
mod typed;

pub use code::FieldCode;
pub use country::{Country, countries, country, search_countries};
pub use date::{parse_date, parse_past_date};
pub use document::{
    DocumentFacts, DocumentKind, DocumentNumber, DocumentSex, document_facts, parse_number,
};
pub use email::Email;
pub use mask::{mask_date, mask_document, mask_email, mask_name, mask_phone, mask_text};
pub use name::PersonName;
pub use phone::Phone;
pub use postcode::Postcode;
pub use region::{Region, RegionLevel, region, regions, regions_within};
pub use region_search::search_regions;
pub(crate) use typed::half_width;
