//! Requests at the door that is open for the browser, from whoever finds it (RFC 8252, section 8.6).

use reqwest::Url;
use sst_api::approval::CALLBACK_PATH;
use zeroize::Zeroizing;

use super::callback::{Answer, Expected, Judged};
use super::loopback::judge;
use crate::fuzz_driver as driver;
use crate::remote::Discovery;

const PORT: u16 = 49152;
const STATE: &str = "STATE-1";
const ISSUER: &str = "https://platform.example";

fn discovered(names_issuer: bool) -> Discovery {
    let metadata = serde_json::json!({
        "issuer": ISSUER,
        "authorization_endpoint": "https://platform.example/authorize",
        "authorization_response_iss_parameter_supported": names_issuer,
        "token_endpoint": "https://platform.example/oauth/token",
        "revocation_endpoint": "https://platform.example/oauth/revoke",
        "response_types_supported": ["code"],
        "token_endpoint_auth_methods_supported": ["none"],
        "code_challenge_methods_supported": ["S256"],
        "dpop_signing_alg_values_supported": ["ES256"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "shengshitong": {
            "contract": "1", "name": "测试", "login_methods": [], "registration": false,
            "capabilities": [],
        },
    });
    let origin = Url::parse(ISSUER).unwrap();
    Discovery::check(serde_json::from_value(metadata).unwrap(), &origin).unwrap()
}

/// The parameters of what was taken for an answer, read another way than the client reads them.
fn parameters(head: &[u8]) -> Vec<(String, String)> {
    let text = String::from_utf8_lossy(head);
    let line = text
        .trim_start_matches(['\r', '\n'])
        .lines()
        .next()
        .unwrap();
    let target = line.split(' ').nth(1).unwrap();
    assert!(line.starts_with("GET "), "{line}");
    assert!(target.starts_with(CALLBACK_PATH), "{target}");
    let query = target.split_once('?').unwrap().1;
    let query = query.split('#').next().unwrap();
    let decode = |text: &str| {
        let mut bytes = Vec::new();
        let mut rest = text.as_bytes();
        while let Some((&first, after)) = rest.split_first() {
            let hex = after.get(..2).and_then(|two| std::str::from_utf8(two).ok());
            let hex = hex.filter(|two| two.bytes().all(|byte| byte.is_ascii_hexdigit()));
            let (byte, taken) = match (first, hex) {
                (b'%', Some(two)) => (u8::from_str_radix(two, 16).unwrap(), 3),
                (b'+', _) => (b' ', 1),
                (byte, _) => (byte, 1),
            };
            bytes.push(byte);
            rest = &rest[taken..];
        }
        String::from_utf8_lossy(&bytes).into_owned()
    };
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| (decode(name), decode(value)))
        .collect()
}

/// Nothing but a request with our state, of our issuer, to our own address ends the waiting.
#[test]
fn requests_of_a_browser() {
    let servers = [discovered(true), discovered(false)];
    driver::fuzz("callback", |head| {
        let mut taken = false;
        for (discovered, named) in servers.iter().zip([true, false]) {
            let state = Zeroizing::new(STATE.to_owned());
            let expected = Expected { state, discovered };
            let Judged::Answer(answer) = judge(head, &expected, PORT) else {
                continue;
            };
            taken = true;
            let given = parameters(head);
            let all = |wanted: &str| -> Vec<&str> {
                let named = given.iter().filter(|(name, _)| name == wanted);
                named.map(|(_, value)| value.as_str()).collect()
            };
            assert_eq!(all("state"), [STATE]);
            let issuer = all("iss");
            assert!(issuer == [ISSUER] || (issuer.is_empty() && !named));
            match answer {
                Answer::Code(code) => {
                    assert_eq!(all("code"), [code.as_str()]);
                    assert!(all("error").is_empty());
                }
                Answer::Refused(_) => {
                    assert_eq!(all("error").len(), 1);
                    assert!(all("code").is_empty());
                }
            }
        }
        taken
    });
}
