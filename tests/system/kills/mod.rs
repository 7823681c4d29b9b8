//! The whole client is killed while it syncs: a process that edits without end, against a real platform behind a
//! proxy that loses answers.
//!
//! `SST_SEED` says where chance begins, `SST_CLIENT_KILLS` how many kills there are.

mod child;
mod ledger;

use std::collections::BTreeMap;
use std::io::Write as _;
use std::time::{Duration, Instant};

use rusqlite::{Connection, OpenFlags};
use serde_json::Value;
use sst_api::path;
use sst_core::{SessionView, SyncStateView};
use sst_tests::proxy::{Act, json as answer};

use child::{CHILD, Child, key};
use ledger::{Ledger, Said, UNITS, fields, official_s, shown, texts};

use crate::guardians;
use crate::town::{Computer, JIA, Town, edit, eventually, settled};

/// The test, as the harness calls it.
const NAME: &str = "kills::fault_26_kills_of_a_client_that_syncs_lose_no_edit_and_repeat_none";
/// After so many kills everything has to come to rest.
const REST: u64 = 10;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fault_26_kills_of_a_client_that_syncs_lose_no_edit_and_repeat_none() {
    if let Ok(told) = std::env::var(CHILD) {
        return child::edit_for_ever(&told).await;
    }
    let number = |name: &str| -> Option<u64> { std::env::var(name).ok()?.parse().ok() };
    let kills = number("SST_CLIENT_KILLS").unwrap_or(6);
    let seed = number("SST_SEED").unwrap_or(1);
    say(&format!("kills of the whole client: SST_SEED={seed}"));
    let began = Instant::now();
    let mut trial = Trial::begin(seed).await;
    for kill in 1..=kills {
        trial.kill().await;
        if kill % REST == 0 || kill == kills {
            trial.come_to_rest().await;
        }
    }
    let Trial { ledger, town, .. } = &trial;
    let (edits, again) = (ledger.acknowledged, sent_again(town));
    say(&format!(
        "{kills} kills, {edits} edits acknowledged, {again} changes sent more than once, \
         0 lost, 0 applied twice, {} s",
        began.elapsed().as_secs()
    ));
    assert!(edits > kills, "the child got nowhere: {edits} edits");
}

/// Past the test harness, which keeps what a passing test prints.
fn say(what: &str) {
    let _ = writeln!(std::io::stderr(), "{what}");
}

struct Trial {
    dice: fastrand::Rng,
    town: Town,
    computer: Computer,
    ledger: Ledger,
}

impl Trial {
    async fn begin(seed: u64) -> Self {
        let town = Town::behind_proxy().await;
        let computer = town.computer().without_keys();
        let client = computer.signed_in().await;
        guardians::entered(&client).await;
        let mut ledger = Ledger::default();
        for (unit, key) in UNITS.iter().enumerate() {
            let number = ledger.next();
            ledger.note(Said::Making(unit, number));
            edit(&client, key, fields(unit, number)).await;
            ledger.note(Said::Kept(unit, number));
        }
        settled(&client).await;
        client.close().await;
        drop(client);
        computer.guard_by(&key());
        Self {
            dice: fastrand::Rng::with_seed(seed),
            town,
            computer,
            ledger,
        }
    }

    /// Starts the client and kills it: anywhere, after some edits, or while it speaks with the platform.
    async fn kill(&mut self) {
        if self.dice.bool() {
            self.disturb();
        }
        if self.dice.bool() {
            let found = Database::open(&self.town).units();
            let (unit, fields) = official_s(&found);
            self.town.correct(unit, fields, false).await;
        }
        let (data, url) = (self.computer.data(), self.town.url());
        let pushed = self.town.proxy().count(path::SYNC_PUSH);
        let mut child = Child::start(&data, &url, self.ledger.next());
        let wait = match self.dice.u8(..10) {
            0..2 => self.dice.u64(..1_000_000),
            2..5 => {
                for _ in 0..self.dice.u8(..40) {
                    self.ledger.note(child.next().await);
                }
                self.dice.u64(..20_000)
            }
            _ => {
                // It may be waiting for an answer that was swallowed: then it is killed at that.
                for _ in 0..1000 {
                    if self.town.proxy().count(path::SYNC_PUSH) > pushed {
                        break;
                    }
                    tokio::time::sleep(Duration::from_millis(5)).await;
                }
                self.dice.u64(..30_000)
            }
        };
        tokio::time::sleep(Duration::from_micros(wait)).await;
        for said in child.kill().await {
            self.ledger.note(said);
        }
        self.town.proxy().clear();
        // On a copy: what a killed process left is found by the next one as it was left.
        let copy = self.computer.back_up();
        let store = self.computer.store_in(copy.path());
        self.ledger.check("on the disk", &shown(&store));
        store.close().unwrap();
    }

    /// The next request, or one soon after, does not come to its end.
    fn disturb(&mut self) {
        let acts = [
            Act::ResetBefore,
            Act::ResetAfter,
            Act::Cut(self.dice.usize(1..400)),
            Act::Twice,
            Act::Late(Duration::from_millis(300)),
            Act::SwallowAnswer,
            Act::Answer(answer(503, &[], "{}")),
        ];
        let act = acts[self.dice.usize(..acts.len())].clone();
        let paths = [
            path::SYNC_PUSH,
            path::SYNC_PUSH,
            path::SYNC_CHANGES,
            path::TOKEN,
        ];
        let path = paths[self.dice.usize(..paths.len())];
        self.town.proxy().on(path, 1, act);
    }

    /// Nothing disturbs and nobody edits; all of it has to be on the platform, once.
    async fn come_to_rest(&mut self) {
        let client = self.computer.open().await;
        client.sync_now();
        eventually("it rests, and asks nobody", || {
            let sync = client.sync_view();
            let signed_in = matches!(client.session().view(), SessionView::SignedIn(_));
            let rests = sync.waiting == 0 && sync.state == SyncStateView::Idle;
            signed_in && rests && sync.needs_you == 0
        })
        .await;
        client.close().await;
        drop(client);
        let store = self.computer.store();
        self.ledger.check("at rest", &shown(&store));
        store.close().unwrap();
        let platform = Database::open(&self.town);
        self.ledger.check("on the platform", &platform.units());
        self.ledger.check_history(&platform.history());
        assert_eq!(platform.twice(), 0, "applied twice");
    }
}

/// The platform's own record.
struct Database(Connection);

impl Database {
    fn open(town: &Town) -> Self {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY;
        Self(Connection::open_with_flags(town.database(), flags).unwrap())
    }

    /// Units and values of the person, in the order of what they are read from.
    fn values(&self, table: &str, column: &str) -> Vec<(String, Value)> {
        let sql = format!(
            "SELECT unit, {column} FROM {table} JOIN citizen USING (citizen_id) \
             WHERE phone = ?1 AND {column} IS NOT NULL ORDER BY {table}.rev"
        );
        let mut query = self.0.prepare(&sql).unwrap();
        let row = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get::<_, String>(1)?));
        let rows = query.query_map([JIA], row).unwrap().map(Result::unwrap);
        rows.map(|(unit, value)| (unit, serde_json::from_str(&value).unwrap()))
            .collect()
    }

    fn units(&self) -> [String; UNITS.len()] {
        texts(&self.values("unit", "value").into_iter().collect())
    }

    fn history(&self) -> Vec<(String, Value)> {
        self.values("unit_history", "value_after")
    }

    /// How many changes of a device were applied more than once.
    fn twice(&self) -> i64 {
        let sql = "SELECT count(*) FROM (SELECT 1 FROM unit_change WHERE device_id IS NOT NULL \
                   GROUP BY citizen_id, device_id, seq HAVING count(*) > 1)";
        self.0.query_row(sql, [], |row| row.get(0)).unwrap()
    }
}

/// How many changes left the client more than once.
fn sent_again(town: &Town) -> usize {
    let mut times = BTreeMap::<String, usize>::new();
    for push in town.proxy().seen(path::SYNC_PUSH) {
        let head = push.bytes.windows(4).position(|at| at == b"\r\n\r\n");
        let body: Value = serde_json::from_slice(&push.bytes[head.unwrap() + 4..]).unwrap();
        for change in body["mutations"].as_array().unwrap() {
            let id = change["id"].as_str().unwrap().to_owned();
            *times.entry(id).or_default() += 1;
        }
    }
    times.values().filter(|times| **times > 1).count()
}
