//! What is done to a request.

use std::time::Duration;

/// What is done to requests to a path.
#[derive(Debug)]
pub(super) struct Rule {
    /// How their path begins.
    pub(super) path: String,
    /// How many of them are left.
    pub(super) times: usize,
    /// What is done.
    pub(super) act: Act,
}

/// What is done to a request or to its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// The connection is reset, and the platform never hears of it.
    ResetBefore,
    /// The platform gets it; as its answer begins, the connection is reset.
    ResetAfter,
    /// The answer ends after so many bytes.
    Cut(usize),
    /// The head of the answer comes, and nothing after it.
    HeadOnly,
    /// Nothing comes back, and the platform never hears of it.
    Swallow,
    /// The platform gets it; nothing comes back.
    SwallowAnswer,
    /// The answer waits for so long before it begins.
    Late(Duration),
    /// So many bytes of the answer at once, and then the next only after such a pause.
    Drip(usize, Duration),
    /// These bytes are the answer, and the platform never hears of it.
    Answer(Vec<u8>),
    /// The platform gets it; these bytes are the answer.
    AnswerInstead(Vec<u8>),
    /// The platform gets it twice, one after the other; the second answer comes back.
    Twice,
}

/// A whole answer of JSON.
pub fn json(status: u16, headers: &[(&str, &str)], body: &str) -> Vec<u8> {
    answer(status, "application/json", headers, body.as_bytes())
}

/// A whole answer.
pub fn answer(status: u16, kind: &str, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
    let mut head = format!("HTTP/1.1 {status} X\r\ncontent-type: {kind}\r\n");
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str(&format!("content-length: {}\r\n\r\n", body.len()));
    [head.as_bytes(), body].concat()
}
