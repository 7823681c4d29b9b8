//! What stands before the first section: masthead, title, preamble, table of contents.

use std::collections::{HashMap, HashSet};

use super::dates::{OwnDates, own_dates};
use super::lines::{Line, excerpt, is_introduction, is_sentence};
use super::marker::{Mark, MarkKind, readings};
use super::problem::{PolicyProblem, PolicyProblemCode};

/// A line with every reading of its numbering.
#[derive(Debug)]
pub(super) struct Token<'a> {
    pub(super) line: Line<'a>,
    pub(super) readings: Vec<Mark<'a>>,
}

/// Where the parts of a text lie, as ranges of its lines.
#[derive(Debug)]
pub(super) struct Front {
    /// The title line; above it lies the masthead.
    pub(super) title: usize,
    /// First line of the contents; equal to `contents_end` where there are none. From the title to here
    /// reaches the preamble.
    pub(super) contents: usize,
    /// First line after the contents.
    pub(super) contents_end: usize,
    /// First line of the first section; from the contents to here reaches the foreword.
    pub(super) body: usize,
    /// How sections are numbered.
    pub(super) root: MarkKind,
}

/// Reads the numbering of every line.
pub(super) fn tokens<'a>(lines: Vec<Line<'a>>) -> Vec<Token<'a>> {
    lines
        .into_iter()
        .map(|line| Token {
            line,
            readings: readings(line.text),
        })
        .collect()
}

/// Finds the parts of a text.
pub(super) fn split(tokens: &[Token<'_>]) -> Result<Front, Vec<PolicyProblem>> {
    let marked = tokens.iter().position(|token| first_mark(token).is_some());
    let contents = marked.and_then(|first| contents_end(tokens, first).map(|end| (first, end)));
    let body = match contents {
        Some((_, end)) => body_start(tokens, end),
        None => marked.and_then(|first| body_start(tokens, first)),
    };
    let front_end = contents.map(|(start, _)| start).or(body.map(|(at, _)| at));
    let title = find_title(&tokens[..front_end.unwrap_or(tokens.len())]);
    let (Some((body, root)), Some(title)) = (body, title) else {
        let at = |code| PolicyProblem {
            line: 0,
            code,
            excerpt: String::new(),
        };
        let no_title = title.is_none().then(|| at(PolicyProblemCode::NoTitle));
        let no_sections = body.is_none().then(|| at(PolicyProblemCode::NoSections));
        return Err(no_title.into_iter().chain(no_sections).collect());
    };
    let (contents, contents_end) = contents.unwrap_or((body, body));
    Ok(Front {
        title,
        contents,
        contents_end,
        body,
        root,
    })
}

/// Compares the contents with the headings of the body.
pub(super) fn check_contents(tokens: &[Token<'_>], front: &Front) -> Vec<PolicyProblem> {
    let entries = &tokens[front.contents..front.contents_end];
    if entries.is_empty() {
        return Vec::new();
    }
    let problem = |token: &Token<'_>, code| PolicyProblem {
        line: token.line.number,
        code,
        excerpt: excerpt(token.line.text),
    };
    let body = &tokens[front.body..];
    let headings: HashSet<String> = body.iter().map(heading_key).collect();
    let named: HashSet<String> = entries.iter().map(heading_key).collect();
    let lost = entries
        .iter()
        .filter(|entry| !headings.contains(&heading_key(entry)));
    let is_root =
        |token: &&Token<'_>| first_mark(token).is_some_and(|mark| mark.kind == front.root);
    let unnamed = body
        .iter()
        .filter(is_root)
        .filter(|token| !named.contains(&heading_key(token)));
    lost.map(|token| problem(token, PolicyProblemCode::ContentsWithoutSection))
        .chain(unnamed.map(|token| problem(token, PolicyProblemCode::SectionNotInContents)))
        .collect()
}

/// The likeliest reading that can open a list here.
fn first_mark<'t, 'a>(token: &'t Token<'a>) -> Option<&'t Mark<'a>> {
    token
        .readings
        .iter()
        .find(|mark| !mark.doubtful || mark.ordinal == 1)
}

/// If a table of contents begins at `first`, the line after its last.
///
/// It is a run of numbered headings without a paragraph between them, most of which come again later. It
/// ends before the first line that repeats a title or begins to count anew.
fn contents_end(tokens: &[Token<'_>], first: usize) -> Option<usize> {
    let opening = tokens.get(first).and_then(first_mark)?;
    let mut seen = HashSet::new();
    let run = tokens[first..]
        .iter()
        .enumerate()
        .take_while(|(at, token)| {
            let anew =
                |mark: &Mark<'_>| (mark.kind, mark.ordinal) == (opening.kind, opening.ordinal);
            first_mark(token).is_some_and(|mark| *at == 0 || !anew(mark))
                && !is_sentence(token.line.text)
                && seen.insert(heading_key(token))
        });
    let end = first + run.count();
    let later: HashSet<String> = tokens[end..]
        .iter()
        .filter(|token| !token.readings.is_empty())
        .map(heading_key)
        .collect();
    let recurring = tokens[first..end]
        .iter()
        .filter(|token| later.contains(&heading_key(token)));
    let recurring = recurring.count();
    (recurring >= 2 && recurring * 2 >= end - first).then_some(end)
}

/// A heading without numbering, white space, leaders and page number.
fn heading_key(token: &Token<'_>) -> String {
    let text = token
        .readings
        .first()
        .map_or(token.line.text, |mark| mark.rest);
    let unpaged = text.trim_end_matches(|c: char| c.is_ascii_digit());
    let leaders = |c: char| c.is_whitespace() || matches!(c, '.' | '…' | '·' | '．' | '_');
    // "条款 2" is a heading; only what follows leaders is a page number.
    let led = unpaged.len() < text.len() && unpaged.ends_with(leaders);
    let text = if led || unpaged.len() == text.len() {
        unpaged.trim_end_matches(leaders)
    } else {
        text
    };
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// The first line of the first section, and how sections are numbered.
///
/// That is the first numbered line, unless a coarser numbering begins later and the first one does not
/// go on across it: then the first was a list in the preamble.
fn body_start(tokens: &[Token<'_>], from: usize) -> Option<(usize, MarkKind)> {
    let marks: Vec<(usize, MarkKind, u32)> = (from..tokens.len())
        .filter_map(|at| first_mark(&tokens[at]).map(|mark| (at, mark.kind, mark.ordinal)))
        .collect();
    let &(mut start, mut root, _) = marks.first()?;
    let mut last = HashMap::new();
    let mut weighed = HashSet::new();
    for (nth, &(at, kind, ordinal)) in marks.iter().enumerate() {
        // Once a kind: looking ahead each time would take long in a text of many lists.
        if kind < root && ordinal == 1 && weighed.insert(kind) {
            let after = &marks[nth..];
            let resumed = after
                .iter()
                .find(|(_, kind, _)| *kind == root)
                .map(|(_, _, n)| *n);
            let due = last.get(&root).map(|n| n + 1);
            let goes_on = match resumed {
                Some(n) => Some(n) == due,
                None => {
                    let coarser = after.iter().filter(|(_, other, _)| *other == kind).count();
                    marks[..nth]
                        .iter()
                        .filter(|(_, kind, _)| *kind == root)
                        .count()
                        >= coarser
                }
            };
            if !goes_on {
                (start, root) = (at, kind);
            }
        }
        last.insert(kind, ordinal);
    }
    Some((start, root))
}

/// The line that names the policy: the first short one with a word for such a text, else the first
/// short one.
fn find_title(tokens: &[Token<'_>]) -> Option<usize> {
    let words = [
        "政策",
        "协议",
        "声明",
        "告知",
        "条款",
        "规则",
        "指引",
        "policy",
        "notice",
        "statement",
        "terms",
    ];
    let short =
        |text: &str| text.chars().count() <= 80 && !is_sentence(text) && !is_introduction(text);
    let is_title = |token: &Token<'_>| {
        let text = token.line.text.to_lowercase();
        // "政策更新日期：……" speaks of a policy and is no title.
        let is_date = own_dates(std::iter::once(token.line.text)) != OwnDates::default();
        short(&text) && !is_date && words.iter().any(|word| text.contains(word))
    };
    let named = tokens.iter().position(is_title);
    named.or_else(|| tokens.iter().position(|token| short(token.line.text)))
}
