//! The four ways of keeping an account, each with a real GNOME keyring in each of its states: what it says is
//! told apart by code, no try at a PIN is lost to it, and nothing readable lies on the disk.
//!
//! As in the vault's tests, each test has a process, a bus and a keyring of its own, and
//! `SST_NO_SECRET_SERVICE=1` says that there can be none.

#[path = "../../../../vault/tests/it/secret_service/bus.rs"]
#[expect(dead_code, reason = "the vault's tests use all of it")]
mod bus;
mod place;
#[path = "../../../../vault/tests/it/secret_service/session.rs"]
#[expect(dead_code, reason = "the vault's tests use all of it")]
mod session;

use sst_core::{ClientError, KeepingChoice, KeepingTier, LockCause, LoginOutcomeView, SessionView};

use crate::desk::{log_in, start};
use crate::login::edit_street;
use place::{Place, State, in_place};

const PIN: &str = "830274";
const WRONG_PIN: &str = "907301";
const PASSPHRASE: &str = "浑河边上的柳树又绿了一年";

/// What the keyring does, with the code that says so.
const STATES: [(State, &str); 5] = [
    (State::Locked, "keyring-locked"),
    (State::Ended, "keyring-no-service"),
    (State::StandingStill, "keyring-not-answering"),
    (State::Denied, "keyring-denied"),
    (State::WithoutTheKey, "kept-lost"),
];

fn code<T>(answer: Result<T, ClientError>) -> String {
    match answer {
        Ok(_) => "nothing was refused".to_owned(),
        Err(error) => error.to_failure().code,
    }
}

fn free_tries(view: &SessionView) -> u32 {
    match view {
        SessionView::Locked(locked) => locked.free_tries,
        other => panic!("not locked: {other:?}"),
    }
}

#[test]
fn with_a_pin_each_state_of_the_keyring_is_told_apart_and_costs_no_try() {
    in_place(async |place: &mut Place| {
        let client = place.client();
        place.agree_and_log_in(&client).await;
        edit_street(&client).await;
        let pin = KeepingChoice::KeyringAndPin {
            pin: PIN.to_owned(),
        };
        let account = client.session().keep_by(pin, None).await.unwrap();
        assert_eq!(account.keeping.tier, KeepingTier::KeyringAndPin);
        client.session().lock(LockCause::Person).await;
        // Only where the keyring gives its key can a PIN be tried, and then it counts.
        let tried = client.session().unlock(WRONG_PIN.to_owned().into()).await;
        assert_eq!(code(tried), "vault-wrong-pin");
        assert_eq!(free_tries(&client.session().view()), 3);
        client
            .session()
            .unlock(PIN.to_owned().into())
            .await
            .unwrap();
        assert_eq!(client.sync_view().waiting, 1);
        client.close().await;

        for (state, expected) in STATES {
            place.put(state);
            let client = place.client();
            assert_eq!(free_tries(&start(&client).await), 4, "{state:?}");
            for typed in [WRONG_PIN, PIN, WRONG_PIN, PIN, WRONG_PIN, PIN] {
                let tried = client.session().unlock(typed.to_owned().into()).await;
                assert_eq!(code(tried), expected, "{state:?}");
                assert_eq!(free_tries(&client.session().view()), 4, "{state:?}");
            }
            client.close().await;
            if state == State::WithoutTheKey {
                break;
            }
            place.mend(state);
            let client = place.client();
            start(&client).await;
            client
                .session()
                .unlock(PIN.to_owned().into())
                .await
                .unwrap();
            assert_eq!(client.sync_view().waiting, 1, "{state:?}");
            client.close().await;
        }
        place.nothing_is_readable(&[PIN, WRONG_PIN]);
    });
}

#[test]
fn a_keyring_that_ends_while_it_is_asked_costs_no_try() {
    in_place(async |place: &mut Place| {
        let client = place.client();
        place.agree_and_log_in(&client).await;
        let pin = KeepingChoice::KeyringAndPin {
            pin: PIN.to_owned(),
        };
        client.session().keep_by(pin, None).await.unwrap();
        client.session().lock(LockCause::Person).await;
        place.put(State::StandingStill);
        let session = client.session();
        let tried = session.unlock(PIN.to_owned().into());
        let (tried, ()) = tokio::join!(tried, async {
            // It has been asked by now, or it is asked when it is gone: both end in the same way.
            tokio::time::sleep(std::time::Duration::from_millis(500)).await;
            place.put(State::Ended);
        });
        let said = code(tried);
        assert!(
            ["keyring-no-service", "keyring-not-answering"].contains(&said.as_str()),
            "{said}"
        );
        assert_eq!(free_tries(&client.session().view()), 4);
        client.close().await;
        place.mend(State::Ended);
        let client = place.client();
        start(&client).await;
        client
            .session()
            .unlock(PIN.to_owned().into())
            .await
            .unwrap();
        client.close().await;
    });
}

#[test]
fn fault_28_with_the_keyring_alone_each_state_is_told_apart_at_the_start_and_at_a_change() {
    in_place(async |place: &mut Place| {
        let client = place.client();
        place.agree_and_log_in(&client).await;
        edit_street(&client).await;
        client.close().await;
        for (state, expected) in STATES {
            let client = place.client();
            assert!(matches!(start(&client).await, SessionView::SignedIn(_)));
            place.put(state);
            if state != State::WithoutTheKey {
                let pin = KeepingChoice::KeyringAndPin {
                    pin: PIN.to_owned(),
                };
                let changed = client.session().keep_by(pin, None).await;
                let said = code(changed);
                // A call that was under way when it ended gets no answer, and then it is left alone for a while.
                let unanswered = state == State::Ended && said == "keyring-not-answering";
                assert!(said == expected || unanswered, "{state:?}: {said}");
            }
            client.close().await;

            let client = place.client();
            let unavailable = SessionView::Unavailable {
                code: expected.to_owned(),
            };
            assert_eq!(start(&client).await, unavailable, "{state:?}");
            client.close().await;
            if state == State::WithoutTheKey {
                break;
            }
            place.mend(state);
            let client = place.client();
            let SessionView::SignedIn(account) = start(&client).await else {
                panic!("{state:?}")
            };
            assert_eq!(account.keeping.tier, KeepingTier::Keyring, "{state:?}");
            assert_eq!(client.sync_view().waiting, 1, "{state:?}");
            client.close().await;
        }
        place.nothing_is_readable(&[PIN]);
    });
}

#[test]
fn with_a_passphrase_no_state_of_the_keyring_matters() {
    in_place(async |place: &mut Place| {
        let client = place.client();
        place.agree_and_log_in(&client).await;
        edit_street(&client).await;
        let passphrase = KeepingChoice::Passphrase {
            passphrase: PASSPHRASE.to_owned(),
        };
        client.session().keep_by(passphrase, None).await.unwrap();
        client.close().await;
        for (state, _) in STATES {
            place.put(state);
            let client = place.client();
            start(&client).await;
            let tried = client.session().unlock(PIN.to_owned().into()).await;
            assert_eq!(code(tried), "vault-wrong-passphrase", "{state:?}");
            assert_eq!(free_tries(&client.session().view()), 3, "{state:?}");
            client
                .session()
                .unlock(PASSPHRASE.to_owned().into())
                .await
                .unwrap();
            assert_eq!(client.sync_view().waiting, 1, "{state:?}");
            client.close().await;
            place.mend(state);
        }
        place.nothing_is_readable(&[PASSPHRASE]);
    });
}

#[test]
fn a_log_in_while_the_keyring_refuses_lives_in_memory_and_leaves_nothing() {
    in_place(async |place: &mut Place| {
        for (state, expected) in STATES {
            // A key that is not there is made: the keyring is in order.
            if state == State::WithoutTheKey {
                continue;
            }
            place.put(state);
            let client = place.client();
            let LoginOutcomeView::SignedIn(account) = place.agree_and_log_in(&client).await else {
                panic!("{state:?}")
            };
            assert_eq!(account.keeping.tier, KeepingTier::Memory, "{state:?}");
            assert_eq!(account.keeping.reason.as_deref(), Some(expected));
            edit_street(&client).await;
            place.mend(state);
            client.profile().view().await.unwrap();
            client.close().await;
            let client = place.client();
            assert_eq!(start(&client).await, SessionView::SignedOut, "{state:?}");
            client.close().await;
        }
        place.nothing_is_readable(&[]);
        let client = place.client();
        let LoginOutcomeView::SignedIn(account) = log_in(&client).await.unwrap() else {
            panic!()
        };
        assert_eq!(account.keeping.tier, KeepingTier::Keyring);
        client.close().await;
    });
}
