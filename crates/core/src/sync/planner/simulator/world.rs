//! The computers, the platform and what happens to them.

use std::collections::{BTreeMap, BTreeSet};

use sst_api::problem::Problem;
use sst_api::sync::{Changes, ChangesQuery, MutationResult, PushRequest};
use sst_domain::notice::{Notice, NoticeKind};
use sst_domain::profile::{UnitKey, UnitValue};
use uuid::Uuid;

use super::super::{Asked, Remedy, Step, join};
use super::computer::{Awaited, Computer, Value};
use super::history::History;
use super::network::{Answer, Message, Network, Request, What};
use super::op::{COMPUTERS, Op};
use crate::sync::simulated::{Applied, Platform};

/// More steps of one computer, or rounds of all of them, are without end.
const MOST_STEPS_TO_REST: usize = 2_000;
const MOST_ROUNDS_TO_REST: usize = 20;

#[derive(Clone)]
pub(super) struct Server {
    pub(super) platform: Platform,
    /// Everything that it applied.
    pub(super) applied: BTreeSet<Uuid>,
    /// Decisions as they were entered: the computer of the first time, and which.
    pub(super) decided: Vec<(usize, Uuid)>,
}

pub(super) struct World {
    pub(super) server: Server,
    backup: Server,
    /// The platform a while ago: what a copy that lags behind answers with.
    older: Platform,
    pub(super) computers: [Computer; COMPUTERS],
    backups: [Computer; COMPUTERS],
    network: Network,
    conversations: u64,
    notices: u32,
    ids: Ids,
    pub(super) history: History,
    /// Units that somebody else than the computer wrote.
    pub(super) written_by_others: [BTreeSet<UnitKey>; COMPUTERS],
    /// What the platform had, and has lost as it was put back.
    pub(super) lost: BTreeSet<Uuid>,
    pub(super) restored: bool,
    /// What people had seen on computers that are no longer what they were; what those sent may still arrive.
    pub(super) gone: Vec<BTreeMap<UnitKey, Vec<Value>>>,
}

/// Identifiers for mutations, each once.
#[derive(Default)]
struct Ids(u128);

impl Ids {
    fn new_id(&mut self) -> impl FnMut() -> Uuid + '_ {
        || {
            self.0 += 1;
            Uuid::from_u128(self.0)
        }
    }
}

impl World {
    pub(super) fn new() -> Self {
        let mut platform = Platform::new();
        platform.page = 3;
        let server = Server {
            platform,
            applied: BTreeSet::new(),
            decided: Vec::new(),
        };
        Self {
            backup: server.clone(),
            older: server.platform.clone(),
            server,
            computers: Default::default(),
            backups: Default::default(),
            network: Network::default(),
            conversations: 0,
            notices: 0,
            ids: Ids::default(),
            history: History::default(),
            written_by_others: Default::default(),
            lost: BTreeSet::new(),
            restored: false,
            gone: Vec::new(),
        }
    }

    pub(super) fn act(&mut self, op: Op) {
        match op {
            Op::OpenForm { at, unit } => self.computers[at].open_form(unit),
            Op::Save { at, value } => {
                let value = value.map(value_of);
                self.computers[at].save(value, &self.history, &mut self.ids.new_id());
            }
            Op::Undo { at, unit } => self.computers[at].undo(unit),
            Op::Resolve { at, unit, mine } => {
                self.computers[at].resolve(unit, mine, &mut self.ids.new_id());
            }
            Op::Decide { at } => self.computers[at].decide(&mut self.ids.new_id()),
            Op::OpenNotice { at } => self.computers[at].open_notice(&mut self.ids.new_id()),
            Op::Go { at, news } => {
                self.computers[at].news |= news;
                self.go(at);
            }
            Op::Deliver { which } => {
                let message = self.network.take(which);
                message.into_iter().for_each(|message| self.arrive(message));
            }
            Op::Repeat { which } => {
                let message = self.network.copy(which);
                message.into_iter().for_each(|message| self.arrive(message));
            }
            Op::Lose { which } => {
                self.network.take(which);
            }
            Op::Misdirect { which } => self.misdirect(which),
            Op::GiveUp { at } => self.give_up(at),
            Op::Crash { at } => self.computers[at].crash(),
            Op::SendHeld { at } => self.computers[at].replica.send_held(),
            Op::SetClock { at, day } => self.computers[at].day = day,
            Op::Correct {
                unit,
                value,
                verified,
            } => self.correct(unit, value.map(value_of), verified),
            Op::Notify => self.notify(),
            Op::Tidy => self.server.platform.forget_the_past(),
            Op::BackUp { at } => self.back_up(at),
            Op::PutBack { at } => self.replace(at, self.backups[at].clone()),
            Op::Clone { from, to } => self.replace(to, self.computers[from].clone()),
            Op::ForgetDevices => self.server.platform.forget_devices(),
            Op::Restore => self.restore(),
        }
    }

    /// What is under way arrives; then the computers talk to the platform undisturbed until a whole round of them
    /// changes nothing.
    pub(super) fn settle(&mut self) {
        while let Some(message) = self.network.take_any() {
            self.arrive(message);
        }
        (0..COMPUTERS).for_each(|at| self.give_up(at));
        for _ in 0..MOST_ROUNDS_TO_REST {
            let before = self.server.platform.rev;
            (0..COMPUTERS).for_each(|at| self.settle_one(at));
            if self.server.platform.rev == before {
                return;
            }
        }
        panic!("the computers do not come to rest");
    }

    fn settle_one(&mut self, at: usize) {
        self.computers[at].news = true;
        for _ in 0..MOST_STEPS_TO_REST {
            if !self.go(at) {
                if self.computers[at].replica.held() == 0 {
                    return;
                }
                // The person has seen what came with a copy.
                self.computers[at].replica.send_held();
            }
            while let Some(message) = self.network.take_any() {
                self.arrive(message);
            }
        }
        panic!("the planner does not come to rest");
    }

    /// One step of a computer; false where nothing is left to do.
    fn go(&mut self, at: usize) -> bool {
        let computer = &mut self.computers[at];
        if computer.awaits.is_some() {
            return true;
        }
        let request = match computer.replica.next_step(computer.news, true) {
            Step::Rest => return false,
            Step::Freeze => {
                computer.fresh = computer.replica.freeze(true);
                return true;
            }
            Step::Register => Request::Register,
            Step::Push(batch) => {
                computer.check_unheld(&batch);
                computer.first = std::mem::take(&mut computer.fresh);
                Request::Push(batch)
            }
            Step::Fetch(query) => Request::Fetch(query),
            Step::Upload(upload) => unreachable!("nothing is attached here: {upload:?}"),
        };
        self.ask(at, request, None);
        true
    }

    fn ask(&mut self, at: usize, request: Request, pages: Option<(Vec<MutationResult>, Changes)>) {
        self.conversations += 1;
        let conversation = self.conversations;
        let awaited = Awaited {
            conversation,
            request: request.clone(),
            pages,
        };
        self.computers[at].awaits = Some(awaited);
        self.network.carry(Message {
            conversation,
            of: at,
            what: What::Ask(request),
        });
    }

    fn arrive(&mut self, message: Message) {
        let Message {
            conversation,
            of,
            what,
        } = message;
        match what {
            What::Ask(request) => {
                let what = What::Answer(self.serve(of, request));
                self.network.carry(Message {
                    conversation,
                    of,
                    what,
                });
            }
            What::Answer(answer) => self.hear(conversation, of, answer),
        }
    }

    fn misdirect(&mut self, which: proptest::sample::Index) {
        let Some(message) = self.network.copy(which) else {
            return;
        };
        let What::Ask(Request::Fetch(query)) = &message.what else {
            return;
        };
        // A copy that lags behind across a restore would be a second platform.
        if self.older.epoch != self.server.platform.epoch {
            return;
        }
        let answer = fetched(&self.older, query);
        self.network.take(which);
        self.network.carry(Message {
            what: What::Answer(answer),
            ..message
        });
    }

    fn serve(&mut self, of: usize, request: Request) -> Result<Answer, Box<Problem>> {
        match request {
            Request::Register => Ok(Answer::Registered(self.server.platform.register())),
            Request::Fetch(query) => fetched(&self.server.platform, &query),
            Request::Push(batch) => self.take_in(of, &batch),
        }
    }

    fn take_in(&mut self, of: usize, batch: &PushRequest) -> Result<Answer, Box<Problem>> {
        let (reply, applied) = self.server.platform.push(batch)?;
        for Applied { id, edit } in applied {
            assert!(self.server.applied.insert(id), "{id} was applied twice");
            let Some((unit, before)) = edit else {
                self.server.decided.push((of, id));
                continue;
            };
            self.check_overwritten(of, &unit, &before);
            self.wrote(Some(of), unit);
        }
        Ok(Answer::Pushed(Box::new(reply)))
    }

    /// An answer reaches the computer; only the one that it waits for is heard.
    fn hear(&mut self, conversation: u64, at: usize, answer: Result<Answer, Box<Problem>>) {
        let waited = |awaited: &mut Awaited| awaited.conversation == conversation;
        let Some(Awaited { request, pages, .. }) = self.computers[at].awaits.take_if(waited) else {
            return;
        };
        let computer = &mut self.computers[at];
        let (results, page) = match answer {
            Err(problem) => {
                let asked = match request {
                    _ if pages.is_some() => Asked::Page,
                    Request::Push(_) => Asked::Push {
                        first: computer.first,
                    },
                    Request::Fetch(_) => Asked::Fetch,
                    Request::Register => Asked::Other,
                };
                assert_eq!(computer.replica.refused(&problem, asked), Remedy::GoOn);
                computer.news = true;
                return;
            }
            Ok(Answer::Registered(device)) => return computer.replica.registered(device),
            Ok(Answer::Pushed(reply)) => (reply.results, reply.changes),
            Ok(Answer::Fetched(changes)) => (Vec::new(), *changes),
        };
        let (results, mut all) = match pages {
            None => (results, page),
            Some((results, mut all)) => match join(&mut all, page) {
                Ok(()) => (results, all),
                Err(_) => return,
            },
        };
        let (device_id, whole) = match &request {
            Request::Register => return,
            Request::Push(batch) => (&batch.device_id, batch.cursor.is_none()),
            Request::Fetch(query) => (&query.device_id, query.since.is_none()),
        };
        let joined = whole || all.snapshot || matches!(request, Request::Push(_));
        if all.has_more && joined {
            let query = ChangesQuery {
                device_id: device_id.clone(),
                since: Some(all.next.clone()),
                limit: 200,
            };
            self.ask(at, Request::Fetch(query), Some((results, all)));
            // The question stays the first one: what it was says how the pages are taken in.
            if let Some(awaited) = &mut self.computers[at].awaits {
                awaited.request = request;
            }
            return;
        }
        all.snapshot |= whole;
        computer.news = all.has_more;
        computer.absorb(&results, &all, &mut self.ids.new_id());
    }

    /// What a computer does whose question was not answered in time.
    fn give_up(&mut self, at: usize) {
        let computer = &mut self.computers[at];
        if let Some(Awaited {
            request: Request::Push(batch),
            pages: None,
            ..
        }) = computer.awaits.take()
        {
            computer.replica.too_slow(batch.mutations.len());
        }
    }

    fn correct(&mut self, unit: &'static str, value: Value, verified: bool) {
        let unit = UnitKey::from(unit);
        self.server.platform.correct(&unit, value, verified);
        self.wrote(None, unit);
    }

    fn wrote(&mut self, by: Option<usize>, unit: UnitKey) {
        self.history
            .wrote(&self.server.platform, &unit, by.is_some());
        for (at, others) in self.written_by_others.iter_mut().enumerate() {
            if by != Some(at) {
                others.insert(unit.clone());
            }
        }
    }

    fn notify(&mut self) {
        self.notices += 1;
        self.server.platform.notify(Notice {
            id: format!("{:04}", self.notices),
            kind: NoticeKind::Account,
            title: "通知".to_owned(),
            body: "正文".to_owned(),
            incident: None,
            at: "2026-11-24T00:00:00Z".to_owned(),
            read: false,
        });
    }

    fn back_up(&mut self, at: usize) {
        self.backups[at] = self.computers[at].clone();
        self.backup = self.server.clone();
        self.older = self.server.platform.clone();
    }

    /// What is under way to the computer as it was finds nobody who waits for it.
    fn replace(&mut self, at: usize, by: Computer) {
        let was = std::mem::replace(&mut self.computers[at], by);
        self.computers[at].crash();
        self.gone.push(was.seen);
    }

    fn restore(&mut self) {
        self.server.platform.restore(&self.backup.platform);
        let applied = std::mem::replace(&mut self.server.applied, self.backup.applied.clone());
        self.lost
            .extend(applied.difference(&self.server.applied).copied());
        self.server.decided = self.backup.decided.clone();
        let computers = self.computers.iter_mut().chain(&mut self.backups);
        self.history.restored(&self.server.platform, computers);
        self.restored = true;
    }
}

fn fetched(platform: &Platform, query: &ChangesQuery) -> Result<Answer, Box<Problem>> {
    let changes = platform.changes(query)?;
    Ok(Answer::Fetched(Box::new(changes)))
}

fn value_of(number: u8) -> UnitValue {
    UnitValue::from([(
        "street",
        ["甲", "乙", "丙", "丁", "拒绝路"][usize::from(number)],
    )])
}
