//! Which address leads where.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::http::Method;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{MethodFilter, MethodRouter, get, on, post};
use sst_api::path;
use sst_api::problem::ProblemCode;

use super::failure::Failure;
use super::layers;
use crate::app::Shared;
use crate::auth::approval;
use crate::{account, auth, consent, correction, guardian, policy, public, report, security, sync};

/// The whole platform.
pub(crate) fn router(app: &Shared) -> Router {
    let personal = personal()
        .router
        .layer(from_fn_with_state(app.clone(), layers::personal));
    let pages = pages().router.layer(from_fn(layers::pages));
    let guardians = guardians()
        .router
        .layer(from_fn_with_state(app.clone(), layers::personal));
    public()
        .router
        .merge(personal)
        .merge(guardians)
        .merge(reports().router)
        .merge(pages)
        .fallback(async || Failure::from(ProblemCode::UnknownPath))
        .method_not_allowed_fallback(async || Failure::from(ProblemCode::MethodNotAllowed))
        .layer(from_fn_with_state(app.clone(), layers::time_out))
        .layer(from_fn(layers::log))
        // Bodies are limited where they are read, each to its own size.
        .layer(DefaultBodyLimit::disable())
        .with_state(app.clone())
}

/// Every method and path of the contract that is served, for the comparison with the published document.
pub fn served() -> Vec<(Method, &'static str)> {
    [
        public().served,
        personal().served,
        guardians().served,
        reports().served,
        pages().served,
    ]
    .concat()
}

/// What anybody may read.
fn public() -> Routes {
    Routes::default()
        .serve(Method::GET, path::DISCOVERY, auth::discovery::metadata)
        .serve_large(Method::GET, path::POLICY_CURRENT, policy::serve::current)
        .serve_large(Method::GET, path::POLICY_VERSION, policy::serve::version)
        .serve_large(Method::GET, path::ARTICLES, public::articles)
        .serve_large(Method::GET, path::ARTICLE, public::article)
        .serve_large(Method::GET, path::HALLS, public::halls)
        .serve_large(Method::GET, path::CONTACTS, public::contacts)
}

/// What concerns one person.
fn personal() -> Routes {
    Routes::default()
        .serve(Method::POST, path::CHALLENGE, auth::challenge::step)
        .serve(
            Method::POST,
            path::DEVICE_AUTHORIZATION,
            auth::device_authorization::begin,
        )
        .serve(Method::POST, path::TOKEN, auth::token::token)
        .serve(Method::POST, path::REVOKE, auth::revoke::revoke)
        .serve(Method::POST, path::DEVICES, sync::device::register)
        .serve_large(Method::POST, path::SYNC_PUSH, sync::push::push)
        .serve_large(Method::GET, path::SYNC_CHANGES, sync::changes::changes)
        .serve(Method::GET, path::EVENTS, sync::events::events)
        .serve(Method::GET, path::SYNC_WAIT, sync::wait::wait)
        .serve(Method::POST, path::CONTACT_CHANGES, account::contact::begin)
        .serve(Method::POST, path::CONTACT_VERIFY, account::verify::verify)
        .serve(
            Method::PUT,
            path::IDENTITY_DOCUMENT,
            account::document::replace,
        )
        .serve(Method::POST, path::UPLOADS, correction::upload::begin)
        .serve(Method::GET, path::UPLOAD, correction::upload::state)
        .serve(Method::PUT, path::UPLOAD, correction::upload::take)
        .serve(Method::DELETE, path::UPLOAD, correction::upload::discard)
        .serve_large(Method::GET, path::HISTORY, correction::history::list)
        .serve_large(Method::GET, path::CONSENTS, consent::log::list)
        .serve(Method::POST, path::CONSENTS, consent::log::enter)
        .serve(Method::GET, path::CONSENT_ANCHOR, consent::anchor::anchor)
        .serve_large(Method::GET, path::SESSIONS, security::sessions::list)
        .serve(
            Method::POST,
            path::SESSIONS_END_OTHERS,
            security::sessions::end_others,
        )
        .serve(Method::POST, path::SESSION_END, security::sessions::end)
        .serve(Method::PUT, path::SESSION_NAME, security::sessions::rename)
        .serve_large(Method::GET, path::ACTIVITY, security::activity::list)
        .serve(
            Method::POST,
            path::ACTIVITY_DISOWN,
            security::activity::disown,
        )
        .serve_large(Method::GET, path::DISCLOSURES, security::disclosures::list)
        .serve(Method::GET, path::PASSWORD, security::password::status)
        .serve(Method::PUT, path::PASSWORD, security::password::set)
}

/// What guardians of minors do, with a code of their own.
fn guardians() -> Routes {
    Routes::default()
        .serve(Method::POST, path::GUARDIAN_CHALLENGES, guardian::begin)
        .serve(Method::POST, path::GUARDIAN_VERIFY, guardian::verify)
        .serve(
            Method::POST,
            path::GUARDIAN_CONFIRMATIONS,
            guardian::confirm,
        )
        .serve(Method::POST, path::GUARDIAN_CONSENTS, guardian::consents)
        .serve(Method::POST, path::GUARDIAN_WITHDRAWALS, guardian::withdraw)
}

/// Reports about the client itself. Nobody is asked who they are.
fn reports() -> Routes {
    Routes::default()
        .serve(Method::POST, path::USAGE_REPORTS, report::usage)
        .serve(Method::POST, path::CRASH_REPORTS, report::crash)
}

/// Pages for a browser. Only the address of the first is agreed with clients; the others are this platform's
/// own.
fn pages() -> Routes {
    let mut pages =
        Routes::default().serve(Method::GET, path::AUTHORIZE, auth::authorize::authorize);
    pages.router = pages
        .router
        .route(
            approval::DEVICE_PAGE,
            get(approval::enter).post(approval::claim),
        )
        .route(approval::APPROVAL, post(approval::answer));
    pages
}

/// Routes, and the list of them.
#[derive(Default)]
struct Routes {
    router: Router<Shared>,
    served: Vec<(Method, &'static str)>,
}

impl Routes {
    fn serve<H, T>(self, method: Method, path: &'static str, handler: H) -> Self
    where
        H: Handler<T, Shared>,
        T: 'static,
    {
        self.add(method, path, |filter| on(filter, handler))
    }

    /// The same for answers that may be long; they are compressed for who asks for it.
    fn serve_large<H, T>(self, method: Method, path: &'static str, handler: H) -> Self
    where
        H: Handler<T, Shared>,
        T: 'static,
    {
        self.add(method, path, |filter| {
            on(filter, handler).layer(layers::compression())
        })
    }

    fn add(
        mut self,
        method: Method,
        path: &'static str,
        route: impl FnOnce(MethodFilter) -> MethodRouter<Shared>,
    ) -> Self {
        let filter = match method {
            Method::POST => MethodFilter::POST,
            Method::PUT => MethodFilter::PUT,
            Method::DELETE => MethodFilter::DELETE,
            _ => MethodFilter::GET,
        };
        self.router = self.router.route(path, route(filter));
        self.served.push((method, path));
        self
    }
}
