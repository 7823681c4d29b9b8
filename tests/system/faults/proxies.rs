//! Rows about the proxy that a system is set up with. It is read from the environment, so the test runs in a process of
//! its own.

use std::net::{SocketAddr, TcpListener};
use std::process::Command;

use sst_tests::proxy::{Act, Proxy, answer};

use super::ALWAYS;
use crate::town::{Town, agree};

const PROXY: &str = "http_proxy";

#[test]
fn fault_16_a_proxy_that_asks_for_a_password() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = free.local_addr().unwrap();
    drop(free);
    let done = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "faults::proxies::behind_a_proxy"])
        .args(["--ignored", "--nocapture"])
        .env(PROXY, format!("http://{address}"))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&done.stdout);
    let failed = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{said}{failed}");
    assert!(said.contains("1 passed"), "{said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "in a process of its own: fault_16_a_proxy_that_asks_for_a_password"]
async fn behind_a_proxy() {
    let address = std::env::var(PROXY).unwrap();
    let address: SocketAddr = address.trim_start_matches("http://").parse().unwrap();
    let proxy = Proxy::at(address).await.unwrap();
    let town = Town::found().await;
    proxy.lead_to(town.platform().address());
    let asks = [("proxy-authenticate", "Basic realm=\"x\"")];
    let asks = answer(407, "text/plain", &asks, b"");
    proxy.on("http://", ALWAYS, Act::Answer(asks));
    let client = town.computer().open().await;
    agree(&client).await;
    // The comparison of the policy may have asked already.
    let before = proxy.seen("http://").len();
    let refused = client.session().options().await.unwrap_err();
    assert_eq!(refused.code(), "proxy-authentication");
    assert!(
        proxy.seen("http://").len() <= before + 2,
        "it goes on asking"
    );
    proxy.clear();
    client.session().options().await.unwrap();
    client.close().await;
}
