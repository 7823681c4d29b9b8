//! `shengshitong receipt verify FILE`: whether a file of receipts is whole, without a window and without a network.

use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

use sst_core::{ReceiptsCheck, check_receipts, pinned_receipt_keys};

use crate::start::config_file;

/// What the command line asks for.
const USAGE: &str = "用法 / usage: shengshitong receipt verify FILE [--key KEY]
KEY: 平台公钥（ed25519:…）或存放它的文件；省略时用本机配置里的 receipt_keys
     the platform's key (ed25519:…) or a file that holds it; left out, those of this machine's configuration";

/// Does what the command line asks, if it asks for this at all.
pub(crate) fn asked() -> Option<ExitCode> {
    let mut arguments = std::env::args().skip(1);
    if arguments.next().as_deref() != Some("receipt") {
        return None;
    }
    let rest: Vec<String> = arguments.collect();
    let rest: Vec<&str> = rest.iter().map(String::as_str).collect();
    let (file, key) = match rest.as_slice() {
        ["verify", file] => (*file, None),
        ["verify", file, "--key", key] | ["verify", "--key", key, file] => (*file, Some(*key)),
        _ => return Some(say(USAGE, ExitCode::from(2))),
    };
    Some(verify(Path::new(file), key))
}

fn verify(file: &Path, key: Option<&str>) -> ExitCode {
    let keys = match pinned_receipt_keys(key, config_file().as_deref()) {
        Ok(keys) => keys,
        Err(error) => return failed(error.code()),
    };
    match check_receipts(file, &keys) {
        Ok(ReceiptsCheck::Whole(verified)) => {
            let until = verified.complete_until.as_deref().unwrap_or("-");
            let (there, waiting) = (verified.countersigned, verified.waiting);
            let words = if verified.anchored {
                format!("完整，截至 {until} 没有缺失 / whole, nothing is missing up to {until}")
            } else {
                format!("只能确认到 {until} 为止 / complete only up to {until}")
            };
            let words =
                format!("{words}\n平台已签收 countersigned: {there}  等待签收 waiting: {waiting}");
            let words = match verified.guardians_unconfirmed {
                0 => words,
                unconfirmed => format!(
                    "{words}\n监护人的决定中没有监护人确认的 guardian's decisions without their confirmation: {unconfirmed}"
                ),
            };
            say(&words, ExitCode::SUCCESS)
        }
        Ok(ReceiptsCheck::Broken(fault)) => {
            let seq = fault
                .seq
                .map_or_else(|| "-".to_owned(), |seq| seq.to_string());
            let words = format!(
                "[{}] 第 {} 条不对（链内序号 {seq}）/ receipt {} does not hold (seq {seq} in its chain)",
                fault.code.as_str(),
                fault.number,
                fault.number
            );
            say(&words, ExitCode::FAILURE)
        }
        Err(error) => failed(error.code()),
    }
}

fn failed(code: &str) -> ExitCode {
    say(
        &format!("[{code}] 没有核对 / not verified"),
        ExitCode::from(2),
    )
}

fn say(words: &str, code: ExitCode) -> ExitCode {
    match writeln!(std::io::stdout(), "{words}") {
        Ok(()) => code,
        Err(_) => ExitCode::from(2),
    }
}
