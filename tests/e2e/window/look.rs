//! Looking at the window and using it: by `data-testid`, by visible text, by picture.

use std::fs;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail, ensure};
use fantoccini::Locator;
use fantoccini::actions::{InputSource as _, MouseActions, PointerAction};
use fantoccini::elements::Element;
use serde_json::{Value, json};

use super::{PATIENCE, Window};
use crate::session::Built;

impl Window {
    /// The visible element with this `data-testid`, waited for.
    pub(crate) async fn find(&self, id: &str) -> anyhow::Result<Element> {
        self.until(&format!("[data-testid={id}] on the screen"), async || {
            Ok(self.visible(&by_id(id)).await?.into_iter().next())
        })
        .await
    }

    /// Whether an element with this `data-testid` is visible now.
    pub(crate) async fn has(&self, id: &str) -> anyhow::Result<bool> {
        Ok(!self.visible(&by_id(id)).await?.is_empty())
    }

    /// Waits until nothing with this `data-testid` is visible.
    pub(crate) async fn gone(&self, id: &str) -> anyhow::Result<()> {
        self.until(&format!("[data-testid={id}] gone"), async || {
            Ok((!self.has(id).await?).then_some(()))
        })
        .await
    }

    /// Clicks it.
    pub(crate) async fn click(&self, id: &str) -> anyhow::Result<()> {
        // What is still moving or just being replaced answers with an error: try again, as a person would.
        self.until(&format!("a click on [data-testid={id}]"), async || {
            let Some(element) = self.visible(&by_id(id)).await?.into_iter().next() else {
                return Ok(None);
            };
            if !element.is_enabled().await.unwrap_or(false) {
                return Ok(None);
            }
            self.press(&element).await
        })
        .await
    }

    /// Presses an element where a pointer would hit it; nothing while something else lies over it. The events
    /// are the page's own: now and then the driver never answers a click of its own on what is just being
    /// replaced.
    async fn press(&self, element: &Element) -> anyhow::Result<Option<()>> {
        let target = vec![serde_json::to_value(element)?];
        let pressed = self.client.execute(PRESS, target).await;
        Ok(pressed.is_ok_and(|hit| hit == json!(true)).then_some(()))
    }

    /// Types into a field, replacing what is in it, and leaves the field.
    pub(crate) async fn fill(&self, id: &str, text: &str) -> anyhow::Result<()> {
        let field = self.find(id).await?;
        if text.is_ascii() && field.tag_name().await? == "input" {
            return self.type_keys(&field, text).await;
        }
        self.put(&field, text).await?;
        self.leave_field(&field).await
    }

    /// Puts a text into a field that the driver, which talks to the page through the app's own process, never
    /// carries: it goes as other numbers, and becomes a text in the page.
    pub(crate) async fn fill_unseen(&self, id: &str, text: &str) -> anyhow::Result<()> {
        let field = self.find(id).await?;
        let numbers: Vec<u32> = text
            .encode_utf16()
            .map(|unit| u32::from(unit) * 3)
            .collect();
        let script = "const [field, numbers] = arguments; field.focus();\
             const own = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), 'value');\
             own.set.call(field, String.fromCharCode(...numbers.map((number) => number / 3)));\
             field.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertText' }));\
             field.dispatchEvent(new Event('change', { bubbles: true }));";
        let arguments = vec![serde_json::to_value(&field)?, json!(numbers)];
        self.client.execute(script, arguments).await?;
        self.leave_field(&field).await
    }

    /// WebDriver's keys carry no Chinese: what an input method would commit is put in as a whole.
    async fn put(&self, field: &Element, text: &str) -> anyhow::Result<()> {
        let script = "const [field, text] = arguments; field.focus();\
             const own = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), 'value');\
             own.set.call(field, text);\
             field.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertText', data: text }));\
             field.dispatchEvent(new Event('change', { bubbles: true }));";
        self.client
            .execute(script, vec![serde_json::to_value(field)?, json!(text)])
            .await?;
        Ok(())
    }

    async fn leave_field(&self, field: &Element) -> anyhow::Result<()> {
        self.client
            .execute("arguments[0].blur()", vec![serde_json::to_value(field)?])
            .await?;
        Ok(())
    }

    async fn type_keys(&self, field: &Element, keys: &str) -> anyhow::Result<()> {
        field.clear().await?;
        field.send_keys(keys).await?;
        self.client
            .execute("arguments[0].blur()", vec![serde_json::to_value(field)?])
            .await?;
        Ok(())
    }

    /// Searches in a field with suggestions and takes the first that is offered.
    pub(crate) async fn choose(&self, id: &str, query: &str) -> anyhow::Result<()> {
        let field = self.find(id).await?;
        self.put(&field, query).await?;
        self.until(
            &format!("a suggestion for [data-testid={id}]"),
            async || {
                let Some(option) = self.visible("[role=option]").await?.into_iter().next() else {
                    return Ok(None);
                };
                self.press(&option).await
            },
        )
        .await
    }

    /// The visible text of an element.
    pub(crate) async fn text(&self, id: &str) -> anyhow::Result<String> {
        Ok(self.find(id).await?.text().await?)
    }

    /// A field's present value.
    pub(crate) async fn value(&self, id: &str) -> anyhow::Result<String> {
        Ok(self
            .find(id)
            .await?
            .prop("value")
            .await?
            .unwrap_or_default())
    }

    /// Waits until the element carries `data-state` with this value.
    pub(crate) async fn wait_state(&self, id: &str, state: &str) -> anyhow::Result<()> {
        self.until(&format!("[data-testid={id}] to be {state}"), async || {
            let Some(element) = self.all(&by_id(id)).await?.into_iter().next() else {
                return Ok(None);
            };
            let now = element.attr("data-state").await.unwrap_or_default();
            Ok((now.as_deref() == Some(state)).then_some(()))
        })
        .await
    }

    /// Everything that can be read on the screen now.
    pub(crate) async fn page_text(&self) -> anyhow::Result<String> {
        let text = self
            .client
            .execute("return document.body.innerText", Vec::new())
            .await?;
        text.as_str()
            .map(str::to_owned)
            .context("the page has text")
    }

    /// Waits until this can be read on the screen.
    pub(crate) async fn shows(&self, text: &str) -> anyhow::Result<()> {
        self.until(&format!("“{text}” on the screen"), async || {
            Ok(self.page_text().await?.contains(text).then_some(()))
        })
        .await
    }

    /// Runs a script in the page.
    pub(crate) async fn script(&self, script: &str) -> anyhow::Result<Value> {
        Ok(self.client.execute(script, Vec::new()).await?)
    }

    /// Runs a script in a frame of the page, by its number.
    pub(crate) async fn script_in_frame(&self, index: u16, script: &str) -> anyhow::Result<Value> {
        self.client.enter_frame(index).await?;
        let answer = self.client.execute(script, Vec::new()).await;
        self.client.enter_parent_frame().await?;
        Ok(answer?)
    }

    /// Keeps a picture of the window as `<name>.png`, where pictures are asked for: now and then WebKit's driver
    /// never answers the command after one.
    pub(crate) async fn picture(&self, name: &str) -> anyhow::Result<()> {
        if Built::wants_pictures() {
            self.photograph(name).await?;
        }
        Ok(())
    }

    async fn photograph(&self, name: &str) -> anyhow::Result<()> {
        let png = self.client.screenshot().await?;
        ensure!(png.starts_with(b"\x89PNG"), "the picture is a PNG");
        Ok(fs::write(
            Built::pictures()?.join(format!("{name}.png")),
            png,
        )?)
    }

    /// Sets the window's size in pixels.
    pub(crate) async fn resize(&self, width: u32, height: u32) -> anyhow::Result<()> {
        Ok(self.client.set_window_size(width, height).await?)
    }

    /// Puts the pointer into the corner, where nothing is: what it rests on would look different.
    pub(crate) async fn pointer_aside(&self) -> anyhow::Result<()> {
        let aside = PointerAction::MoveTo {
            duration: None,
            x: 1.0,
            y: 1.0,
        };
        let mouse = MouseActions::new("mouse".to_owned()).then(aside);
        Ok(self.client.perform_actions(mouse).await?)
    }

    async fn all(&self, css: &str) -> anyhow::Result<Vec<Element>> {
        match self.client.find_all(Locator::Css(css)).await {
            // What is replaced while it is being found is not there yet.
            Err(error) if error.to_string().contains("Stale element") => Ok(Vec::new()),
            found => Ok(found?),
        }
    }

    async fn visible(&self, css: &str) -> anyhow::Result<Vec<Element>> {
        let mut visible = Vec::new();
        for element in self.all(css).await? {
            // An element that left the page in between is not visible.
            if element.is_displayed().await.unwrap_or(false) {
                visible.push(element);
            }
        }
        Ok(visible)
    }

    /// Asks until there is an answer; failing, keeps a picture and says what was on the screen.
    async fn until<T>(
        &self,
        what: &str,
        mut ask: impl AsyncFnMut() -> anyhow::Result<Option<T>>,
    ) -> anyhow::Result<T> {
        let end = Instant::now() + PATIENCE;
        loop {
            if let Some(answer) = ask().await? {
                return Ok(answer);
            }
            if Instant::now() > end {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        // What went wrong is said in any case.
        let _ = tokio::time::timeout(Duration::from_secs(5), self.photograph("failed")).await;
        bail!(
            "waited in vain for {what}; see failed.png. On the screen:\n{}",
            self.page_text().await.unwrap_or_default()
        );
    }
}

fn by_id(id: &str) -> String {
    format!("[data-testid=\"{id}\"]")
}

/// What a press of the pointer is to a page.
const PRESS: &str = "const [element] = arguments;\
    if (!element.isConnected) return false;\
    element.scrollIntoView({ block: 'nearest', inline: 'nearest' });\
    const box = element.getBoundingClientRect();\
    const at = { clientX: box.left + box.width / 2, clientY: box.top + box.height / 2 };\
    const hit = document.elementFromPoint(at.clientX, at.clientY);\
    const label = hit && hit.closest('label');\
    if (!hit || !(element.contains(hit) || (label && label.contains(element)))) return false;\
    const pointer = { ...at, bubbles: true, cancelable: true, composed: true, button: 0,\
        pointerId: 1, pointerType: 'mouse', isPrimary: true };\
    hit.dispatchEvent(new PointerEvent('pointerdown', { ...pointer, buttons: 1 }));\
    hit.dispatchEvent(new MouseEvent('mousedown', { ...pointer, buttons: 1 }));\
    element.focus({ preventScroll: true });\
    hit.dispatchEvent(new PointerEvent('pointerup', pointer));\
    hit.dispatchEvent(new MouseEvent('mouseup', pointer));\
    element.click();\
    return true;";
