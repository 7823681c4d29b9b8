//! What the small platform answers.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Poll;

use axum::body::Body;
use axum::http::{Response as HttpResponse, StatusCode};
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::proof::{check, encode};
use super::{Memory, Platform, Seen};

/// Counted as long as it is open.
struct OpenStream(Arc<AtomicUsize>);

impl OpenStream {
    fn new(count: &Arc<AtomicUsize>) -> Self {
        count.fetch_add(1, Ordering::SeqCst);
        Self(Arc::clone(count))
    }
}

impl Drop for OpenStream {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

/// How far a proof's time may be off, in seconds.
const SKEW: i64 = 60;

impl Platform {
    pub(super) fn answer(&self, seen: &Seen) -> Response {
        let mut memory = self.memory.lock().unwrap();
        if let Some((status, headers, body)) = memory.told.instead.get(&seen.path) {
            let mut response = HttpResponse::builder().status(*status);
            for (name, value) in headers {
                response = response.header(*name, value);
            }
            return response.body(Body::from(body.clone())).unwrap();
        }
        match seen.path.as_str() {
            "/.well-known/oauth-authorization-server" => self.discovery(&memory),
            "/oauth/challenge" | "/oauth/token" | "/oauth/revoke" => {
                self.authorize(&mut memory, seen)
            }
            public if public.starts_with("/v1/public") || public.starts_with("/v1/policies") => {
                problem(&memory, 404, "not-found")
            }
            _ => self.account(&mut memory, seen),
        }
    }

    fn discovery(&self, memory: &Memory) -> Response {
        let endpoint = |name: &str| format!("{}/oauth/{name}", self.url);
        reply(
            memory,
            200,
            json!({
                "issuer": self.url,
                "authorization_challenge_endpoint": endpoint("challenge"),
                "token_endpoint": endpoint("token"),
                "revocation_endpoint": endpoint("revoke"),
                "code_challenge_methods_supported": ["S256"],
                "dpop_signing_alg_values_supported": ["ES256"],
                "grant_types_supported": ["authorization_code", "refresh_token"],
                "shengshitong": {
                    "contract": "1", "name": "测试平台", "registration": true, "capabilities": [],
                    "login_methods": ["sms_code", "password", "carrier_pigeon"],
                },
            }),
        )
    }

    fn authorize(&self, memory: &mut Memory, seen: &Seen) -> Response {
        let token = seen
            .headers
            .get("authorization")
            .map(|value| value.trim_start_matches("DPoP "));
        let jkt = match self.prove(memory, seen, token) {
            Ok(jkt) => jkt,
            Err(refusal) => return *refusal,
        };
        let form = |name: &str| seen.form.get(name).map(String::as_str).unwrap_or_default();
        match seen.path.as_str() {
            "/oauth/challenge" if !form("code_challenge").is_empty() => {
                memory.challenge = form("code_challenge").to_owned();
                match form("method") {
                    "password" if form("password") == "pass-测试-1" => code(memory),
                    "password" => oauth(
                        memory,
                        400,
                        json!({"error": "access_denied", "code": "password-wrong"}),
                    ),
                    _ => oauth(
                        memory,
                        401,
                        json!({
                            "error": "insufficient_authorization", "auth_session": "s1", "expects": "sms_code",
                            "resend_after": 60, "expires_in": 300,
                        }),
                    ),
                }
            }
            "/oauth/challenge" if form("auth_session") != "s1" => oauth(
                memory,
                400,
                json!({"error": "invalid_session", "code": "auth-session-invalid"}),
            ),
            "/oauth/challenge" if form("register") == "true" => code(memory),
            "/oauth/challenge" if form("sms_code") != "123456" => oauth(
                memory,
                400,
                json!({
                    "error": "access_denied", "code": "code-wrong", "tries_left": 4, "expects": "sms_code",
                }),
            ),
            "/oauth/challenge" if memory.told.unknown_number => oauth(
                memory,
                401,
                json!({
                    "error": "insufficient_authorization", "auth_session": "s1", "expects": "registration",
                }),
            ),
            "/oauth/challenge" => code(memory),
            "/oauth/revoke" => {
                memory.revoked.push(form("token").to_owned());
                reply(memory, 200, json!({}))
            }
            _ if form("grant_type") == "refresh_token" => {
                refresh(memory, form("refresh_token"), &jkt)
            }
            _ => {
                let verifier = aws_lc_rs::digest::digest(
                    &aws_lc_rs::digest::SHA256,
                    form("code_verifier").as_bytes(),
                );
                if encode(verifier.as_ref()) != memory.challenge || form("code") != "code-1" {
                    return oauth(memory, 400, json!({"error": "invalid_grant"}));
                }
                issue(memory, &jkt)
            }
        }
    }

    fn account(&self, memory: &mut Memory, seen: &Seen) -> Response {
        let token = seen
            .headers
            .get("authorization")
            .map(|value| value.trim_start_matches("DPoP "));
        let Some(token) = token else {
            return problem(memory, 401, "token-missing");
        };
        let jkt = match self.prove(memory, seen, Some(token)) {
            Ok(jkt) => jkt,
            Err(refusal) => return *refusal,
        };
        if memory.told.refuse_every_token || memory.access.get(token) != Some(&jkt) {
            return problem(memory, 401, "token-expired");
        }
        memory.used.insert(token.to_owned());
        match seen.path.as_str() {
            "/v1/devices" => reply(memory, 200, json!({"device_id": "device-1"})),
            "/v1/sync/changes" => {
                let changes = changes(memory);
                reply(memory, 200, changes)
            }
            "/v1/consents" if seen.body.is_empty() => {
                let log = json!({"entries": memory.log(), "has_more": false});
                reply(memory, 200, log)
            }
            "/v1/consents" => {
                let entry = memory.enter(&serde_json::from_slice(&seen.body).unwrap());
                reply(memory, 200, entry)
            }
            // What was decided before the log-in is taken; edits are not.
            "/v1/sync/push" => {
                if let Some(reply_to_decisions) = take_decisions(memory, &seen.body) {
                    return reply(memory, 200, reply_to_decisions);
                }
                memory.pushes += 1;
                problem(memory, 503, "unavailable")
            }
            "/v1/contacts/email/changes" => reply(
                memory,
                202,
                json!({"id": "c1", "resend_after": 60, "expires_in": 300}),
            ),
            // A stream on which nothing happens.
            "/v1/events" => {
                let open = OpenStream::new(&memory.streams);
                let nothing = futures_util::stream::poll_fn(move |_| {
                    let _ = &open;
                    Poll::<Option<std::io::Result<Vec<u8>>>>::Pending
                });
                HttpResponse::builder()
                    .header("content-type", "text/event-stream")
                    .body(Body::from_stream(nothing))
                    .unwrap()
            }
            _ => problem(memory, 404, "not-offered"),
        }
    }

    /// The thumbprint of the key that signed this call, or why it is refused.
    fn prove(
        &self,
        memory: &mut Memory,
        seen: &Seen,
        token: Option<&str>,
    ) -> Result<String, Box<Response>> {
        let url = format!("{}{}", self.url, seen.path);
        let proof = seen
            .headers
            .get("dpop")
            .map(String::as_str)
            .unwrap_or_default();
        let proof = check(proof, &seen.method, &url, token).map_err(|why| {
            memory.bad_proofs.push(format!("{}: {why}", seen.path));
            Box::new(problem(memory, 401, "proof-invalid"))
        })?;
        if !memory.jtis.insert(proof.jti.clone()) {
            memory
                .bad_proofs
                .push(format!("{}: used before", seen.path));
            return Err(Box::new(problem(memory, 401, "proof-replayed")));
        }
        memory.proofs.push(proof.clone());
        if (proof.iat - memory.now().as_second()).abs() > SKEW {
            if seen.path.starts_with("/v1/") {
                return Err(Box::new(problem(memory, 401, "clock-skew")));
            }
            return Err(Box::new(oauth(
                memory,
                401,
                json!({"error": "invalid_dpop_proof", "code": "proof-invalid"}),
            )));
        }
        match &memory.told.nonce {
            Some(nonce) if proof.nonce.as_ref() != Some(nonce) => {
                let refused = json!({"error": "use_dpop_nonce", "code": "nonce-required"});
                let mut response = oauth(memory, 401, refused);
                response
                    .headers_mut()
                    .insert("dpop-nonce", nonce.parse().unwrap());
                Err(Box::new(response))
            }
            _ => Ok(proof.jkt),
        }
    }
}

fn code(memory: &Memory) -> Response {
    reply(memory, 200, json!({"authorization_code": "code-1"}))
}

fn refresh(memory: &mut Memory, token: &str, jkt: &str) -> Response {
    memory.refreshes += 1;
    if memory.told.session_ended || memory.refresh.get(token).map(String::as_str) != Some(jkt) {
        return oauth(
            memory,
            400,
            json!({"error": "invalid_grant", "code": "session-ended"}),
        );
    }
    // The first use of a token ends every other one.
    memory.refresh.retain(|kept, _| kept == token);
    let answer = issue(memory, jkt);
    if memory.told.lose_refresh_replies > 0 {
        memory.told.lose_refresh_replies -= 1;
        let cut =
            futures_util::stream::once(async { Err::<Vec<u8>, _>(std::io::Error::other("cut")) });
        return HttpResponse::builder()
            .header("content-type", "application/json")
            .body(Body::from_stream(cut))
            .unwrap();
    }
    answer
}

fn issue(memory: &mut Memory, jkt: &str) -> Response {
    memory.issued += 1;
    let (access, refresh) = (
        format!("access-{}", memory.issued),
        format!("refresh-{}", memory.issued),
    );
    memory.access.insert(access.clone(), jkt.to_owned());
    memory.refresh.insert(refresh.clone(), jkt.to_owned());
    let life = if memory.told.token_life == 0 {
        600
    } else {
        memory.told.token_life
    };
    reply(
        memory,
        200,
        json!({
            "access_token": access, "token_type": "DPoP", "expires_in": life, "refresh_token": refresh,
            "sub": memory.told.sub, "auth_time": (memory.now() - memory.told.authenticated_ago).as_second(),
        }),
    )
}

/// The answer to a push of nothing but decisions.
fn take_decisions(memory: &mut Memory, body: &[u8]) -> Option<Value> {
    let request: Value = serde_json::from_slice(body).ok()?;
    let mutations = request["mutations"].as_array()?;
    let decides = |mutation: &Value| mutation["body"]["type"] == "consent.decide";
    if !mutations.iter().all(decides) {
        return None;
    }
    let result = |mutation: &Value| json!({"seq": mutation["seq"], "id": mutation["id"], "status": "applied"});
    let results: Vec<Value> = mutations.iter().map(result).collect();
    memory.last_seq = mutations.last()?["seq"].as_u64()?;
    for mutation in mutations {
        memory.enter(&mutation["body"]);
    }
    Some(json!({"results": results, "changes": changes(memory)}))
}

impl Memory {
    /// The decisions of whoever is logged in now.
    fn log(&mut self) -> &mut Vec<Value> {
        self.consents.entry(self.told.sub.clone()).or_default()
    }

    /// Enters a decision once. Nobody verifies what this platform signs.
    fn enter(&mut self, body: &Value) -> Value {
        let log = self.log();
        if let Some(known) = log.iter().find(|entry| entry["record"] == body["record"]) {
            return known.clone();
        }
        let statement = json!({
            "schema": 1, "subject": "s1", "position": log.len() + 1, "record": "0".repeat(64),
            "received_at": "2026-11-24T00:00:00Z",
        });
        let entry = json!({
            "record": body["record"], "signature": body["signature"], "notice": body["notice"],
            "entry": {
                "statement": STANDARD.encode(statement.to_string()), "signature": "", "key_id": "k1",
            },
        });
        log.push(entry.clone());
        entry
    }
}

fn changes(memory: &mut Memory) -> Value {
    let (last_seq, consents) = (memory.last_seq, memory.log().clone());
    let by = json!({"origin": {"kind": "platform"}, "at": "2026-11-24T00:00:00Z"});
    json!({
        "epoch": "e1", "last_seq": last_seq, "snapshot": true, "next": "c1", "has_more": false, "notices": [],
        "consents": consents,
        "units": [
            {"unit": "name", "value": {"name": "测试市民甲"}, "rev": 1, "changed_by": by},
            {"unit": "phone", "value": {"number": "13800000001"}, "rev": 2, "changed_by": by},
        ],
    })
}

fn problem(memory: &Memory, status: u16, code: &str) -> Response {
    let body = json!({"type": "urn:x", "title": "x", "status": status, "code": code});
    send(memory, status, "application/problem+json", body)
}

fn oauth(memory: &Memory, status: u16, body: Value) -> Response {
    send(memory, status, "application/json", body)
}

fn reply(memory: &Memory, status: u16, body: Value) -> Response {
    send(memory, status, "application/json", body)
}

fn send(memory: &Memory, status: u16, kind: &str, body: Value) -> Response {
    let now = memory.now();
    let date = now.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
    HttpResponse::builder()
        .status(StatusCode::from_u16(status).unwrap())
        .header("content-type", kind)
        .header("date", date)
        .header("set-cookie", "trace=1")
        .body(Body::from(body.to_string()))
        .unwrap()
}
