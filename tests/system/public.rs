//! What anybody may read.

use sst_api::path;

use crate::town::Town;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_platform_need_not_send_again_what_the_client_keeps() {
    let town = Town::behind_proxy().await;
    let computer = town.computer();
    let client = computer.signed_in().await;
    let public = client.public();
    let first = (
        public.articles().await.unwrap().items,
        public.halls().await.unwrap().items,
        public.contacts().await.phones,
    );
    let again = (
        public.articles().await.unwrap().items,
        public.halls().await.unwrap().items,
        public.contacts().await.phones,
    );
    assert_eq!(first, again);
    assert!(!first.0.is_empty() && !first.1.is_empty());
    for path in [path::ARTICLES, path::HALLS, path::CONTACTS] {
        let seen = town.proxy().seen(path);
        let [sent, held] = &seen[..] else {
            panic!("{path}: {}", seen.len());
        };
        assert!(sent.answer.starts_with(b"HTTP/1.1 200"), "{path}");
        assert!(held.answer.starts_with(b"HTTP/1.1 304"), "{path}");
    }
}
