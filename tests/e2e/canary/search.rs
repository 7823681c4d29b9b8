//! The search through folders and files, their names included.

use std::fs;
use std::io::ErrorKind;
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, ensure};

use super::Canary;
use super::shapes::Shapes;

/// Where a canary was found. It carries the canary's name, never its value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Hit {
    pub(crate) path: PathBuf,
    pub(crate) canary: String,
    pub(crate) encoding: &'static str,
}

/// Looks through every file under the roots. An error if nothing was there to look through, because
/// then finding nothing would mean nothing.
pub(crate) fn search(roots: &[PathBuf], canaries: &[Canary]) -> anyhow::Result<Vec<Hit>> {
    let shapes = Shapes::of(canaries)?;
    let mut hits = Vec::new();
    let mut files = 0;
    for root in roots {
        for path in walk(root)? {
            let mut note = |haystack: &[u8]| {
                for found in shapes.found_in(haystack) {
                    hits.push(Hit {
                        path: path.clone(),
                        canary: found.canary.to_owned(),
                        encoding: found.encoding,
                    });
                }
            };
            note(path.as_os_str().as_bytes());
            match fs::read(&path) {
                Ok(bytes) => note(&bytes),
                // What is gone by now holds nothing.
                Err(error) if error.kind() == ErrorKind::NotFound => continue,
                Err(error) => return Err(error).with_context(|| path.display().to_string()),
            }
            files += 1;
        }
    }
    ensure!(files > 0, "no files to look through under {roots:?}");
    hits.sort();
    hits.dedup();
    Ok(hits)
}

/// All plain files below (or at) a path. Sockets, pipes and devices hold nothing.
fn walk(root: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let kind = match fs::symlink_metadata(root) {
        Ok(metadata) => metadata.file_type(),
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error).with_context(|| root.display().to_string()),
    };
    if kind.is_file() {
        return Ok(vec![root.to_owned()]);
    }
    let mut files = Vec::new();
    if kind.is_dir() {
        for entry in fs::read_dir(root).with_context(|| root.display().to_string())? {
            files.extend(walk(&entry?.path())?);
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn canaries() -> [Canary; 3] {
        [
            Canary::new("name", "测试市民甲"),
            Canary::new("phone", "13800000001"),
            Canary::key("a key", &[0x91, 7, 0xd3, 4, 0xf5, 6, 0xb7, 8]),
        ]
    }

    #[test]
    fn a_leak_planted_in_any_shape_is_found_and_named_without_its_value() {
        for canary in canaries() {
            for (encoding, bytes) in canary.shapes() {
                let folder = tempfile::tempdir().unwrap();
                fs::create_dir(folder.path().join("cache")).unwrap();
                let path = folder.path().join("cache/blob");
                fs::write(
                    &path,
                    [b"\0\x01before ".as_slice(), &bytes, b" after\xff"].concat(),
                )
                .unwrap();
                let hits = search(&[folder.path().to_owned()], &canaries()).unwrap();
                let hit = Hit {
                    path,
                    canary: canary.name.clone(),
                    encoding,
                };
                assert!(hits.contains(&hit), "{encoding}");
                let said = format!("{hits:?}");
                assert!(!said.contains(&*String::from_utf8_lossy(canary.bytes())));
            }
        }
    }

    #[test]
    fn a_leak_in_a_file_name_is_found() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("13800000001.json"), "").unwrap();
        assert_eq!(
            search(&[folder.path().to_owned()], &canaries())
                .unwrap()
                .len(),
            1
        );
    }

    #[test]
    fn clean_files_give_no_hit_and_an_empty_folder_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        assert!(search(&[folder.path().to_owned()], &canaries()).is_err());
        fs::write(folder.path().join("log"), "138****0001 张*").unwrap();
        assert_eq!(
            search(&[folder.path().to_owned()], &canaries()).unwrap(),
            []
        );
    }
}
