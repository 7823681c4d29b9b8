//! What is done to the item of a vault, through `keyring` on every system.

use keyring::{Entry, Error};
use zeroize::Zeroizing;

use super::{Refusal, platform};

/// The name of the item of one vault.
#[derive(Debug)]
pub(super) struct Item {
    pub(super) service: String,
    pub(super) account: String,
}

/// The text that is stored; `None` when there is no item.
pub(super) fn read(entry: &Entry) -> Result<Option<Zeroizing<String>>, Refusal> {
    match single_or_several(entry.get_password())? {
        Found::Nothing => Ok(None),
        Found::One(text) => Ok(Some(Zeroizing::new(text))),
        Found::Several(entries) => same_text(&entries).map(Some),
    }
}

/// Stores `text` in place of what was stored.
pub(super) fn write(entry: &Entry, text: &str) -> Result<(), Refusal> {
    match single_or_several(entry.set_password(text))? {
        Found::One(()) => Ok(()),
        Found::Several(entries) => each(&entries, |one| one.set_password(text)),
        // Deleted by somebody between keyring's search and its write.
        Found::Nothing => Err(Refusal::Other),
    }
}

/// Deletes what is stored; nothing stored is as good.
pub(super) fn delete(entry: &Entry) -> Result<(), Refusal> {
    match single_or_several(entry.delete_credential())? {
        Found::Nothing | Found::One(()) => Ok(()),
        Found::Several(entries) => each(&entries, Entry::delete_credential),
    }
}

/// Told without quoting: several errors of `keyring` hold what was stored.
pub(super) fn refusal(error: Error) -> Refusal {
    match error {
        Error::BadEncoding(bytes) | Error::BadDataFormat(bytes, _) => {
            drop(Zeroizing::new(bytes));
            Refusal::Damaged
        }
        Error::Ambiguous(_) => Refusal::Damaged,
        other => platform::refusal(&other),
    }
}

/// How many items bear the name of one vault. Several do when a keyring was restored beside another.
enum Found<T> {
    Nothing,
    One(T),
    Several(Vec<Entry>),
}

fn single_or_several<T>(outcome: keyring::Result<T>) -> Result<Found<T>, Refusal> {
    match outcome {
        Ok(one) => Ok(Found::One(one)),
        Err(Error::NoEntry) => Ok(Found::Nothing),
        Err(Error::Ambiguous(several)) => Ok(Found::Several(
            several.into_iter().map(|inner| Entry { inner }).collect(),
        )),
        Err(other) => Err(refusal(other)),
    }
}

/// Items that differ: none of them can be trusted to be the key.
fn same_text(entries: &[Entry]) -> Result<Zeroizing<String>, Refusal> {
    let mut texts = entries
        .iter()
        .map(|entry| entry.get_password().map(Zeroizing::new).map_err(refusal));
    let first = texts.next().ok_or(Refusal::Other)??;
    for other in texts {
        if *other? != *first {
            return Err(Refusal::Damaged);
        }
    }
    Ok(first)
}

fn each(entries: &[Entry], act: impl Fn(&Entry) -> keyring::Result<()>) -> Result<(), Refusal> {
    entries
        .iter()
        .try_for_each(|entry| act(entry).map_err(refusal))
}
