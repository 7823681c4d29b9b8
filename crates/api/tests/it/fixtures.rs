//! Client and server share these types, so both could be wrong together. The JSON here was written by hand
//! from the contract's description; it is read, and written back, without a difference.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use sst_api::approval::{AuthorizationQuery, DeviceAuthorizationReply, DeviceAuthorizationRequest};
use sst_api::auth::{
    ChallengeReply, ChallengeRequest, Expects, LoginMethod, OauthError, ServerMetadata, TokenReply,
    TokenRequest,
};
use sst_api::contact::{ContactChangeReply, ContactChangeRequest, IdentityDocumentRequest};
use sst_api::correction::CorrectionState;
use sst_api::device::{DeviceReply, DeviceRequest};
use sst_api::event::{EventData, EventKind, MAX_WAIT_SECONDS, WaitQuery, WaitReply};
use sst_api::history::{HistoryPage, HistoryQuery};
use sst_api::problem::{Problem, ProblemCode};
use sst_api::public::{Article, ArticleList, ContactList, HallList};
use sst_api::security::{
    ActivityKind, ActivityList, ActivityOutcome, DisownReply, PasswordReply, PasswordRequest,
    PasswordStatus, SessionList, SessionsEnded,
};
use sst_api::sync::{Changes, Mutation, MutationBody, MutationStatus, PushReply, PushRequest};
use sst_api::upload::{MediaType, UploadRequest, UploadState};

/// Reads a fixture, and asserts that writing it back loses nothing.
macro_rules! fixture {
    ($name:literal as $type:ty) => {
        read::<$type>(include_str!(concat!("../fixtures/", $name, ".json")))
    };
}

#[expect(clippy::unwrap_used, reason = "only tests call this")]
fn read<T: Serialize + DeserializeOwned>(text: &str) -> T {
    let parsed: T = serde_json::from_str(text).unwrap();
    let by_hand: Value = serde_json::from_str(text).unwrap();
    assert_eq!(serde_json::to_value(&parsed).unwrap(), by_hand);
    parsed
}

#[test]
fn discovery() {
    let metadata = fixture!("discovery" as ServerMetadata);
    let offered = metadata.shengshitong.login_methods;
    assert_eq!(offered, [LoginMethod::SmsCode, LoginMethod::Password]);
}

#[test]
fn a_platform_may_offer_fewer_ways_and_may_offer_more() {
    let least = fixture!("discovery-browser-only" as ServerMetadata);
    assert!(least.authorization_challenge_endpoint.is_none());
    assert!(least.device_authorization_endpoint.is_none());
    assert!(!least.authorization_response_iss_parameter_supported);
    assert!(least.authorization_endpoint.is_some());
}

#[test]
fn logging_in_with_the_browser_and_with_another_device() {
    let query = fixture!("authorization-query" as AuthorizationQuery);
    assert_eq!(query.terminal_name.as_deref(), Some("Linux 电脑"));
    fixture!("device-authorization-request" as DeviceAuthorizationRequest);
    let reply = fixture!("device-authorization" as DeviceAuthorizationReply);
    assert_eq!((reply.expires_in, reply.interval), (120, 5));
    assert_eq!(reply.matching_number.as_deref(), Some("42"));
    let request = fixture!("token-device" as TokenRequest);
    assert!(matches!(request, TokenRequest::DeviceCode { .. }));
    let request = fixture!("token-browser" as TokenRequest);
    assert!(
        matches!(request, TokenRequest::AuthorizationCode { redirect_uri, .. } if redirect_uri.is_some())
    );
    let pending = fixture!("device-pending" as OauthError);
    assert_eq!(pending.code, Some(ProblemCode::AuthorizationPending));
    assert_eq!(
        (pending.expects, pending.expires_in),
        (Some(Expects::Approval), Some(240))
    );
}

#[test]
fn a_login_method_of_tomorrow_is_not_an_error() {
    let method: LoginMethod = serde_json::from_str("\"palm\"").unwrap();
    assert_eq!(method, LoginMethod::Other);
}

#[test]
fn challenge() {
    let sent = fixture!("challenge-code-sent" as OauthError);
    assert_eq!(
        (sent.expects, sent.resend_after),
        (Some(Expects::SmsCode), Some(60))
    );
    let wrong = fixture!("challenge-code-wrong" as OauthError);
    assert_eq!(
        (wrong.code, wrong.tries_left),
        (Some(ProblemCode::CodeWrong), Some(4))
    );
    let done = fixture!("challenge-done" as ChallengeReply);
    assert_eq!(done.authorization_code, "AUTHORIZATION-CODE");
}

#[test]
fn tokens() {
    let reply = fixture!("token" as TokenReply);
    assert_eq!((reply.token_type.as_str(), reply.expires_in), ("DPoP", 600));
    let request = fixture!("token-refresh" as TokenRequest);
    assert!(matches!(request, TokenRequest::RefreshToken { .. }));
}

#[test]
fn push_keeps_the_frozen_bytes_of_a_body() {
    let text = include_str!("../fixtures/push.json");
    let push: PushRequest = serde_json::from_str(text).unwrap();
    let [edit, emptied, read] = push.mutations.as_slice() else {
        panic!("three mutations")
    };
    assert!(
        text.contains(edit.body.get()),
        "the body must be the very bytes of the text"
    );
    assert!(
        edit.body.get().contains("  "),
        "the fixture has odd spacing on purpose"
    );

    let body: MutationBody = serde_json::from_str(edit.body.get()).unwrap();
    let MutationBody::ProfileEdit {
        unit,
        value: Some(value),
        base: 7,
        ..
    } = body
    else {
        panic!("an edit at revision 7")
    };
    assert_eq!(
        (unit.as_str(), value.text("street")),
        ("address", Some("测试路1号"))
    );

    let body: MutationBody = serde_json::from_str(emptied.body.get()).unwrap();
    assert!(matches!(
        body,
        MutationBody::ProfileEdit { value: None, .. }
    ));
    let body: MutationBody = serde_json::from_str(read.body.get()).unwrap();
    assert!(matches!(body, MutationBody::NoticeRead { notices, .. } if notices.len() == 2));
}

#[test]
fn a_mutation_does_not_show_its_body() {
    let push: PushRequest = serde_json::from_str(include_str!("../fixtures/push.json")).unwrap();
    let shown = format!("{push:?}");
    assert!(
        !shown.contains("测试路") && !shown.contains("street"),
        "{shown}"
    );
    let first: &Mutation = &push.mutations[0];
    assert!(shown.contains(&first.id.to_string()));
}

#[test]
fn push_reply() {
    let reply = fixture!("push-reply" as PushReply);
    let statuses: Vec<_> = reply.results.iter().map(|result| result.status).collect();
    assert_eq!(
        statuses,
        [
            MutationStatus::Applied,
            MutationStatus::Conflict,
            MutationStatus::Rejected
        ]
    );
    assert_eq!(
        reply.results[2].problem.as_ref().unwrap().code,
        ProblemCode::InvalidFields
    );
}

#[test]
fn changes() {
    let changes = fixture!("changes" as Changes);
    assert_eq!(
        (changes.last_seq, changes.units.len(), changes.notices.len()),
        (12, 3, 1)
    );
    assert_eq!(
        changes.units[0].changed_by.reference.as_deref(),
        Some("20261123-K7M4QX")
    );
    assert_eq!(changes.units[1].changed_by.reference, None);
    let [refused, received] = changes.corrections.as_slice() else {
        panic!("two requests")
    };
    assert_eq!(
        (refused.state, refused.attachments[0].media_type),
        (CorrectionState::Refused, MediaType::Jpeg)
    );
    assert_eq!(
        (received.state, &received.value),
        (CorrectionState::Received, &None)
    );
    let shown = format!("{refused:?}");
    assert!(
        !shown.contains("测试市民") && !shown.contains("户口本") && !shown.contains("窗口"),
        "{shown}"
    );
    assert!(
        changes.units[2].unit.spec().is_none(),
        "a unit of tomorrow is kept"
    );
}

#[test]
fn asking_for_a_correction() {
    let upload = fixture!("upload-request" as UploadRequest);
    assert_eq!((upload.media_type, upload.size), (MediaType::Jpeg, 48_213));
    let state = fixture!("upload-state" as UploadState);
    assert!(state.complete && state.received == upload.size && state.id == upload.id);

    let push: PushRequest =
        serde_json::from_str(include_str!("../fixtures/push-correction.json")).unwrap();
    let [ask, withdraw] = push.mutations.as_slice() else {
        panic!("two mutations")
    };
    let asked: MutationBody = read(ask.body.get());
    let MutationBody::CorrectionRequest {
        unit,
        value: Some(value),
        reason,
        attachments,
    } = asked
    else {
        panic!("a request with a value")
    };
    assert_eq!(
        (unit.as_str(), value.text("name"), reason.as_str()),
        ("name", Some("测试市民乙"), "户口本上是这个字")
    );
    assert_eq!(attachments, [upload.id]);
    let withdrawn: MutationBody = read(withdraw.body.get());
    assert!(matches!(withdrawn, MutationBody::CorrectionWithdraw { request } if request == ask.id));
    let forgotten = ask.body.get().replace("\"value\"", "\"worth\"");
    assert!(
        serde_json::from_str::<MutationBody>(&forgotten).is_err(),
        "a value that was forgotten asks for nothing"
    );
}

#[test]
fn a_request_without_one_of_its_members_is_none() {
    let whole = serde_json::json!({
        "type": "profile.correction_request", "unit": "name", "value": null, "reason": "", "attachments": [],
    });
    serde_json::from_value::<MutationBody>(whole.clone()).unwrap();
    for member in ["unit", "value", "reason", "attachments"] {
        let mut body = whole.clone();
        body.as_object_mut().unwrap().remove(member);
        assert!(
            serde_json::from_value::<MutationBody>(body).is_err(),
            "{member}"
        );
    }
}

#[test]
fn history_of_changes() {
    let page = fixture!("history" as HistoryPage);
    let last = page.entries.last().unwrap();
    assert_eq!(page.next.as_deref(), Some(last.reference.as_str()));
    assert_eq!(last.before, None);
    let shown = format!("{:?}", page.entries);
    assert!(
        !shown.contains("测试市民") && shown.contains("20261123-K7M4QX"),
        "{shown}"
    );
    let query: HistoryQuery = serde_json::from_str("{}").unwrap();
    assert_eq!((query.before, query.limit), (None, 50));
}

#[test]
fn accounts() {
    fixture!("device-request" as DeviceRequest);
    fixture!("device-reply" as DeviceReply);
    fixture!("contact-change-request" as ContactChangeRequest);
    fixture!("contact-change-reply" as ContactChangeReply);
    let request = fixture!("identity-document" as IdentityDocumentRequest);
    assert_eq!(
        (request.base, request.value.text("kind")),
        (3, Some("resident_id"))
    );
}

#[test]
fn safety_of_an_account() {
    let list = fixture!("sessions" as SessionList);
    let names: Vec<_> = list.sessions.iter().map(|one| one.name.clone()).collect();
    assert_eq!(names, [Some("Linux 桌面".to_owned()), None]);
    assert_eq!(fixture!("sessions-ended" as SessionsEnded).ended, 2);
    let activity = fixture!("activity" as ActivityList);
    assert_eq!(activity.entries[2].outcome, ActivityOutcome::Refused);
    assert!(fixture!("disown" as DisownReply).session_ended);
    fixture!("password-status" as PasswordStatus);
    fixture!("password-request" as PasswordRequest);
    fixture!("password-reply" as PasswordReply);
    assert!(
        fixture!("recover" as ChallengeRequest)
            .new_password
            .is_some()
    );
}

#[test]
fn an_activity_of_tomorrow_is_not_an_error() {
    let kind: ActivityKind = serde_json::from_str("\"palm_read\"").unwrap();
    assert_eq!(kind, ActivityKind::Other);
}

#[test]
fn events() {
    let event = fixture!("event" as EventData);
    let kinds = [
        EventKind::Profile,
        EventKind::Notices,
        EventKind::Corrections,
    ];
    assert_eq!(event.kinds, kinds);
    let news = fixture!("wait" as WaitReply);
    assert_eq!(news.kinds, [EventKind::Profile, EventKind::Notices]);
    let asked = fixture!("wait-query" as WaitQuery);
    assert!(asked.wait <= MAX_WAIT_SECONDS && asked.since.is_some());
}

#[test]
fn problems() {
    let gap = fixture!("problem-seq-gap" as Problem);
    assert_eq!((gap.code, gap.expected), (ProblemCode::SeqGap, Some(13)));
    let offset = fixture!("problem-upload-offset" as Problem);
    assert_eq!(
        (offset.code, offset.expected),
        (ProblemCode::UploadOffset, Some(131_072))
    );
}

#[test]
fn public_reads() {
    fixture!("articles" as ArticleList);
    let article = fixture!("article" as Article);
    assert_eq!(article.paragraphs.len(), 2);
    fixture!("halls" as HallList);
    fixture!("contacts" as ContactList);
}
