//! What every page has, and the pages that end a login: plain HTML in Chinese, one thing a page.

use axum::response::{Html, IntoResponse, Response};
use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::style::STYLE;
use crate::auth::discovery::PLATFORM_NAME;

/// One page.
pub(crate) struct Page(Markup);

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        Html(self.0.into_string()).into_response()
    }
}

/// A terminal is let in.
pub(crate) fn device_approved(terminal: &str) -> Page {
    end(
        "已同意登录",
        html! {
            p { "“" strong { (terminal) } "”马上就会登录您的账号。请看终端屏幕。" }
            p { "用完以后，请在终端上退出登录。此页可以关闭。" }
        },
    )
}

/// Nobody is let in.
pub(crate) fn device_denied() -> Page {
    end(
        "已拒绝",
        html! {
            p { "没有人因此登录您的账号。此页可以关闭。" }
        },
    )
}

/// The number was another one.
pub(crate) fn number_mismatched() -> Page {
    end(
        "数字不对，这次登录已作废",
        html! {
            p { "没有人因此登录您的账号。" }
            p { "如果是您自己要登录，请用终端上新显示的登录码再来一次。如果不是，请关闭此页。" }
        },
    )
}

/// The browser goes back to the client with a code.
pub(crate) fn browser_approved(address: &str) -> Page {
    back(
        "已同意登录",
        address,
        "正在回到盛事通。没有自动回去时，请点下面的链接。",
    )
}

/// The browser goes back to the client with nothing.
pub(crate) fn browser_denied(address: &str) -> Page {
    back(
        "已拒绝",
        address,
        "没有人因此登录您的账号。正在回到盛事通。",
    )
}

/// A page that leads no further.
pub(crate) fn refused(said: &str, remedy: &str) -> Page {
    end(
        "不能继续登录",
        html! {
            p { (said) "。" }
            p { (remedy) }
        },
    )
}

/// The form's answer is a page that leads on by itself, not a redirect: `form-action` would hold for where a
/// redirect leads, too.
fn back(title: &str, address: &str, said: &str) -> Page {
    let head = html! {
        meta http-equiv="refresh" content={ "0;url=" (address) };
    };
    let body = html! {
        p { (said) }
        p { a.button #back href=(address) { "回到盛事通" } }
    };
    whole(title, &head, &html! { h1 { (title) } (body) })
}

fn end(title: &str, body: Markup) -> Page {
    whole(title, &html! {}, &html! { h1 { (title) } (body) })
}

/// A page with something to fill in or to choose, and what is wrong with it.
pub(super) fn page(title: &str, wrong: Option<&str>, body: &Markup) -> Page {
    let tab = match wrong {
        Some(_) => format!("错误：{title}"),
        None => title.to_owned(),
    };
    whole(
        &tab,
        &html! {},
        &html! {
            h1 { (title) }
            @if let Some(wrong) = wrong {
                p.wrong #wrong role="alert" { (wrong) "。" }
            }
            (body)
        },
    )
}

fn whole(title: &str, head: &Markup, body: &Markup) -> Page {
    Page(html! {
        (DOCTYPE)
        html lang="zh-CN" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) " · " (PLATFORM_NAME) }
                (head)
                style { (PreEscaped(STYLE)) }
            }
            body {
                header { (PLATFORM_NAME) }
                main { (body) }
            }
        }
    })
}
