//! 信息修正 with the network there.

use anyhow::ensure;

use super::Journey;

/// Given by the person; changed later.
pub(super) const NAME: &str = "测试市民癸";
const BIRTHDAY: &str = "1951-04-23";
const STREET: &str = "测试街七十七号三单元";
const POSTCODE: &str = "110077";

impl Journey {
    pub(super) async fn correct_three_fields(&mut self) -> anyhow::Result<()> {
        let values = [
            ("name", NAME),
            ("birthday", BIRTHDAY),
            ("street", STREET),
            ("postcode", POSTCODE),
        ];
        for (name, value) in values {
            self.never_readable(name, value);
        }
        self.correct("name", &[("name", NAME)]).await?;
        self.correct("birthday", &[("date", BIRTHDAY)]).await?;
        self.window.click("edit-address").await?;
        self.window.choose("field-address-region", "大东").await?;
        self.window.fill("field-address-street", STREET).await?;
        self.window.fill("field-address-postcode", POSTCODE).await?;
        self.picture("editing-address").await?;
        self.window.click("save-address").await?;
        self.window.click("done-continue").await?;
        for unit in ["name", "birthday", "address"] {
            self.window
                .wait_state(&format!("state-{unit}"), "synced")
                .await?;
        }
        self.picture("mine-corrected").await?;
        self.shown_masked().await?;
        self.revealed_on_purpose().await?;
        self.an_edit_never_starts_from_a_mask().await
    }

    /// Opens the form of a unit that is asked for one thing a page, fills in each, checks and submits.
    pub(super) async fn correct(&self, unit: &str, fields: &[(&str, &str)]) -> anyhow::Result<()> {
        self.window.click(&format!("edit-{unit}")).await?;
        for (field, value) in fields {
            self.window
                .fill(&format!("field-{unit}-{field}"), value)
                .await?;
            self.window.click(&format!("next-{unit}")).await?;
        }
        self.window.click(&format!("save-{unit}")).await?;
        self.window.click("done-continue").await?;
        self.window.find(&format!("unit-{unit}")).await?;
        Ok(())
    }

    async fn shown_masked(&self) -> anyhow::Result<()> {
        let text = self.window.page_text().await?;
        ensure!(text.contains("测*"), "the name is not shown masked");
        for hidden in [NAME, BIRTHDAY, STREET, super::account::PHONE] {
            ensure!(!text.contains(hidden), "a whole value stands on the screen");
        }
        Ok(())
    }

    async fn revealed_on_purpose(&mut self) -> anyhow::Result<()> {
        self.window.click("reveal-name").await?;
        self.window.shows(NAME).await?;
        self.picture("revealed").await
    }

    async fn an_edit_never_starts_from_a_mask(&mut self) -> anyhow::Result<()> {
        self.window.click("edit-name").await?;
        let value = self.window.value("field-name-name").await?;
        ensure!(value.is_empty(), "the form starts with something");
        self.picture("editing-name").await?;
        self.window.click("cancel-name").await?;
        self.window.find("unit-name").await?;
        Ok(())
    }
}
