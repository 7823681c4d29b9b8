//! Rows about routes and names. They need a network of their own, and run where the system gives one to whoever asks;
//! elsewhere they say that they did not run.

use std::io::Write as _;
use std::net::{TcpListener, TcpStream, ToSocketAddrs as _, UdpSocket};
use std::process::Command;
use std::time::{Duration, Instant};

use sst_core::Client;

use crate::town::{Computer, agree};

const IN_NAMESPACE: [&str; 4] = ["--user", "--map-root-user", "--net", "--mount"];

/// Runs a test of this file in a namespace of its own, once `commands` have made the network there.
fn alone(test: &str, commands: &str) {
    let able = Command::new("unshare")
        .args(IN_NAMESPACE)
        .args(["ip", "link", "set", "lo", "up"])
        .output();
    if !able.is_ok_and(|able| able.status.success()) {
        let said = "not run: this system gives no network namespace";
        return eprintln!("{test}: {said}");
    }
    let script = format!("set -e\nip link set lo up\n{commands}\nexec \"$0\" \"$@\"");
    let done = Command::new("unshare")
        .args(IN_NAMESPACE)
        .args(["sh", "-c", &script])
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", &format!("faults::network::{test}")])
        .args(["--ignored", "--nocapture"])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&done.stdout).into_owned();
    let failed = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{said}{failed}");
    assert!(said.contains("1 passed"), "{said}");
}

/// What a person hears who wants to log in, and after how long.
async fn asked(client: &Client) -> (Option<&'static str>, Duration) {
    let began = Instant::now();
    let options = client.session().options().await;
    (options.err().map(|error| error.code()), began.elapsed())
}

async fn agreed(url: &str) -> (Computer, Client) {
    let computer = Computer::at(url);
    let client = computer.open().await;
    agree(&client).await;
    (computer, client)
}

#[test]
fn fault_03_no_route() {
    alone(
        "no_route",
        "ip route del local 127.0.0.0/8 dev lo table local\nip route add unreachable 127.0.0.7/32",
    );
}

#[tokio::test]
#[ignore = "in a namespace of its own: fault_03_no_route"]
async fn no_route() {
    let (_computer, client) = agreed("http://127.0.0.7:80").await;
    let (code, took) = asked(&client).await;
    assert_eq!(code, Some("offline"));
    assert!(took < Duration::from_secs(1), "{took:?}");
}

#[test]
fn fault_04_names_are_not_answered() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), "nameserver 127.0.0.1\n").unwrap();
    let place = file.path().display();
    alone(
        "names_are_not_answered",
        &format!("mount --bind {place} /etc/resolv.conf"),
    );
}

#[tokio::test]
#[ignore = "in a namespace of its own: fault_04_names_are_not_answered"]
async fn names_are_not_answered() {
    let silent = UdpSocket::bind("127.0.0.1:53").unwrap();
    let (_computer, client) = agreed("https://platform.test").await;
    let ticking = async {
        let mut longest = Duration::ZERO;
        for _ in 0..300 {
            let before = Instant::now();
            tokio::time::sleep(Duration::from_millis(10)).await;
            longest = longest.max(before.elapsed());
        }
        longest
    };
    let ((code, took), longest) = tokio::join!(asked(&client), ticking);
    assert_eq!(code, Some("offline"));
    assert!(took < Duration::from_secs(7), "{took:?}");
    // Nothing else waits meanwhile.
    assert!(longest < Duration::from_secs(1), "{longest:?}");
    silent.set_nonblocking(true).unwrap();
    assert!(silent.recv(&mut [0; 512]).is_ok(), "the name was asked for");
}

#[test]
fn fault_05_a_broken_first_address() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(
        file.path(),
        "fd00::5 platform.test\n127.0.0.1 platform.test\n",
    )
    .unwrap();
    let place = file.path().display();
    // What is sent to that address arrives, and nobody is there to answer.
    alone(
        "a_broken_first_address",
        &format!(
            "ip link add v0 type veth peer name v1\nip link set v0 up\nip link set v1 up\nip addr add fd00::1/64 dev v0 nodad\nip -6 neigh add fd00::5 lladdr 02:00:00:00:00:05 dev v0\nmount --bind {place} /etc/hosts"
        ),
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "in a namespace of its own: fault_05_a_broken_first_address"]
async fn a_broken_first_address() {
    let first = ("platform.test", 8443).to_socket_addrs().unwrap().next();
    let first = first.filter(std::net::SocketAddr::is_ipv6).unwrap();
    let half_a_second = Duration::from_millis(500);
    let silent = TcpStream::connect_timeout(&first, half_a_second).unwrap_err();
    assert_eq!(silent.kind(), std::io::ErrorKind::TimedOut);
    // Whoever hears "this is no TLS" has been connected to the second address.
    let plain = TcpListener::bind("127.0.0.1:8443").unwrap();
    let answering = std::thread::spawn(move || {
        let (mut stream, _) = plain.accept().unwrap();
        stream
            .write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            .unwrap();
    });
    let (_computer, client) = agreed("https://platform.test:8443").await;
    let (code, took) = asked(&client).await;
    assert_eq!(code, Some("tls-refused"));
    assert!(took < Duration::from_secs(1), "{took:?}");
    answering.join().unwrap();
}
