//! A page that leads no further, and the words for what is wrong.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use sst_api::problem::ProblemCode;

use super::page;
use crate::error::StoreError;
use crate::http::failure::{Failure, OauthFailure};

/// Why a page cannot be shown or answered.
pub(crate) struct PageRefused(OauthFailure);

impl IntoResponse for PageRefused {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.0.status);
        let code = self.0.body.code.unwrap_or(ProblemCode::Internal);
        let remedy = match code {
            ProblemCode::ClientUnknown | ProblemCode::MalformedRequest => {
                "请回到盛事通，重新开始登录。没有人因此登录。"
            }
            ProblemCode::AuthSessionInvalid | ProblemCode::DeviceCodeExpired => {
                "这个页面已经用过或放置太久。请回到要登录的终端，重新开始。没有人因此登录。"
            }
            _ => "请稍后再试。",
        };
        let page = page::refused(&words(&self.0), remedy);
        (status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR), page).into_response()
    }
}

impl From<OauthFailure> for PageRefused {
    fn from(failure: OauthFailure) -> Self {
        Self(failure)
    }
}

impl From<ProblemCode> for PageRefused {
    fn from(code: ProblemCode) -> Self {
        Self(code.into())
    }
}

impl From<Failure> for PageRefused {
    fn from(failure: Failure) -> Self {
        Self(failure.into())
    }
}

impl From<StoreError> for PageRefused {
    fn from(error: StoreError) -> Self {
        Self(error.into())
    }
}

impl From<getrandom::Error> for PageRefused {
    fn from(error: getrandom::Error) -> Self {
        Self(error.into())
    }
}

/// What is wrong, and what helps where the code alone does not say it.
pub(super) fn words(failure: &OauthFailure) -> String {
    let code = failure.body.code.unwrap_or(ProblemCode::Internal);
    let said = code.chinese();
    match (code, failure.body.tries_left, failure.body.resend_after) {
        (ProblemCode::InvalidFields, ..) => {
            "手机号码不对。请填写 11 位大陆手机号码，其他号码请加 +国家代码".to_owned()
        }
        (ProblemCode::MalformedRequest, ..) => "请把要填的内容填写完整".to_owned(),
        (ProblemCode::CodeWrong, Some(left), _) => format!("{said}，还可以再试 {left} 次"),
        (ProblemCode::CodeUsedUp | ProblemCode::CodeExpired, ..) => {
            format!("{said}，请重新获取验证码")
        }
        (ProblemCode::CodeTooSoon, _, Some(wait)) => format!("{said}（{wait} 秒后可以再获取）"),
        (ProblemCode::PasswordLocked, _, Some(wait)) => {
            format!(
                "{said}（约 {} 分钟后），或改用手机验证码",
                wait.div_ceil(60)
            )
        }
        _ => said.to_owned(),
    }
}
