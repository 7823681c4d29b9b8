//! How an input is changed.

use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::Value;

/// Larger inputs take time and show nothing new; nor does what is repeated for longer.
pub(super) const LARGEST: usize = 64 * 1024;
const LONGEST_REPETITION: usize = 8 * 1024;

/// Texts that parsers trip over.
const TOKENS: &[&str] = &[
    "",
    "\0",
    "\n",
    "\r\n",
    "\t",
    "\"",
    "\\",
    "\\u0000",
    "\\ud800",
    "\u{feff}",
    "\u{202e}",
    "\u{200b}",
    "测试",
    "𠮷",
    "é",
    "e\u{301}",
    "[",
    "]",
    "{",
    "}",
    "[[[[[[[[",
    "{\"a\":",
    ",",
    ":",
    "null",
    "true",
    "-1",
    "0",
    "1e999",
    "1e-999",
    "-0",
    "4294967295",
    "18446744073709551616",
    "9007199254740993",
    "0.1",
    "NaN",
    "%00",
    "%",
    "%e6%b5",
    "//",
    "..",
    "?",
    "#",
    "&",
    "=",
    "@",
    "https://",
    "javascript:",
    "一、",
    "（一）",
    "1.",
    "⑴",
    "①",
];

#[derive(Debug, Clone)]
pub(super) enum Change {
    Flip {
        at: Index,
        bit: u8,
    },
    Set {
        at: Index,
        byte: u8,
    },
    Cut {
        from: Index,
        to: Index,
    },
    Repeat {
        from: Index,
        to: Index,
        times: usize,
    },
    Insert {
        at: Index,
        token: Index,
    },
    /// The rest comes from another file.
    Splice {
        at: Index,
        file: Index,
        from: Index,
    },
    /// If it is JSON: one value of it becomes another, or a member goes.
    Value {
        which: Index,
        by: Index,
        other: Index,
    },
}

pub(super) fn change() -> impl Strategy<Value = Change> {
    let at = any::<Index>;
    prop_oneof![
        2 => (at(), 0..8_u8).prop_map(|(at, bit)| Change::Flip { at, bit }),
        2 => (at(), any::<u8>()).prop_map(|(at, byte)| Change::Set { at, byte }),
        2 => (at(), at()).prop_map(|(from, to)| Change::Cut { from, to }),
        2 => (at(), at(), 1..200_usize).prop_map(|(from, to, times)| Change::Repeat { from, to, times }),
        4 => (at(), at()).prop_map(|(at, token)| Change::Insert { at, token }),
        2 => (at(), at(), at()).prop_map(|(at, file, from)| Change::Splice { at, file, from }),
        6 => (at(), at(), at()).prop_map(|(which, by, other)| Change::Value { which, by, other }),
    ]
}

impl Change {
    pub(super) fn apply(&self, bytes: &mut Vec<u8>, files: &[Vec<u8>]) {
        let range = |bytes: &[u8], one: Index, other: Index| {
            let (one, other) = (one.index(bytes.len() + 1), other.index(bytes.len() + 1));
            one.min(other)..one.max(other)
        };
        match *self {
            Self::Flip { at, bit } if !bytes.is_empty() => *at.get_mut(bytes) ^= 1 << bit,
            Self::Set { at, byte } if !bytes.is_empty() => *at.get_mut(bytes) = byte,
            Self::Flip { .. } | Self::Set { .. } => {}
            Self::Cut { from, to } => drop(bytes.drain(range(bytes, from, to))),
            Self::Repeat { from, to, times } => {
                let range = range(bytes, from, to);
                let times = times.min(LONGEST_REPETITION / range.len().max(1));
                let part = bytes[range.clone()].repeat(times);
                bytes.splice(range.start..range.start, part);
            }
            Self::Insert { at, token } => {
                let at = at.index(bytes.len() + 1);
                bytes.splice(at..at, token.get::<&str>(TOKENS).bytes());
            }
            Self::Splice { at, file, from } => {
                let other = file.get(files);
                bytes.truncate(at.index(bytes.len() + 1));
                bytes.extend_from_slice(&other[from.index(other.len() + 1)..]);
            }
            Self::Value { which, by, other } => change_value(bytes, which, by, other),
        }
    }
}

fn change_value(bytes: &mut Vec<u8>, which: Index, by: Index, other: Index) {
    let Ok(mut json) = serde_json::from_slice::<Value>(bytes) else {
        return;
    };
    let count = count(&json);
    let donor = nth(&mut json, &mut other.index(count)).map(|value| value.clone());
    let Some(value) = nth(&mut json, &mut which.index(count)) else {
        return;
    };
    let long = Value::from("长".repeat(1000));
    let values = [
        Value::Null,
        Value::from(true),
        Value::from(-1),
        Value::from(0),
        Value::from(u64::MAX),
        Value::from(1e300),
        Value::from(""),
        Value::from(*other.get::<&str>(TOKENS)),
        long,
        Value::Array(Vec::new()),
        Value::Object(serde_json::Map::new()),
        Value::from(vec![value.clone(); 3]),
        donor.unwrap_or_default(),
    ];
    let by = by.index(values.len() + 2);
    match (values.get(by), &mut *value) {
        (Some(new), _) => *value = new.clone(),
        (None, Value::Object(members)) if !members.is_empty() => {
            let name = other
                .get(&members.keys().cloned().collect::<Vec<_>>())
                .clone();
            members.remove(&name);
        }
        (None, Value::String(text)) => text.push_str(other.get::<&str>(TOKENS)),
        (None, _) => {}
    }
    *bytes = serde_json::to_vec(&json).expect("JSON again");
}

fn count(value: &Value) -> usize {
    1 + match value {
        Value::Array(values) => values.iter().map(count).sum(),
        Value::Object(members) => members.values().map(count).sum::<usize>(),
        _ => 0,
    }
}

/// The value with this number, counted from the outermost inwards.
fn nth<'a>(value: &'a mut Value, number: &mut usize) -> Option<&'a mut Value> {
    if *number == 0 {
        return Some(value);
    }
    *number -= 1;
    match value {
        Value::Array(values) => values.iter_mut().find_map(|value| nth(value, number)),
        Value::Object(members) => members.values_mut().find_map(|value| nth(value, number)),
        _ => None,
    }
}
