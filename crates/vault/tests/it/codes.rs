//! Every code has a cause and a remedy in the documents.

#[test]
fn no_code_is_missing_from_the_tables() {
    let sources = [
        (
            include_str!("../../src/error.rs"),
            "vault-",
            include_str!("../../../../docs/vault-format.md"),
        ),
        (
            include_str!("../../src/custody/refusal.rs"),
            "keyring-",
            include_str!("../../../../docs/keys.md"),
        ),
        (
            include_str!("../../src/secret/refusal.rs"),
            "secret-",
            include_str!("../../../../docs/keys.md"),
        ),
    ];
    let mut codes = 0;
    for (source, prefix, page) in sources {
        let quoted = source.split('"').skip(1).step_by(2);
        for code in quoted.filter(|text| text.starts_with(prefix)) {
            assert!(
                page.contains(&format!("\n| `{code}` | ")),
                "{code} has no row"
            );
            codes += 1;
        }
    }
    assert_eq!(codes, 30);
}
