//! Two files, the newer and the older, each of a bounded size.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

const NEWER: &str = "log.txt";
const OLDER: &str = "log.old.txt";
/// Most bytes of one file.
const MOST: u64 = 256 * 1024;

/// The log in one folder. It makes files, never the folder.
pub(super) struct LogFile {
    folder: PathBuf,
    open: Mutex<Option<(File, u64)>>,
}

impl LogFile {
    pub(super) fn new(folder: PathBuf) -> Self {
        Self {
            folder,
            open: Mutex::new(None),
        }
    }

    fn append(&self, line: &[u8]) -> io::Result<()> {
        if !self.folder.is_dir() {
            return Ok(());
        }
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut file, mut size) = match open.take() {
            Some(open) => open,
            None => self.open_newer()?,
        };
        let length = u64::try_from(line.len()).unwrap_or(u64::MAX);
        if size > 0 && size.saturating_add(length) > MOST {
            // Windows renames no file that is open.
            drop(file);
            fs::rename(self.folder.join(NEWER), self.folder.join(OLDER))?;
            (file, size) = self.open_newer()?;
        }
        file.write_all(line)?;
        *open = Some((file, size.saturating_add(length)));
        Ok(())
    }

    fn open_newer(&self) -> io::Result<(File, u64)> {
        let mut options = OpenOptions::new();
        options.append(true).create(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt as _;
            options.mode(0o600);
        }
        let file = options.open(self.folder.join(NEWER))?;
        let size = file.metadata()?.len();
        Ok((file, size))
    }
}

/// Takes one line at a time, and drops what comes before there is a log.
pub(super) struct Writer(pub(super) Option<&'static LogFile>);

impl Write for Writer {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        if let Some(file) = self.0 {
            file.append(line)?;
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_log_stays_small_keeps_the_newest_and_is_the_persons_alone() {
        let folder = tempfile::tempdir().unwrap();
        let log = LogFile::new(folder.path().to_owned());
        let line = |number: u64| format!("{number:06} {}\n", "x".repeat(93));
        let lines = 4 * MOST / 100;
        for number in 0..lines {
            log.append(line(number).as_bytes()).unwrap();
        }
        let mut kept = String::new();
        for name in [OLDER, NEWER] {
            let path = folder.path().join(name);
            let text = fs::read_to_string(&path).unwrap();
            assert!(u64::try_from(text.len()).unwrap() <= MOST);
            kept += &text;
            #[cfg(unix)]
            {
                use std::os::unix::fs::PermissionsExt as _;
                assert_eq!(
                    fs::metadata(&path).unwrap().permissions().mode() & 0o777,
                    0o600
                );
            }
        }
        assert!(kept.ends_with(&line(lines - 1)));
        let first: u64 = kept[..6].parse().unwrap();
        assert_eq!(kept, (first..lines).map(line).collect::<String>());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }

    #[test]
    fn another_start_goes_on_where_the_last_one_ended() {
        let folder = tempfile::tempdir().unwrap();
        for text in ["one\n", "two\n"] {
            let log = LogFile::new(folder.path().to_owned());
            log.append(text.as_bytes()).unwrap();
        }
        let kept = fs::read_to_string(folder.path().join(NEWER)).unwrap();
        assert_eq!(kept, "one\ntwo\n");
    }

    #[test]
    fn no_folder_is_made_for_it() {
        let folder = tempfile::tempdir().unwrap();
        let absent = folder.path().join("data");
        let log = LogFile::new(absent.clone());
        log.append(b"a line\n").unwrap();
        assert!(!absent.exists());
        fs::create_dir(&absent).unwrap();
        log.append(b"another\n").unwrap();
        assert_eq!(fs::read_to_string(absent.join(NEWER)).unwrap(), "another\n");
    }
}
