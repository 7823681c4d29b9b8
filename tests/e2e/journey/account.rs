//! Register with the fewest fields, log out, log in.

use super::Journey;

/// Nobody's: the sample's range of numbers, beyond the citizens that the platform is seeded with.
pub(super) const PHONE: &str = "13800000077";

impl Journey {
    pub(super) async fn open_an_account(&mut self) -> anyhow::Result<()> {
        self.never_readable("phone", PHONE);
        self.window.click("nav-login").await?;
        self.window.find("login-phone").await?;
        self.picture("log-in").await?;
        self.give_phone_and_code().await?;
        self.window.find("register-submit").await?;
        self.picture("register").await?;
        self.window.click("register-submit").await?;
        self.window.click("nav-mine").await?;
        self.window.find("unit-name").await?;
        self.picture("mine-new").await?;

        self.window.click("logout").await?;
        self.window.click("logout-confirm").await?;
        self.window.click("nav-login").await?;
        self.give_phone_and_code().await?;
        self.window.click("nav-mine").await?;
        self.window.find("unit-name").await?;
        Ok(())
    }

    /// The code is read where the platform's SMS gateway left it.
    async fn give_phone_and_code(&mut self) -> anyhow::Result<()> {
        self.window.fill("login-phone", PHONE).await?;
        let seen = self.platform.codes_sent();
        self.window.click("login-send-code").await?;
        let code = self.platform.code_after(seen)?;
        self.never_readable("a code for logging in", &code);
        self.window.fill("login-code", &code).await?;
        self.window.click("login-submit").await
    }
}
