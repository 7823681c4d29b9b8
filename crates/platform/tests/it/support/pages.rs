//! A person with a browser: it shows pages, fills their forms, and runs no script.

use reqwest::header::HeaderMap;
use sst_api::auth::CLIENT_ID;
use sst_api::path;

use super::World;
use super::citizen::pkce_challenge;

pub(crate) const REDIRECT: &str = "http://127.0.0.1:50123/callback";

/// A browser.
pub(crate) struct Browser {
    http: reqwest::Client,
    url: String,
}

/// A page as it was shown.
pub(crate) struct Page {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) html: String,
}

impl World {
    pub(crate) fn browser(&self) -> Browser {
        let http = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none());
        Browser {
            http: http.build().unwrap(),
            url: self.platform.url().to_owned(),
        }
    }
}

impl Browser {
    pub(crate) async fn visit(&self, path: &str, query: &[(&str, &str)]) -> Page {
        let request = self.http.get(format!("{}{path}", self.url)).query(query);
        Page::read(request.send().await.unwrap()).await
    }

    pub(crate) async fn send(&self, path: &str, form: &[(&str, &str)]) -> Page {
        self.send_from("same-origin", path, form).await
    }

    /// A form of a page on some site.
    pub(crate) async fn send_from(&self, site: &str, path: &str, form: &[(&str, &str)]) -> Page {
        let request = self.http.post(format!("{}{path}", self.url)).form(form);
        let request = request.header("sec-fetch-site", site);
        Page::read(request.send().await.unwrap()).await
    }

    /// One step on a page.
    pub(crate) async fn step(&self, page: &Page, step: &str, fields: &[(&str, &str)]) -> Page {
        let token = page.hidden("page");
        let auth_session = page.find_hidden("auth_session").unwrap_or_default();
        let mut form = vec![("page", token.as_str()), ("step", step)];
        if !auth_session.is_empty() {
            form.push(("auth_session", auth_session.as_str()));
        }
        form.extend_from_slice(fields);
        self.send("/oauth/approval", &form).await
    }

    /// The page that a client's request leads to.
    pub(crate) async fn authorize(&self, jkt: &str) -> Page {
        let challenge = pkce_challenge();
        self.visit(path::AUTHORIZE, &authorization(&challenge, jkt))
            .await
    }

    /// Says who one is, by phone and code, on a page that asks for it.
    pub(crate) async fn identify(&self, world: &World, page: &Page, phone: &str) -> Page {
        let page = self.step(page, "send_code", &[("phone", phone)]).await;
        let code = world.platform.last_code(phone).unwrap();
        self.step(&page, "give_code", &[("sms_code", &code)]).await
    }
}

pub(crate) fn authorization<'a>(challenge: &'a str, jkt: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("response_type", "code"),
        ("client_id", CLIENT_ID),
        ("redirect_uri", REDIRECT),
        ("state", "STATE-1"),
        ("code_challenge", challenge),
        ("code_challenge_method", "S256"),
        ("dpop_jkt", jkt),
        ("terminal_name", "测试 <b>电脑</b>"),
    ]
}

impl Page {
    async fn read(response: reqwest::Response) -> Self {
        Self {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            html: response.text().await.unwrap(),
        }
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    #[track_caller]
    pub(crate) fn says(&self, text: &str) -> &Self {
        assert!(self.html.contains(text), "{text} is not in {}", self.html);
        self
    }

    #[track_caller]
    pub(crate) fn hidden(&self, name: &str) -> String {
        self.find_hidden(name).unwrap()
    }

    fn find_hidden(&self, name: &str) -> Option<String> {
        let start = format!("type=\"hidden\" name=\"{name}\" value=\"");
        let (_, rest) = self.html.split_once(&start)?;
        Some(rest.split_once('"')?.0.to_owned())
    }

    /// The numbers to choose from.
    pub(crate) fn numbers(&self) -> Vec<String> {
        let parts = self.html.split("name=\"number\" value=\"").skip(1);
        parts
            .map(|part| part.split_once('"').unwrap().0.to_owned())
            .collect()
    }

    /// Where the page leads by itself, with what it carries.
    #[track_caller]
    pub(crate) fn leads_to(&self) -> reqwest::Url {
        let (_, rest) = self.html.split_once("content=\"0;url=").unwrap();
        let address = rest.split_once('"').unwrap().0.replace("&amp;", "&");
        address.parse().unwrap()
    }
}

/// One parameter of an address.
pub(crate) fn parameter(address: &reqwest::Url, name: &str) -> Option<String> {
    let mut pairs = address.query_pairs();
    pairs
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.into_owned())
}
