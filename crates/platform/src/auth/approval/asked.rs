//! The pages on which something is asked: who one is, whether one agrees, which code a terminal shows.

use maud::{Markup, html};

use super::page::{Page, page};
use super::{APPROVAL, DEVICE_PAGE};
use crate::app::App;
use crate::store::approval::Approval;

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
            p { "现在可以注册。平台只会保存您的手机号码 " strong { (prompt.phone) } "、平台分配的客户代码和消息设置。" }
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
