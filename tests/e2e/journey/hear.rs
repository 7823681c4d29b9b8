//! An official corrects something and publishes a notice: both reach the open window.

use std::time::Duration;

use anyhow::ensure;

use super::Journey;
use super::account::PHONE;
use crate::session::wait_for;

const NAME: &str = "测试市民壬";
const GROUND: &str = "窗口核验测试";
const TITLE: &str = "测试通知之标题";
const BODY: &str = "测试通知之正文，只给一个人看";

impl Journey {
    /// Toasts are off until the person asks for them.
    pub(super) async fn ask_for_toasts(&mut self) -> anyhow::Result<()> {
        self.look_at_purposes("purposes").await?;
        self.window.click("agree-notify-system").await?;
        self.window.find("delivery-notify-system").await?;
        self.window.click("nav-privacy").await?;
        self.window.click("open-receipts").await?;
        self.window.find("proof").await?;
        self.picture("receipts").await?;
        self.window.click("nav-mine").await
    }

    pub(super) async fn hear_from_an_official(&mut self) -> anyhow::Result<()> {
        for (name, value) in [
            ("name by an official", NAME),
            ("a notice's title", TITLE),
            ("a notice's body", BODY),
        ] {
            self.never_readable(name, value);
        }
        let before = self.session.toasts()?.len();
        let name = format!("name={NAME}");
        let correction = [
            "--phone",
            PHONE,
            "--unit",
            "name",
            "--set",
            &name,
            "--ground",
            GROUND,
            "--verified",
        ];
        self.platform
            .command(&["official", "correct-unit"], &correction)?;
        self.window.shows(GROUND).await?;
        self.window.click("reveal-name").await?;
        self.window.shows(NAME).await?;
        self.picture("corrected-by-an-official").await?;

        let notice = ["--phone", PHONE, "--title", TITLE, "--body", BODY];
        self.a_toast_says_that_something_came(before)?;
        let before = self.session.toasts()?.len();
        self.platform
            .command(&["official", "publish-notice"], &notice)?;
        self.a_toast_says_that_something_came(before)?;
        self.window.click("nav-inbox").await?;
        self.window.shows(TITLE).await?;
        self.picture("inbox").await?;
        self.window.click("notice-item").await?;
        self.window.shows(BODY).await?;
        self.picture("notice").await
    }

    /// One more toast than before, with these words and no others.
    fn a_toast_says_that_something_came(&self, before: usize) -> anyhow::Result<()> {
        let toast = wait_for("the toast", Duration::from_secs(15), || {
            Ok(self.session.toasts()?.get(before).cloned())
        })?;
        ensure!(
            (toast.title.as_str(), toast.body.as_str()) == ("盛事通", "您有一条新通知"),
            "the toast says something else: {toast:?}"
        );
        Ok(())
    }

    /// The screens that the journey does not need.
    pub(super) async fn look_around(&mut self) -> anyhow::Result<()> {
        self.window.click("nav-settings").await?;
        self.window.find("keeping").await?;
        ensure!(
            self.window.text("keeping").await?.chars().count() > 4,
            "where the key is kept is said"
        );
        self.picture("settings").await?;
        self.window.click("setting-mode-dark").await?;
        self.picture("settings-dark").await?;
        self.window.click("nav-mine").await?;
        self.window.find("unit-name").await?;
        self.picture("mine-dark").await?;
        self.window.click("nav-home").await?;
        self.window.find("home-articles").await?;
        self.picture("home-dark").await?;
        self.look_at_purposes("purposes-dark").await?;
        self.for_elders().await
    }

    async fn look_at_purposes(&mut self, picture: &str) -> anyhow::Result<()> {
        self.window.click("nav-privacy").await?;
        self.window.click("open-purposes").await?;
        self.window.find("agree-notify-system").await?;
        self.picture(picture).await
    }

    /// 长辈版, in the smallest window and in the largest, then as it was.
    async fn for_elders(&mut self) -> anyhow::Result<()> {
        self.window.click("nav-settings").await?;
        self.window.click("setting-mode-light").await?;
        self.window.click("setting-elder").await?;
        for (width, height) in [(900, 600), (1920, 1080)] {
            self.window.resize(width, height).await?;
            for (nav, there) in [("nav-home", "home-articles"), ("nav-mine", "unit-name")] {
                self.window.click(nav).await?;
                self.window.find(there).await?;
                self.picture(&format!("elder-{}-{width}", &nav["nav-".len()..]))
                    .await?;
            }
            self.look_at_purposes(&format!("elder-purposes-{width}"))
                .await?;
        }
        self.look_at_privacy("-elder").await?;
        self.window.resize(1280, 800).await?;
        self.window.click("nav-settings").await?;
        self.window.click("setting-elder").await
    }
}
