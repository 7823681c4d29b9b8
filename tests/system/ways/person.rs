//! 测试市民甲 with a browser of their own: it fills the forms of the platform's pages and follows what a page
//! leads to by itself.

use reqwest::Url;
use sst_core::DeviceCodeView;

/// The person.
pub(crate) struct Person(reqwest::Client);

const PASSWORD: [(&str, &str); 2] = [("account", "test-jia"), ("password", "Ceshi-Jia-2026")];

/// Where the browser is to come back to, as its address says.
pub(crate) fn redirect_uri(address: &str) -> Url {
    let address: Url = address.parse().unwrap();
    let mut pairs = address.query_pairs();
    let back = pairs.find(|(name, _)| name == "redirect_uri").unwrap().1;
    back.parse().unwrap()
}

impl Person {
    pub(crate) fn new() -> Self {
        Self(reqwest::Client::builder().no_proxy().build().unwrap())
    }

    /// Logs in and agrees; gives the page that the client itself shows at the end.
    pub(crate) async fn agree_in_browser(&self, address: &str) -> String {
        let page = self.identified(address).await;
        let done = self.step(address, &page, "approve", &[]).await;
        let back = leads_to(&done);
        self.0.get(back).send().await.unwrap().text().await.unwrap()
    }

    /// Does not agree; gives where that leads.
    pub(crate) async fn denied_in_browser(&self, address: &str) -> Url {
        let page = self.identified(address).await;
        leads_to(&self.step(address, &page, "deny", &[]).await)
    }

    /// Types the code, logs in, chooses the number that the terminal shows, and agrees.
    pub(crate) async fn agree_with_device(&self, code: &DeviceCodeView) {
        let page = self.at_the_device(code).await;
        let number = code.matching_number.as_deref().unwrap();
        let fields = [("number", number)];
        let done = self.step(&code.address, &page, "approve", &fields).await;
        assert!(done.contains("已同意登录"), "{done}");
    }

    pub(crate) async fn choose_the_wrong_number(&self, code: &DeviceCodeView) {
        let page = self.at_the_device(code).await;
        let right = code.matching_number.as_deref().unwrap();
        let numbers = page.split("name=\"number\" value=\"").skip(1);
        let mut numbers = numbers.map(|part| part.split('"').next().unwrap());
        let wrong = numbers.find(|number| *number != right).unwrap().to_owned();
        let fields = [("number", wrong.as_str())];
        let done = self.step(&code.address, &page, "approve", &fields).await;
        assert!(done.contains("已作废"), "{done}");
    }

    async fn at_the_device(&self, code: &DeviceCodeView) -> String {
        let form = [("user_code", &code.user_code)];
        let page = self.0.post(&code.address).form(&form).send().await.unwrap();
        let page = page.text().await.unwrap();
        self.step(&code.address, &page, "give_password", &PASSWORD)
            .await
    }

    async fn identified(&self, address: &str) -> String {
        let page = self.0.get(address).send().await.unwrap();
        let page = page.text().await.unwrap();
        self.step(address, &page, "give_password", &PASSWORD).await
    }

    async fn step(&self, address: &str, page: &str, step: &str, fields: &[(&str, &str)]) -> String {
        let token = page.split_once("name=\"page\" value=\"").unwrap().1;
        let token = token.split_once('"').unwrap().0;
        let form = [&[("page", token), ("step", step)], fields].concat();
        let address: Url = address.parse().unwrap();
        let action = address.join("/oauth/approval").unwrap();
        let page = self.0.post(action).form(&form).send().await.unwrap();
        page.text().await.unwrap()
    }
}

fn leads_to(page: &str) -> Url {
    let address = page.split_once("content=\"0;url=").unwrap().1;
    let address = address.split_once('"').unwrap().0.replace("&amp;", "&");
    address.parse().unwrap()
}
