//! Codes for a person who tries the platform out.

use std::io::Write as _;

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;

use super::{Message, Purpose, Recipient, SmsError, SmsGateway, apart};

/// Prints messages to standard error: standard output belongs to the line that says where the platform
/// listens.
#[derive(Debug, Clone, Copy)]
pub struct Console;

impl SmsGateway for Console {
    fn send(&self, message: Message) -> BoxFuture<'_, Result<(), SmsError>> {
        let words = words(&message);
        apart(move || std::io::stderr().lock().write_all(words.as_bytes())).boxed()
    }
}

fn words(message: &Message) -> String {
    let (way, to) = match &message.to {
        Recipient::Phone(phone) => ("短信 SMS", phone),
        Recipient::Email(email) => ("邮件 e-mail", email),
    };
    let why = match message.purpose {
        Purpose::Login => "登录或注册 log in or register",
        Purpose::StepUp => "再次验证身份 authenticate again",
        Purpose::Recover => "重新设置密码 replace a forgotten password",
        Purpose::Verify => "验证新的联系方式 verify a new contact",
        Purpose::GuardianConfirm => {
            "作为监护人确认未成年人的同意；不是您本人操作请勿告诉他人 confirm as the guardian of a minor; tell nobody if it was not you"
        }
        Purpose::GuardianWithdraw => {
            "作为监护人查看和撤回同意 look at and go back on what you agreed to as a guardian"
        }
        Purpose::Changed => "您的联系方式已更改 your contact was changed",
    };
    match &message.code {
        Some(code) => format!("[{way} → {to}] 验证码 code {code} · {why}\n"),
        None => format!("[{way} → {to}] {why}\n"),
    }
}
