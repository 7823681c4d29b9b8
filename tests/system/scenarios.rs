//! What the planner's simulator does to a model, done to real clients and a real platform over HTTP, in smaller
//! numbers: two computers of one person, an official, a proxy that loses and repeats, restarts, and, in every other
//! run, computers and the platform put back from copies.
//!
//! `SST_SEED` chooses the first run, `SST_SCENARIOS` how many there are.

use std::collections::BTreeMap;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};
use serde_json::{Value, json};
use sst_api::path;
use sst_core::{Client, ResolveChoice, SessionView, SyncStateView, UnitStateView};
use sst_tests::proxy::{Act, json as answer};
use tempfile::TempDir;

use crate::guardians;
use crate::town::{Computer, Town, edit, eventually, log_in, settled, unit};

const UNITS: [&str; 2] = ["address", "name"];

/// What a person wants of each unit.
type Wishes = BTreeMap<&'static str, String>;
const STEPS: usize = 60;

/// A computer, and what its person wrote last of each unit.
struct Seat {
    computer: Computer,
    client: Option<Client>,
    wanted: Wishes,
    backup: Option<(TempDir, Wishes)>,
}

struct Scenario {
    dice: fastrand::Rng,
    town: Town,
    seats: Vec<Seat>,
    backup: Option<TempDir>,
    written: u32,
    put_back: bool,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_or_applied_twice_whatever_happens() {
    let number = |name: &str| -> Option<u64> { std::env::var(name).ok()?.parse().ok() };
    let first = number("SST_SEED").unwrap_or(1);
    let runs = number("SST_SCENARIOS").unwrap_or(2);
    for seed in first..first + runs {
        // Captured unless the test fails: then it says from where it can be had again.
        tracing_of(seed);
        let mut scenario = Scenario::begin(seed).await;
        for _ in 0..STEPS {
            scenario.step(seed % 2 == 0).await;
        }
        scenario.end(seed).await;
    }
}

#[expect(clippy::print_stdout, reason = "it is read where the test fails")]
fn tracing_of(seed: u64) {
    println!("SST_SEED={seed}");
}

impl Scenario {
    async fn begin(seed: u64) -> Self {
        let town = Town::behind_proxy().await;
        let mut seats = Vec::new();
        for _ in 0..2 {
            let computer = town.computer();
            let client = computer.signed_in().await;
            guardians::entered(&client).await;
            settled(&client).await;
            seats.push(Seat {
                computer,
                client: Some(client),
                wanted: BTreeMap::new(),
                backup: None,
            });
        }
        Self {
            dice: fastrand::Rng::with_seed(seed),
            town,
            seats,
            backup: None,
            written: 0,
            put_back: false,
        }
    }

    async fn step(&mut self, disasters: bool) {
        let at = self.dice.usize(..2);
        let key = UNITS[self.dice.usize(..2)];
        match self.dice.u8(..if disasters { 32 } else { 28 }) {
            0..8 => self.write(at, key).await,
            8..13 => {
                self.seats[at].client().sync_now();
            }
            13..19 => self.disturb(),
            19..22 => tokio::time::sleep(Duration::from_millis(self.dice.u64(20..300))).await,
            22..24 => {
                let value = self.next_value(key);
                self.town.correct(key, fields(key, &value), false).await;
            }
            24..26 => self.resolve(at, key).await,
            26 => self.seats[at].restart(|_| {}).await,
            27 => {
                self.town.stop_platform().await;
                self.seats[at].client().sync_now();
                self.town.start_platform().await;
            }
            28..30 => self.copy_or_put_back(at).await,
            _ => self.copy_or_restore_the_platform().await,
        }
    }

    fn next_value(&mut self, key: &str) -> String {
        self.written += 1;
        let number = self.written;
        if key == "address" {
            return format!("场景路{number}号");
        }
        // Names have no digits.
        let digit = |n: u32| "甲乙丙丁戊己庚辛壬癸".chars().nth(n as usize % 10);
        let digits: String = [digit(number / 10), digit(number)]
            .into_iter()
            .flatten()
            .collect();
        format!("测试场景{digits}")
    }

    async fn write(&mut self, at: usize, key: &'static str) {
        let value = self.next_value(key);
        let seat = &mut self.seats[at];
        let now = unit(seat.client(), key);
        let free = matches!(
            now.state,
            UnitStateView::Synced | UnitStateView::Empty | UnitStateView::Pending { .. }
        );
        if free && !now.verified {
            edit(seat.client(), key, fields(key, &value)).await;
            seat.wanted.insert(key, value);
        }
    }

    /// The next request of sync does not come to its end.
    fn disturb(&mut self) {
        let acts = [
            Act::ResetBefore,
            Act::ResetAfter,
            Act::Cut(self.dice.usize(1..400)),
            Act::Twice,
            Act::Late(Duration::from_millis(300)),
            Act::Answer(answer(503, &[], "{}")),
        ];
        let act = acts[self.dice.usize(..acts.len())].clone();
        let path = [path::SYNC_PUSH, path::SYNC_CHANGES][self.dice.usize(..2)];
        self.town.proxy().on(path, 1, act);
    }

    async fn resolve(&mut self, at: usize, key: &'static str) {
        let mine = self.dice.bool();
        let seat = &mut self.seats[at];
        if matches!(unit(seat.client(), key).state, UnitStateView::Conflict(_)) {
            let choice = if mine {
                ResolveChoice::Mine
            } else {
                ResolveChoice::Theirs
            };
            let rev = unit(seat.client(), key).rev;
            let profile = seat.client().profile();
            // It may have been settled by what came in meanwhile.
            let answered = profile.resolve(&key.to_owned().into(), choice, rev).await;
            if answered.is_ok() && !mine {
                seat.wanted.remove(key);
            }
        }
    }

    async fn copy_or_put_back(&mut self, at: usize) {
        let back = self.dice.bool();
        let seat = &mut self.seats[at];
        match seat.backup.take().filter(|_| back) {
            Some((copy, wanted)) => {
                seat.restart(|computer| computer.restore(&copy)).await;
                seat.wanted = wanted;
                self.put_back = true;
            }
            None => {
                let mut copy = None;
                seat.restart(|computer| copy = Some(computer.back_up()))
                    .await;
                seat.backup = copy.map(|copy| (copy, seat.wanted.clone()));
            }
        }
    }

    async fn copy_or_restore_the_platform(&mut self) {
        match self.backup.take() {
            Some(copy) => {
                // What was replaced by then is nobody's wish any longer; what still stands has to be asked about, and
                // what waits has to arrive.
                let stands = self.stands();
                let wishes = self.seats.iter_mut().flat_map(Seat::wishes);
                for (waits, wanted) in wishes {
                    wanted.retain(|key, value| {
                        waits.contains(key) || stands.get(*key) == Some(value)
                    });
                }
                self.town.restore(&copy).await;
                self.put_back = true;
            }
            None => self.backup = Some(self.town.back_up().await),
        }
    }

    /// Nothing disturbs any longer, and both computers come to rest.
    async fn end(mut self, seed: u64) {
        self.town.proxy().clear();
        for _ in 0..2 {
            for seat in &mut self.seats {
                seat.log_in_if_needed().await;
                let client = seat.client();
                client.sync_now();
                let held = || matches!(client.sync_view().state, SyncStateView::Held { .. });
                let rests = || {
                    let sync = client.sync_view();
                    sync.waiting == 0 && sync.state == SyncStateView::Idle
                };
                eventually("it rests", || rests() || held()).await;
                if held() {
                    // What came with a copy is seen.
                    client.sync_send_held().await.unwrap();
                    eventually("it rests", rests).await;
                }
            }
        }
        let held = |key| {
            let [one, other] = [0, 1].map(|at: usize| unit(self.seats[at].client(), key).rev);
            one == other
        };
        for key in UNITS {
            eventually("both computers hold the same", || held(key)).await;
        }
        let history = self.history();
        for seat in &self.seats {
            for (key, wanted) in &seat.wanted {
                let state = unit(seat.client(), key).state;
                let asked = matches!(
                    state,
                    UnitStateView::Conflict(_) | UnitStateView::Rejected { .. }
                );
                let applied = history.contains_key(wanted);
                assert!(
                    applied || asked,
                    "seed {seed}: {wanted} of {key} was lost: {state:?}"
                );
            }
        }
        let twice: Vec<_> = history.iter().filter(|(_, times)| **times > 1).collect();
        assert!(
            self.put_back || twice.is_empty(),
            "seed {seed}: applied twice: {twice:?}"
        );
        for seat in self.seats {
            seat.client.expect("it is open").close().await;
        }
    }

    /// How often each value was written on the platform.
    fn history(&self) -> BTreeMap<String, u32> {
        let mut counts = BTreeMap::new();
        for (_, text) in self.written() {
            *counts.entry(text).or_default() += 1;
        }
        counts
    }

    /// What each unit holds on the platform.
    fn stands(&self) -> BTreeMap<String, String> {
        self.written().into_iter().collect()
    }

    /// Units and what was written to them, the oldest first.
    fn written(&self) -> Vec<(String, String)> {
        let file = self.town.database();
        let database = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
        let mut rows = database
            .prepare("SELECT unit, value_after FROM unit_history WHERE value_after IS NOT NULL ORDER BY rev")
            .unwrap();
        let values = rows
            .query_map([], |row| {
                Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))
            })
            .unwrap();
        let mut written = Vec::new();
        for (unit, value) in values.map(Result::unwrap) {
            let value: Value = serde_json::from_str(&value).unwrap();
            let field = if unit == "address" { "street" } else { "name" };
            if let Some(text) = value[field].as_str() {
                let text = text.to_owned();
                written.push((unit, text));
            }
        }
        written
    }
}

impl Seat {
    fn client(&self) -> &Client {
        self.client.as_ref().expect("it is open")
    }

    /// What the person wants here, and wanted as the disk was copied; each with the units of which an edit still waits.
    fn wishes(&mut self) -> Vec<(Vec<&'static str>, &mut Wishes)> {
        let pending = |key: &&'static str| {
            matches!(
                unit(self.client(), key).state,
                UnitStateView::Pending { .. }
            )
        };
        let waits: Vec<_> = UNITS.into_iter().filter(pending).collect();
        let copy = self.backup.as_mut().map(|(_, wanted)| (Vec::new(), wanted));
        copy.into_iter()
            .chain([(waits, &mut self.wanted)])
            .collect()
    }

    /// Closes the program, does something to the disk, and opens it again.
    async fn restart(&mut self, to_the_disk: impl FnOnce(&Computer)) {
        self.client.take().expect("it is open").close().await;
        to_the_disk(&self.computer);
        self.client = Some(self.computer.open().await);
        self.log_in_if_needed().await;
    }

    /// A session that was put back is one that has ended.
    async fn log_in_if_needed(&mut self) {
        self.client().sync_now();
        tokio::time::sleep(Duration::from_millis(100)).await;
        if !matches!(self.client().session().view(), SessionView::SignedIn(_)) {
            log_in(self.client()).await;
        }
    }
}

fn fields(key: &str, value: &str) -> Value {
    match key {
        "address" => json!({"region": "210104", "street": value}),
        _ => json!({ "name": value }),
    }
}
