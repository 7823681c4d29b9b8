//! The one style of the pages, and the policy that lets nothing else in.

use std::sync::LazyLock;

use axum::http::HeaderValue;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

/// Content Security Policy, level 3: no script, no frame around it, no picture, forms to ourselves, and this
/// very style by its hash.
pub(crate) static CONTENT_SECURITY_POLICY: LazyLock<HeaderValue> = LazyLock::new(|| {
    let hash = STANDARD.encode(Sha256::digest(STYLE));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{hash}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    );
    // Base64 and our own words are fit for a header.
    HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'none'"))
});

/// The style.
pub(super) const STYLE: &str = "\
:root{--ground:#faf8f4;--ink:#1f2430;--soft:#565c69;--action:#27408b;--on-action:#fff;--line:#8a8f9a;\
--wrong:#a11616;--warn:#6a4a00;--warn-ground:#fdf3d7;--field:#fff}\
@media(prefers-color-scheme:dark){:root{--ground:#16181d;--ink:#eceef2;--soft:#b3b8c2;--action:#a9bbff;\
--on-action:#10162e;--line:#7b818d;--wrong:#ffb0a8;--warn:#f3d88a;--warn-ground:#2e2714;--field:#1e2128}}\
*{box-sizing:border-box}\
body{margin:0;background:var(--ground);color:var(--ink);font:1.125rem/1.6 system-ui,'Noto Sans CJK SC',\
'Microsoft YaHei','PingFang SC',sans-serif}\
header{padding:1rem 1.25rem;border-bottom:1px solid var(--line);color:var(--soft)}\
main{max-width:30rem;margin:0 auto;padding:1rem 1.25rem 3rem}\
h1{font-size:1.75rem;line-height:1.3;margin:1rem 0}\
h2,summary,legend{font-size:1.25rem;line-height:1.4;font-weight:600;padding:0}\
h2{margin:1.5rem 0 .5rem}\
p{margin:.75rem 0}\
form{display:grid;gap:1rem;margin:1rem 0}\
.field{display:grid;gap:.25rem}\
label{font-weight:600}\
.hint,.soft{color:var(--soft);font-size:1rem;margin:0}\
input:not([type=radio]){width:100%;min-height:3.25rem;padding:.5rem .75rem;border:1px solid var(--line);\
border-radius:8px;background:var(--field);color:var(--ink);font:inherit}\
.code{font-size:1.5rem!important;letter-spacing:.1em;font-variant-numeric:tabular-nums}\
button,.button{display:block;width:100%;min-height:3.5rem;padding:.75rem 1rem;border:1px solid var(--action);\
border-radius:10px;background:var(--action);color:var(--on-action);font:inherit;font-weight:600;text-align:center;\
text-decoration:none;cursor:pointer}\
.quiet{background:none;color:var(--ink);border-color:var(--line)}\
details{margin:1.5rem 0;border-top:1px solid var(--line);border-bottom:1px solid var(--line)}\
summary{padding:.9rem 0;cursor:pointer}\
fieldset{margin:0;padding:0;border:0;display:flex;flex-wrap:wrap;gap:.75rem}\
legend{margin-bottom:.5rem}\
.number{flex:1;min-width:5rem;display:flex;gap:.5rem;align-items:center;justify-content:center;min-height:4.5rem;\
border:1px solid var(--line);border-radius:10px;background:var(--field);font-size:2rem;\
font-variant-numeric:tabular-nums;cursor:pointer}\
.number:has(:checked){outline:3px solid var(--action)}\
.number input{width:1.5rem;height:1.5rem;accent-color:var(--action)}\
.wrong{padding:.75rem 1rem;border:2px solid var(--wrong);border-radius:8px;color:var(--wrong);font-weight:600}\
.warning{padding:.75rem 1rem;border-radius:8px;background:var(--warn-ground);color:var(--warn)}\
:focus-visible{outline:3px solid var(--action);outline-offset:2px}";
