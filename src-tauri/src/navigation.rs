//! The window shows our own pages and no others, whatever is dropped on it or followed in it.

use tauri::plugin::{Builder, TauriPlugin};
use tauri::{Url, Wry};

/// Refuses every navigation away from our own pages.
pub(crate) fn guard() -> TauriPlugin<Wry> {
    Builder::new("own-pages")
        .on_navigation(|_, url| {
            let own = is_own(url);
            if !own {
                tracing::warn!(scheme = url.scheme(), "a page of others was not opened");
            }
            own
        })
        .build()
}

/// The pages in the binary: `tauri://localhost`, on Windows `http://tauri.localhost`.
fn is_own(url: &Url) -> bool {
    let place = (url.scheme(), url.host_str(), url.port());
    if cfg!(windows) {
        place == ("http", Some("tauri.localhost"), None)
    } else {
        place == ("tauri", Some("localhost"), None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_pages_are_opened() {
        let own = if cfg!(windows) {
            "http://tauri.localhost/mine"
        } else {
            "tauri://localhost/mine"
        };
        assert!(is_own(&own.parse().unwrap()));
        for other in [
            "https://example.com/",
            "http://localhost/",
            "file:///etc/passwd",
            "data:text/html,x",
            "tauri://example.com/",
            "about:blank",
        ] {
            assert!(!is_own(&other.parse().unwrap()), "{other}");
        }
    }
}
