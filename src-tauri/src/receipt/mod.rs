//! `shengshitong receipt verify FILE`: whether a file of receipts, or an auditor's bundle, is whole, without a window and
//! without a network.
//!
//! The exit code is 0 for a file in which everything holds that could be verified, 1 for one in which something does
//! not, and 2 where nothing was verified. Each line begins with a stable code in brackets.

mod words;

use std::io::ErrorKind;
use std::path::Path;

use sst_core::{ClientError, KeySource, ReceiptsCheck, check_receipts, named_key, trusted_keys};

use crate::start::config_file;

/// What the command line asks for.
const USAGE: &str = "用法 / usage: shengshitong receipt verify FILE [--key KEY] [--policy-key KEY]
                     shengshitong receipt verify FILE --keys-of-file
KEY: 公钥（ed25519:…）或存放它的文件；省略时用本机配置里的 receipt_keys 和 policy_keys
     a public key (ed25519:…) or a file that holds it; left out, those of this machine's configuration
--key: 平台签收用的公钥 / the key of the platform's countersignatures
--policy-key: 隐私政策签名用的公钥 / the key of the policies
--keys-of-file: 用文件自带的公钥，只能看出文件前后一致 / the keys that the file brings: shows only that it agrees with itself";

/// What was asked for.
#[derive(Debug, Default, PartialEq, Eq)]
struct Asked<'a> {
    file: Option<&'a str>,
    receipt_key: Option<&'a str>,
    policy_key: Option<&'a str>,
    keys_of_file: bool,
}

/// Does what `arguments`, those behind `receipt`, ask for. Gives what is said, and the exit code.
pub(crate) fn asked(arguments: &[String]) -> (String, u8) {
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match (parse(&arguments), arguments.as_slice()) {
        (Some((file, asked)), _) => verify(Path::new(file), &asked),
        (None, ["--help" | "-h"] | ["verify", "--help" | "-h"]) => (USAGE.to_owned(), 0),
        (None, _) => (USAGE.to_owned(), 2),
    }
}

/// What `arguments` ask for; `None` where they are not understood.
fn parse<'a>(arguments: &[&'a str]) -> Option<(&'a str, Asked<'a>)> {
    let ("verify", rest) = arguments
        .split_first()
        .map(|(first, rest)| (*first, rest))?
    else {
        return None;
    };
    let mut asked = Asked::default();
    let mut rest = rest.iter().copied();
    while let Some(argument) = rest.next() {
        let place = match argument {
            "--keys-of-file" if !asked.keys_of_file => {
                asked.keys_of_file = true;
                continue;
            }
            "--key" => &mut asked.receipt_key,
            "--policy-key" => &mut asked.policy_key,
            _ => &mut asked.file,
        };
        let value = match argument.starts_with("--") {
            true if argument == "--key" || argument == "--policy-key" => rest.next()?,
            true => return None,
            false if argument == "-h" => return None,
            false => argument,
        };
        if place.replace(value).is_some() {
            return None;
        }
    }
    let both = asked.keys_of_file && (asked.receipt_key.is_some() || asked.policy_key.is_some());
    let file = asked.file.filter(|_| !both)?;
    Some((file, asked))
}

/// What is said, and the exit code.
fn verify(file: &Path, asked: &Asked<'_>) -> (String, u8) {
    let keys = match keys(asked) {
        Ok(keys) => keys,
        Err((code, about)) => return (words::not_verified(code, about), 2),
    };
    match check_receipts(file, &keys) {
        Ok(ReceiptsCheck::Whole(whole)) => (words::whole(&whole, &keys), 0),
        Ok(ReceiptsCheck::Broken(fault)) => (words::broken(&fault), 1),
        Ok(ReceiptsCheck::KeyNotPinned) => (words::key_not_pinned(), 2),
        Err(error) => (
            words::not_verified(code(&error), &file.display().to_string()),
            2,
        ),
    }
}

/// By which keys it is verified; else the code, and the argument that is wrong.
fn keys<'a>(asked: &Asked<'a>) -> Result<KeySource, (&'static str, &'a str)> {
    if asked.keys_of_file {
        return Ok(KeySource::File);
    }
    let named = |argument: Option<&'a str>, code| match argument {
        Some(text) => named_key(text).map(Some).ok_or((code, text)),
        None => Ok(None),
    };
    let receipt_key = named(asked.receipt_key, "receipt-key-invalid")?;
    let policy_key = named(asked.policy_key, "policy-key-invalid")?;
    trusted_keys(receipt_key, policy_key, config_file().as_deref())
        .map(KeySource::Trusted)
        .map_err(|error| (error.code(), ""))
}

/// Why the file was not read: more than the one code that the window has for it.
fn code(error: &ClientError) -> &'static str {
    match error {
        ClientError::FileNotRead(ErrorKind::NotFound) => "file-missing",
        ClientError::FileNotRead(ErrorKind::InvalidData) => "not-receipts",
        ClientError::FileNotRead(ErrorKind::FileTooLarge) => "file-too-large",
        ClientError::FileNotRead(_) => "file-unreadable",
        error => error.code(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_line_is_understood_or_refused() {
        let (file, asked) = parse(&["verify", "--key", "k", "f", "--policy-key", "p"]).unwrap();
        assert_eq!(file, "f");
        assert_eq!(
            (asked.receipt_key, asked.policy_key),
            (Some("k"), Some("p"))
        );
        assert!(parse(&["verify", "f", "--keys-of-file"]).is_some());
        for wrong in [
            &[][..],
            &["verify"],
            &["look", "f"],
            &["verify", "f", "g"],
            &["verify", "f", "--key"],
            &["verify", "f", "--key", "k", "--key", "l"],
            &["verify", "f", "--else"],
            &["verify", "f", "--keys-of-file", "--key", "k"],
        ] {
            assert_eq!(parse(wrong), None, "{wrong:?}");
        }
    }
}
