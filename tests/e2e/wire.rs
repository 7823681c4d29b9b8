//! A cable between the app and the platform that remembers what went over it: whatever secrets the
//! platform hands out in a run are what the search for leaks looks for. Loopback is plain HTTP.

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

/// A listening end, joined to the platform for each connection.
pub(crate) struct Wire {
    address: SocketAddr,
    platform: Arc<Mutex<Option<SocketAddr>>>,
    heard: Arc<Mutex<Vec<u8>>>,
}

impl Wire {
    /// Listens on a free port, with nobody at the other end yet. It ends with the test's process.
    pub(crate) fn new() -> anyhow::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let wire = Self {
            address: listener.local_addr()?,
            platform: Arc::default(),
            heard: Arc::default(),
        };
        let (platform, heard) = (Arc::clone(&wire.platform), Arc::clone(&wire.heard));
        thread::spawn(move || {
            for near in listener.incoming().flatten() {
                let there = *platform.lock().unwrap_or_else(PoisonError::into_inner);
                // Where the platform is away the connection is dropped at once.
                let Some(Ok(far)) = there.map(TcpStream::connect) else {
                    continue;
                };
                join(near, far, &heard);
            }
        });
        Ok(wire)
    }

    /// Joins the far end to the platform.
    pub(crate) fn lead_to(&self, platform: SocketAddr) {
        *self.platform.lock().unwrap_or_else(PoisonError::into_inner) = Some(platform);
    }

    /// The end that the app talks to.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Every value that went by under this name, in JSON or in a form.
    pub(crate) fn values(&self, name: &str) -> BTreeSet<String> {
        let heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        let text = String::from_utf8_lossy(&heard);
        let after = |start: String, end: &'static [char]| {
            let found: Vec<String> = text
                .split(start.as_str())
                .skip(1)
                .filter_map(|rest| rest.split(end).next().map(str::to_owned))
                .collect();
            found
        };
        let in_json = after(format!("\"{name}\":\""), &['"']);
        let in_form = after(format!("{name}="), &['&', '\r', '\n', ' ', '{']);
        in_json.into_iter().chain(in_form).collect()
    }
}

/// Passes both ways until either side is done.
fn join(near: TcpStream, far: TcpStream, heard: &Arc<Mutex<Vec<u8>>>) {
    let Ok((near_too, far_too)) = near
        .try_clone()
        .and_then(|near| Ok((near, far.try_clone()?)))
    else {
        return;
    };
    let (asked, answered) = (Arc::clone(heard), Arc::clone(heard));
    // Without the header's name no reply is compressed, and what is said can be read.
    thread::spawn(move || pass(near, far_too, &asked, rename_header));
    thread::spawn(move || pass(far, near_too, &answered, |_| ()));
}

fn pass(
    mut from: TcpStream,
    mut to: TcpStream,
    heard: &Mutex<Vec<u8>>,
    change: impl Fn(&mut [u8]),
) {
    let mut buffer = vec![0; 64 * 1024];
    while let Ok(count @ 1..) = from.read(&mut buffer) {
        let bytes = &mut buffer[..count];
        change(bytes);
        heard
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .extend_from_slice(bytes);
        if to.write_all(bytes).is_err() {
            break;
        }
    }
    let _ = from.shutdown(Shutdown::Both);
    let _ = to.shutdown(Shutdown::Both);
}

fn rename_header(bytes: &mut [u8]) {
    const NAME: &[u8] = b"accept-encoding:";
    const OTHER: &[u8] = b"x-not-this-time:";
    for start in 0..bytes.len().saturating_sub(NAME.len()) {
        if bytes[start..start + NAME.len()].eq_ignore_ascii_case(NAME) {
            bytes[start..start + NAME.len()].copy_from_slice(OTHER);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_over_the_wire_arrives_and_is_remembered() {
        let platform = TcpListener::bind("127.0.0.1:0").unwrap();
        let wire = Wire::new().unwrap();
        wire.lead_to(platform.local_addr().unwrap());
        let mut near = TcpStream::connect(wire.address()).unwrap();
        let (mut far, _) = platform.accept().unwrap();
        let ask = b"POST / HTTP/1.1\r\nAccept-Encoding: gzip\r\n\r\ncode=123456&x=1";
        near.write_all(ask).unwrap();
        let mut asked = ask.map(|_| 0);
        far.read_exact(&mut asked).unwrap();
        assert!(asked.windows(16).any(|part| part == b"x-not-this-time:"));
        let answer = br#"{"access_token":"abc","access_token":"def"}"#;
        far.write_all(answer).unwrap();
        let mut answered = answer.map(|_| 0);
        near.read_exact(&mut answered).unwrap();
        assert_eq!(
            wire.values("access_token").into_iter().collect::<Vec<_>>(),
            ["abc", "def"]
        );
        assert!(wire.values("code").contains("123456"));
    }
}
