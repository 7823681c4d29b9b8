use reqwest::header::HeaderMap;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// What the platform answered.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    pub(crate) async fn read(response: reqwest::Response) -> Self {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Self {
            status,
            headers,
            body: response.bytes().await.unwrap().to_vec(),
        }
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }

    /// The problem's code; empty where there is none.
    pub(crate) fn code(&self) -> String {
        self.json()["code"].as_str().unwrap_or_default().to_owned()
    }

    /// The body of a reply that went well.
    #[track_caller]
    pub(crate) fn ok<T: DeserializeOwned>(&self) -> T {
        let text = String::from_utf8_lossy(&self.body);
        assert!((200..300).contains(&self.status), "{} {text}", self.status);
        serde_json::from_slice(&self.body).unwrap()
    }

    /// Asserts status and code of a refusal.
    #[track_caller]
    pub(crate) fn refused(&self, status: u16, code: &str) -> &Self {
        let text = String::from_utf8_lossy(&self.body);
        assert_eq!(
            (self.status, self.code().as_str()),
            (status, code),
            "{text}"
        );
        self
    }
}
