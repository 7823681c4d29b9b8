//! What the pages look like: plain HTML in Chinese, one thing a page.

use axum::response::{Html, IntoResponse, Response};
use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::style::STYLE;
use super::{APPROVAL, DEVICE_PAGE};
use crate::app::App;
use crate::auth::discovery::PLATFORM_NAME;
use crate::store::approval::Approval;

/// One page.
pub(crate) struct Page(Markup);

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        Html(self.0.into_string()).into_response()
    }
}

/// What was typed before, and what is wrong with it.
#[derive(Default)]
pub(crate) struct Prompt {
    pub(crate) phone: String,
    pub(crate) account: String,
    /// Whether the password form was sent.
    pub(crate) by_password: bool,
    pub(crate) auth_session: Option<String>,
    pub(crate) wrong: Option<String>,
}

/// A page that asks for a login, and what it asks for.
pub(crate) struct Asked<'a> {
    registration: bool,
    token: &'a str,
    asked: &'a Approval,
}

impl<'a> Asked<'a> {
    /// The page with this token.
    pub(crate) fn new(app: &App, token: &'a str, asked: &'a Approval) -> Self {
        Self {
            registration: app.registration,
            token,
            asked,
        }
    }

    /// Who are you?
    pub(crate) fn identify(&self, prompt: &Prompt) -> Page {
        let wrong = prompt.wrong.as_deref();
        let body = html! {
            (self.wants())
            section aria-labelledby="by-phone" {
                h2 #by-phone { "用手机验证码" }
                (self.form(html! {
                    (field("phone", "手机号码", "11 位大陆号码；其他号码请加 +国家代码", html! {
                        input #phone name="phone" type="tel" autocomplete="tel" value=(prompt.phone)
                            aria-describedby="phone-hint" required;
                    }))
                    (button("send_code", "获取验证码"))
                }))
                @if self.registration {
                    p.soft { "没有账号？用手机号码获取验证码就可以注册。" }
                }
            }
            details open[prompt.by_password] {
                summary { "用账号和密码" }
                (self.form(html! {
                    (field("account", "账号或手机号码", "", html! {
                        input #account name="account" autocomplete="username" value=(prompt.account) required;
                    }))
                    (field("password", "密码", "", html! {
                        input #password name="password" type="password" autocomplete="current-password" required;
                    }))
                    (button("give_password", "继续"))
                }))
            }
            (self.refusal())
        };
        page("确认是您本人", wrong, &body)
    }

    /// The code that was sent.
    pub(crate) fn give_code(&self, prompt: &Prompt) -> Page {
        let body = html! {
            p { "验证码已发到 " strong { (prompt.phone) } "，5 分钟内有效。没有收到时，请先看看短信拦截。" }
            (self.form(html! {
                (self.carried(prompt))
                (field("sms-code", "验证码", "短信里的 6 位数字", html! {
                    input #sms-code name="sms_code" inputmode="numeric" autocomplete="one-time-code"
                        aria-describedby="sms-code-hint" required;
                }))
                (button("give_code", "继续"))
                button.quiet name="step" value="start_again" formnovalidate { "重新获取，或换一个号码" }
            }))
        };
        page("填写验证码", prompt.wrong.as_deref(), &body)
    }

    /// The number is theirs, and has no account.
    pub(crate) fn register(&self, prompt: &Prompt) -> Page {
        let body = html! {
            p { "现在可以注册。平台只会保存您的手机号码 " strong { (prompt.phone) } "、平台分配的客户编号和消息设置。" }
            p { "不需要身份证号码。其他信息以后由您自己填写。" }
            (self.form(html! {
                (self.carried(prompt))
                (button("register", "注册并继续"))
                button.quiet name="step" value="start_again" { "换一个号码" }
            }))
        };
        page("这个号码还没有账号", prompt.wrong.as_deref(), &body)
    }

    /// Is it you who wants this?
    pub(crate) fn decide(&self, wrong: Option<&str>) -> Page {
        let body = html! {
            (self.wants())
            (self.form(html! {
                @if self.asked.device_hash.is_some() {
                    fieldset {
                        legend { "终端屏幕上显示的是哪个数字？" }
                        @for number in self.asked.numbers.split(' ') {
                            label.number {
                                input type="radio" name="number" value=(number);
                                span { (number) }
                            }
                        }
                    }
                    p.soft { "选错了，这次登录就作废。看不到终端屏幕时，请拒绝。" }
                }
                (button("approve", "是我，同意登录"))
                button.quiet name="step" value="deny" { "不是我，拒绝" }
            }))
        };
        page("同意这次登录吗？", wrong, &body)
    }

    /// What wants to log in.
    fn wants(&self) -> Markup {
        html! {
            p.wants { "“" strong { (self.asked.terminal) } "”上的盛事通想用您的账号登录。" }
            @if self.asked.device_hash.is_some() {
                p.warning { "只有您自己正在这台终端前、是您要登录时，才继续。有人发给您二维码或登录码，请您帮忙登录的，都是骗局。" }
            } @else {
                p.warning { "只有刚才是您自己在盛事通里点了“打开浏览器登录”，才继续。" }
            }
        }
    }

    fn refusal(&self) -> Markup {
        self.form(html! {
            button.quiet name="step" value="deny" { "不是我，拒绝" }
        })
    }

    fn form(&self, inside: Markup) -> Markup {
        html! {
            form method="post" action=(APPROVAL) {
                input type="hidden" name="page" value=(self.token);
                (inside)
            }
        }
    }

    fn carried(&self, prompt: &Prompt) -> Markup {
        html! {
            input type="hidden" name="phone" value=(prompt.phone);
            @if let Some(auth_session) = &prompt.auth_session {
                input type="hidden" name="auth_session" value=(auth_session);
            }
        }
    }
}

/// Which code does the terminal show?
pub(crate) fn enter_code(user_code: &str, wrong: Option<&str>) -> Page {
    let scanned = !user_code.is_empty() && wrong.is_none();
    let body = html! {
        @if scanned {
            p { "请看终端屏幕：显示的登录码和下面的一样，才继续。" }
        } @else {
            p { "请输入终端屏幕上显示的登录码。" }
        }
        form method="post" action=(DEVICE_PAGE) {
            (field("user-code", "登录码", "9 位数字，两分钟内有效，只能用一次", html! {
                input.code #user-code name="user_code" inputmode="numeric" autocomplete="off"
                    value=(user_code) aria-describedby="user-code-hint" required;
            }))
            button { "继续" }
        }
        p.warning { "有人发给您二维码或登录码，请您帮忙登录的，都是骗局。请关闭此页。" }
    };
    page("登录终端", wrong, &body)
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

fn page(title: &str, wrong: Option<&str>, body: &Markup) -> Page {
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

fn field(id: &str, label: &str, hint: &str, input: Markup) -> Markup {
    html! {
        div.field {
            label for=(id) { (label) }
            @if !hint.is_empty() {
                p.hint id={ (id) "-hint" } { (hint) }
            }
            (input)
        }
    }
}

fn button(step: &str, label: &str) -> Markup {
    html! {
        button name="step" value=(step) { (label) }
    }
}
