//! Writes the TypeScript side of the commands to the path given (`cargo xtask bindings`).

fn main() -> anyhow::Result<()> {
    let path = std::env::args()
        .nth(1)
        .ok_or_else(|| anyhow::anyhow!("usage: bindings FILE"))?;
    shengshitong::bindings().export(specta_typescript::Typescript::default(), path)?;
    Ok(())
}
