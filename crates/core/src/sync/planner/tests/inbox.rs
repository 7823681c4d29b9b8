//! What an answer means for the inbox.

use std::collections::BTreeSet;

use sst_domain::notice::{Notice, NoticeKind};

use super::*;

fn notice(id: &str, read: bool) -> Notice {
    Notice {
        id: id.to_owned(),
        kind: NoticeKind::Account,
        title: "测试通知".to_owned(),
        body: "正文".to_owned(),
        incident: None,
        at: AT.to_owned(),
        read,
    }
}

fn inbox(notices: &[(&str, bool)]) -> Inbox {
    let entry = |&(id, read): &(&str, bool)| (id.to_owned(), notice(id, read));
    notices.iter().map(entry).collect()
}

struct News {
    changes: Changes,
    read: Vec<String>,
    opened: BTreeSet<&'static str>,
    first: bool,
}

impl News {
    fn of(notices: &[(&str, bool)]) -> Self {
        let (_, platform) = in_step();
        let query = ChangesQuery {
            device_id: String::new(),
            since: None,
            limit: 200,
        };
        let mut platform = platform;
        let device_id = platform.register();
        let changes = platform.changes(&ChangesQuery { device_id, ..query });
        Self {
            changes: Changes {
                snapshot: false,
                notices: notices.iter().map(|(id, read)| notice(id, *read)).collect(),
                ..changes.unwrap()
            },
            read: Vec::new(),
            opened: BTreeSet::new(),
            first: false,
        }
    }

    fn enter(&self, inbox: &mut Inbox) -> u32 {
        let arrival = Arrival {
            changes: &self.changes,
            read: &self.read,
            opened: &self.opened,
            first: self.first,
        };
        arrival.enter(inbox)
    }
}

#[test]
fn only_what_is_new_here_and_was_not_opened_has_arrived() {
    let brought = [
        ("a", false),
        ("b", false),
        ("c", true),
        ("d", false),
        ("e", false),
        ("f", false),
    ];
    let mut news = News::of(&brought);
    news.opened = BTreeSet::from(["d"]);
    let mut inbox = inbox(&[("e", false)]);
    assert_eq!(news.enter(&mut inbox), 3, "a, b and f");
    assert_eq!(inbox.len(), 6);
    assert_eq!(news.enter(&mut inbox), 0, "the same once more");
}

#[test]
fn nothing_arrives_with_the_first_fetch() {
    let mut news = News::of(&[("a", false)]);
    news.first = true;
    let mut inbox = Inbox::new();
    assert_eq!((news.enter(&mut inbox), inbox.len()), (0, 1));
}

#[test]
fn read_wins() {
    let mut news = News::of(&[("here", false), ("there", true), ("marked", false)]);
    news.read = vec!["told".to_owned()];
    news.opened = BTreeSet::from(["marked"]);
    let mut inbox = inbox(&[("here", true), ("told", false), ("other", false)]);
    news.enter(&mut inbox);
    let read = inbox.values().filter(|notice| notice.read);
    let read: Vec<&str> = read.map(|notice| notice.id.as_str()).collect();
    // A mark that waits is not the platform's yet.
    assert_eq!(read, ["here", "there", "told"]);
}

#[test]
fn what_is_not_in_the_whole_is_gone() {
    let mut news = News::of(&[("a", false)]);
    let mut inbox = inbox(&[("a", false), ("gone", false)]);
    news.enter(&mut inbox);
    assert_eq!(inbox.len(), 2);
    news.changes.snapshot = true;
    news.enter(&mut inbox);
    assert_eq!(inbox.keys().collect::<Vec<_>>(), ["a"]);
}

#[test]
fn pages_are_joined_where_one_goes_on_from_the_other() {
    let page = |next: &str, has_more: bool| Changes {
        next: next.to_owned(),
        has_more,
        ..News::of(&[("a", false)]).changes
    };
    let mut all = page("1:1", true);
    let units = all.units.len();
    let other = Changes {
        epoch: "other".to_owned(),
        ..page("1:2", false)
    };
    assert_eq!(join(&mut all, other), Err(Disjoint));
    assert_eq!(join(&mut all, page("1:1", true)), Err(Disjoint));
    assert_eq!(join(&mut all, page("1:2", true)), Ok(()));
    assert_eq!(join(&mut all, page("1:2", false)), Ok(()));
    assert_eq!((all.notices.len(), all.units.len()), (3, 3 * units));
    assert_eq!((all.next.as_str(), all.has_more), ("1:2", false));
}
