//! What the command says, in Chinese and in English. Codes and their order are for scripts and do not change.

use sst_core::{KeySource, WholeAudit, WholeFile};
use sst_domain::consent::{Fault, PolicyFinding, PolicySignature, Verified};

/// Most differences of a registry that are named.
const MOST_NAMED: usize = 20;

/// Where every code is explained; the words are taken from there, so that they are the same in both places.
const EXPLAINED: &str = include_str!("../../../docs/errors.md");

/// What `code` means, in Chinese and in English.
fn meaning(code: &str) -> (&'static str, &'static str) {
    const SECTIONS: [&str; 3] = [
        "The program's command line",
        "Files of receipts",
        "The client",
    ];
    let row = format!("| `{code}` | ");
    let sections = EXPLAINED.split("\n## ");
    sections
        .filter(|section| SECTIONS.iter().any(|name| section.starts_with(name)))
        .flat_map(str::lines)
        .find_map(|line| line.strip_prefix(&row))
        .and_then(|cells| cells.split(" |").next()?.split_once(" / "))
        .unwrap_or_default()
}

/// Nothing was verified, for the reason that `code` names; `about` is what was named on the command line.
pub(super) fn not_verified(code: &str, about: &str) -> String {
    let (chinese, english) = meaning(code);
    let about = match about {
        "" => String::new(),
        about => format!(": {}", shown(about)),
    };
    format!("[{code}] 没有核对：{chinese} / not verified: {english}{about}")
}

/// Nothing was verified, since no key of the platform is trusted here.
pub(super) fn key_not_pinned() -> String {
    "[key-not-pinned] 没有核对：没有可信的平台公钥，请用 --key 指明 / not verified: no key of the platform is trusted here, name one with --key"
        .to_owned()
}

/// The first thing that does not hold.
pub(super) fn broken(fault: &Fault) -> String {
    let code = fault.code.as_str();
    let Fault { number, seq, .. } = fault;
    let (chinese, english) = meaning(code);
    if *number == 0 {
        return format!(
            "[{code}] 整个文件对不上：{chinese} / the file as a whole does not hold: {english}"
        );
    }
    let seq = seq.map_or_else(|| "-".to_owned(), |seq| seq.to_string());
    format!(
        "[{code}] 第 {number} 条不对（链内序号 {seq}）：{chinese} / receipt {number} does not hold (seq {seq} in its chain): {english}"
    )
}

/// What a file shows in which everything holds that could be verified.
pub(super) fn whole(file: &WholeFile, keys: &KeySource) -> String {
    let mut lines = Vec::new();
    if *keys == KeySource::File {
        lines.push("[keys-of-file] 用的是文件自带的公钥：只说明文件前后一致，不说明是谁签的 / verified with the keys that the file brings: it agrees with itself, and who signed is not shown".to_owned());
    }
    receipts(&file.receipts, &mut lines);
    if let Some(audit) = &file.audit {
        self::audit(audit, keys, &mut lines);
    }
    lines.join("\n")
}

fn receipts(verified: &Verified, lines: &mut Vec<String>) {
    let until = verified.complete_until.as_deref().unwrap_or("-");
    lines.push(if verified.anchored {
        format!("[whole] 完整，截至 {until} 没有缺失 / whole, nothing is missing up to {until}")
    } else {
        format!("[no-later-anchor] 只能确认到 {until} 为止 / complete only up to {until}")
    });
    let (there, waiting) = (verified.countersigned, verified.waiting);
    lines.push(format!(
        "[receipts] 平台已签收 countersigned: {there}  等待签收 waiting: {waiting}"
    ));
    match verified.guardians_unconfirmed {
        0 => {}
        unconfirmed => lines.push(format!(
            "[guardian-unconfirmed] 监护人的决定中没有监护人确认的 guardian's decisions without their confirmation: {unconfirmed}"
        )),
    }
    for hash in &verified.texts_missing {
        lines.push(format!(
            "[text-missing] 缺少政策文本 the text of a policy is not in the file: {hash}"
        ));
    }
}

fn audit(audit: &WholeAudit, keys: &KeySource, lines: &mut Vec<String>) {
    lines.push(format!(
        "[audit] 审计材料，出自 auditor's bundle, says to be from: {}",
        shown(&audit.program)
    ));
    lines.extend(audit.verified.policies.iter().map(policy));
    for policy in &audit.verified.policies_missing {
        let (version, hash) = (shown(&policy.version), shown(&policy.text_hash));
        lines.push(format!(
            "[policy-missing] 缺少政策 a policy is not in the file: {version} {hash}"
        ));
    }
    lines.push(registry(audit));
    if *keys != KeySource::File {
        lines.push("[keys-in-file] 文件里的公钥是那台电脑所知道的，没有用来核对 / the keys in the file are as that computer knows them; they were not used".to_owned());
    }
}

fn policy(found: &PolicyFinding) -> String {
    let name = format!(
        "{} {} ({} notices)",
        shown(&found.policy.version),
        found.language.as_str(),
        found.notices
    );
    match found.signature {
        PolicySignature::Trusted => {
            format!(
                "[policy-signed] 政策的签名和哈希都对 policy, signature and hashes hold: {name}"
            )
        }
        PolicySignature::Sample => format!(
            "[policy-sample] 示例政策，人人都能签，签名不作数 policy of the sample, which everybody can sign: {name}"
        ),
        PolicySignature::KeyUnknown => format!(
            "[policy-key-unknown] 政策的哈希对，签名没有核对（用 --policy-key 指明公钥）policy, hashes hold, signature not verified (name the key with --policy-key): {name}, key {}",
            shown(&found.key_id)
        ),
    }
}

fn registry(audit: &WholeAudit) -> String {
    let hash = audit.verified.registry;
    let differs = &audit.registry_differs;
    let version = env!("CARGO_PKG_VERSION");
    if differs.is_empty() {
        return format!(
            "[registry-same] 收集清单与本程序（{version}）的相同 registry, same as this program's ({version}): {hash}"
        );
    }
    let named: Vec<String> = differs
        .iter()
        .take(MOST_NAMED)
        .map(|one| shown(one))
        .collect();
    let more = if differs.len() > named.len() {
        " …"
    } else {
        ""
    };
    format!(
        "[registry-differs] 收集清单与本程序（{version}）的有 {count} 处不同 registry, differs from this program's ({version}) in {count}: {hash}: {named}{more}",
        count = differs.len(),
        named = named.join(", "),
    )
}

/// A text of the file, without what would steer a terminal.
fn shown(text: &str) -> String {
    text.chars()
        .filter(|char| !char.is_control())
        .take(100)
        .collect()
}

#[cfg(test)]
mod tests {
    use sst_core::ConfigError;
    use sst_domain::consent::FaultCode;

    use super::*;

    #[test]
    fn every_code_has_its_meaning() {
        let of_arguments = [
            "receipt-key-invalid",
            "policy-key-invalid",
            "key-not-pinned",
        ];
        let of_files = [
            "file-missing",
            "file-unreadable",
            "file-too-large",
            "not-receipts",
        ];
        let faults = FaultCode::ALL.iter().map(|code| code.as_str());
        let codes = of_arguments.into_iter().chain(of_files).chain(faults);
        for code in codes.chain([ConfigError::PolicyKey.code()]) {
            let (chinese, english) = meaning(code);
            assert!(!chinese.is_empty() && !english.is_empty(), "{code}");
        }
        let (chinese, english) = meaning("record-link");
        assert_eq!(chinese, "和前一条接不上");
        assert_eq!(english, "It does not follow the record before it");
    }
}
