//! A disk in memory that can lose its power. What was synced is certain; of everything since, each write
//! survives or not, whole or torn, whatever happened to the others.

use std::collections::BTreeMap;

use fastrand::Rng;

const SECTOR: usize = 512;

/// The power is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PowerLost;

pub(super) struct Disk {
    names: BTreeMap<String, Name>,
    /// Writes, syncs and the like until the power goes; `None` while it stays.
    steps: Option<u64>,
    /// Whether a sync does what it says: the control has a disk that only pretends.
    honest: bool,
}

/// A name in the folder, and the file that it leads to.
#[derive(Default)]
struct Name {
    file: Option<File>,
    /// What the name led to before, which may come back unless `settled`.
    before: Option<Vec<u8>>,
    /// Whether the folder's entry is on the disk as it is now.
    settled: bool,
}

#[derive(Default)]
struct File {
    certain: Vec<u8>,
    visible: Vec<u8>,
    pending: Vec<Pending>,
}

enum Pending {
    Write { at: usize, bytes: Vec<u8> },
    Resize(usize),
}

impl Disk {
    pub(super) fn new(honest: bool) -> Self {
        Self {
            names: BTreeMap::new(),
            steps: None,
            honest,
        }
    }

    /// The power goes at this step from now.
    pub(super) fn lose_power_at(&mut self, step: u64) {
        self.steps = Some(step);
    }

    /// The power is gone if it was not already, and comes back: the disk holds what chance left of it.
    pub(super) fn restart(&mut self, chance: &mut Rng) {
        self.steps = None;
        for name in self.names.values_mut() {
            let was_settled = std::mem::replace(&mut name.settled, true);
            let left = if was_settled || chance.bool() {
                name.file.take().map(|file| file.left(chance))
            } else {
                name.before.take()
            };
            name.before = None;
            name.file = left.map(|bytes| File {
                certain: bytes.clone(),
                visible: bytes,
                pending: Vec::new(),
            });
        }
    }

    pub(super) fn exists(&self, name: &str) -> bool {
        self.names.get(name).is_some_and(|name| name.file.is_some())
    }

    /// Makes a file, unless it is there. `settled`: whether its name was there before.
    pub(super) fn create(&mut self, name: &str, settled: bool) -> Result<(), PowerLost> {
        if !self.exists(name) {
            self.step()?;
            let name = self.names.entry(name.to_owned()).or_default();
            (name.file, name.settled) = (Some(File::default()), settled);
        }
        Ok(())
    }

    pub(super) fn delete(&mut self, name: &str, sync_folder: bool) -> Result<(), PowerLost> {
        self.step()?;
        if let Some(name) = self.names.get_mut(name) {
            if name.settled {
                name.before = name.file.take().map(|file| file.certain);
            }
            (name.file, name.settled) = (None, false);
        }
        if sync_folder && self.honest {
            self.sync_folder();
        }
        Ok(())
    }

    /// Fills as much of `buffer` as the file has, and returns how much that is.
    pub(super) fn read(
        &self,
        name: &str,
        at: usize,
        buffer: &mut [u8],
    ) -> Result<usize, PowerLost> {
        if self.steps == Some(0) {
            return Err(PowerLost);
        }
        let bytes = self.visible(name).get(at..).unwrap_or_default();
        let length = bytes.len().min(buffer.len());
        buffer[..length].copy_from_slice(&bytes[..length]);
        Ok(length)
    }

    /// A write during which the power goes may still have reached the disk, or parts of it.
    pub(super) fn write(&mut self, name: &str, at: usize, bytes: &[u8]) -> Result<(), PowerLost> {
        let was_on = self.steps != Some(0);
        let done = self.step();
        if was_on {
            self.change(
                name,
                Pending::Write {
                    at,
                    bytes: bytes.to_vec(),
                },
            );
        }
        done
    }

    pub(super) fn resize(&mut self, name: &str, length: usize) -> Result<(), PowerLost> {
        self.step()?;
        self.change(name, Pending::Resize(length));
        Ok(())
    }

    pub(super) fn sync(&mut self, name: &str) -> Result<(), PowerLost> {
        self.step()?;
        if !self.honest {
            return Ok(());
        }
        let Some(name) = self.names.get_mut(name) else {
            return Ok(());
        };
        if let Some(file) = &mut name.file {
            file.certain.clone_from(&file.visible);
            file.pending.clear();
            if !name.settled {
                self.sync_folder();
            }
        }
        Ok(())
    }

    /// SQLite syncs the folder with the first sync of a file that it made, and thereby every name in it.
    fn sync_folder(&mut self) {
        for name in self.names.values_mut() {
            name.settled = true;
        }
    }

    pub(super) fn length(&self, name: &str) -> usize {
        self.visible(name).len()
    }

    fn visible(&self, name: &str) -> &[u8] {
        let file = self.names.get(name).and_then(|name| name.file.as_ref());
        file.map(|file| file.visible.as_slice()).unwrap_or_default()
    }

    fn change(&mut self, name: &str, change: Pending) {
        if let Some(file) = self.names.get_mut(name).and_then(|name| name.file.as_mut()) {
            change.apply(&mut file.visible);
            file.pending.push(change);
        }
    }

    fn step(&mut self) -> Result<(), PowerLost> {
        match &mut self.steps {
            None => Ok(()),
            Some(0) => Err(PowerLost),
            Some(left) => {
                *left -= 1;
                if *left == 0 { Err(PowerLost) } else { Ok(()) }
            }
        }
    }
}

impl File {
    /// What a loss of power leaves.
    fn left(self, chance: &mut Rng) -> Vec<u8> {
        let mut bytes = self.certain;
        for change in self.pending {
            match chance.u8(0..3) {
                0 => {}
                1 => change.apply(&mut bytes),
                _ => change.tear(&mut bytes, chance),
            }
        }
        bytes
    }
}

impl Pending {
    fn apply(&self, bytes: &mut Vec<u8>) {
        match self {
            Self::Write { at, bytes: new } => {
                let end = at + new.len();
                bytes.resize(bytes.len().max(end), 0);
                bytes[*at..end].copy_from_slice(new);
            }
            Self::Resize(length) => bytes.resize(*length, 0),
        }
    }

    /// Each sector by itself is as before, new, or new up to some byte of it.
    fn tear(&self, bytes: &mut Vec<u8>, chance: &mut Rng) {
        let Self::Write { at, bytes: new } = self else {
            return;
        };
        for (number, sector) in new.chunks(SECTOR).enumerate() {
            let survives = match chance.u8(0..3) {
                0 => 0,
                1 => sector.len(),
                _ => chance.usize(0..sector.len()),
            };
            let part = Self::Write {
                at: at + number * SECTOR,
                bytes: sector[..survives].to_vec(),
            };
            if survives > 0 {
                part.apply(bytes);
            }
        }
    }
}
