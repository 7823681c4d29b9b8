//! Somebody who could be talked to, and notes who does.

use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// A listener on loopback. It ends with the test's process.
pub(crate) struct Ear {
    address: SocketAddr,
    heard: Arc<Mutex<Vec<String>>>,
}

impl Ear {
    pub(crate) fn listen() -> anyhow::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let ear = Self {
            address: listener.local_addr()?,
            heard: Arc::default(),
        };
        let heard = Arc::clone(&ear.heard);
        std::thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                let mut request = [0; 256];
                // One that only connects counts too.
                let _ = stream.set_read_timeout(Some(Duration::from_millis(200)));
                let length = stream.read(&mut request).unwrap_or(0);
                let text = String::from_utf8_lossy(&request[..length]);
                let line = text.lines().next().unwrap_or_default().to_owned();
                heard
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .push(line);
                let _ = stream.write_all(b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n");
            }
        });
        Ok(ear)
    }

    /// A text in which `EAR` stands for this listener's address.
    pub(crate) fn addressed(&self, text: &str) -> String {
        text.replace("EAR", &self.address.to_string())
    }

    /// The first line of each request so far.
    pub(crate) fn heard(&self) -> Vec<String> {
        self.heard
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Talks to it, so that its silence means something, and waits until it has heard.
    pub(crate) fn speak(&self) -> anyhow::Result<()> {
        let mut stream = TcpStream::connect(self.address)?;
        stream.write_all(b"GET /control HTTP/1.1\r\n\r\n")?;
        stream.read_to_end(&mut Vec::new())?;
        Ok(())
    }
}
