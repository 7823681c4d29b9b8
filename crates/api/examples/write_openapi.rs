//! Writes `docs/openapi.json` anew: `cargo run -p sst-api --example write_openapi`.

use std::path::Path;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/openapi.json");
    std::fs::write(file, sst_api::openapi::document_json()?)?;
    Ok(())
}
