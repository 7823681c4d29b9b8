//! Files that a citizen attaches, and how they are sent.

use reqwest::Method;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use sst_api::path;
use sst_api::upload::UploadState;
use uuid::Uuid;

use super::reply::Reply;
use super::{Body, Client};

/// A file that begins as a JPEG does.
pub(crate) fn jpeg(size: usize) -> Vec<u8> {
    let mut file = vec![0xFF, 0xD8, 0xFF, 0xE0];
    file.extend((4..size).map(|at| (at % 251) as u8));
    file.truncate(size);
    file
}

/// What is said of a file before it is sent.
pub(crate) fn announced(id: Uuid, media_type: &str, file: &[u8]) -> Value {
    let digest = Sha256::digest(file);
    let hash: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    json!({ "id": id, "media_type": media_type, "size": file.len(), "sha256": hash })
}

pub(crate) fn at(id: Uuid) -> String {
    path::fill(path::UPLOAD, &[&id.to_string()])
}

impl Client {
    pub(crate) async fn announce(&mut self, id: Uuid, file: &[u8]) -> Reply {
        let request = announced(id, "image/jpeg", file);
        self.post(path::UPLOADS, &request).await
    }

    pub(crate) async fn part(&mut self, id: Uuid, offset: u64, part: &[u8]) -> Reply {
        let path = format!("{}?offset={offset}", at(id));
        self.send(Method::PUT, &path, Body::Octets(part)).await
    }

    pub(crate) async fn discard(&mut self, id: Uuid) -> Reply {
        self.send(Method::DELETE, &at(id), Body::Nothing).await
    }

    /// A small photo, whole.
    pub(crate) async fn attach(&mut self) -> Uuid {
        let (id, file) = (Uuid::now_v7(), jpeg(300));
        self.announce(id, &file).await.ok::<UploadState>();
        let state: UploadState = self.part(id, 0, &file).await.ok();
        assert!(state.complete);
        id
    }
}
