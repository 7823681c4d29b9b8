//! Reading strace's lines.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, ensure};

/// Who somebody connected or sent to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Peer {
    /// An address on a network, loopback included, as `address:port`.
    Network(String),
    /// A socket in the file system, or an abstract one with a leading `@`.
    Local(String),
}

/// One recording.
pub(crate) struct Trace {
    lines: Vec<String>,
}

impl Trace {
    /// Reads a recording; one without a started program proves nothing and is an error.
    pub(crate) fn read(path: &Path) -> anyhow::Result<Self> {
        let text = fs::read(path).with_context(|| path.display().to_string())?;
        Self::parse(&String::from_utf8_lossy(&text))
    }

    fn parse(text: &str) -> anyhow::Result<Self> {
        let trace = Self {
            lines: joined(text),
        };
        ensure!(
            !trace.programs().is_empty(),
            "the recording shows no program that was started"
        );
        Ok(trace)
    }

    /// The programs that were started, the first of them included.
    pub(crate) fn programs(&self) -> BTreeSet<String> {
        self.calls(&["execve"])
            .filter(|call| call.succeeded())
            .filter_map(|call| call.quoted())
            .collect()
    }

    /// Everyone that was connected or sent to, also in vain, save local sockets that do not exist.
    pub(crate) fn peers(&self) -> BTreeSet<Peer> {
        self.calls(&["connect", "sendto", "sendmsg", "sendmmsg"])
            .filter(|call| !call.rest.contains("ENOENT"))
            .filter_map(|call| peer(call.rest))
            .collect()
    }

    /// The peers on any network.
    pub(crate) fn network(&self) -> BTreeSet<String> {
        let address = |peer| match peer {
            Peer::Network(address) => Some(address),
            Peer::Local(_) => None,
        };
        self.peers().into_iter().filter_map(address).collect()
    }

    /// Which of the system's files for turning names into addresses were opened.
    pub(crate) fn name_lookups(&self) -> BTreeSet<String> {
        const SOURCES: [&str; 3] = ["/etc/resolv.conf", "/etc/hosts", "/etc/host.conf"];
        self.calls(&["open", "openat", "openat2"])
            .filter(|call| call.succeeded())
            .filter_map(|call| call.quoted())
            .filter(|path| SOURCES.contains(&path.as_str()))
            .collect()
    }

    /// Files that were opened for writing, created, renamed to or linked.
    pub(crate) fn written(&self) -> BTreeSet<PathBuf> {
        let opened = self
            .calls(&["open", "openat", "openat2", "creat"])
            .filter(|call| call.succeeded() && call.writes())
            .filter_map(|call| call.opened());
        let named = self
            .calls(&[
                "rename",
                "renameat",
                "renameat2",
                "link",
                "linkat",
                "symlink",
                "symlinkat",
            ])
            .filter(|call| call.succeeded())
            .filter_map(|call| call.last_quoted());
        opened.chain(named).map(PathBuf::from).collect()
    }

    fn calls<'t>(&'t self, names: &'t [&str]) -> impl Iterator<Item = Call<'t>> {
        self.lines
            .iter()
            .filter_map(|line| Call::parse(line))
            .filter(|call| names.contains(&call.name))
    }
}

/// Puts the two halves of a call together where another thread's came between. A call that never came
/// back stays half, and counts: what was begun may have happened.
fn joined(text: &str) -> Vec<String> {
    let mut begun = BTreeMap::new();
    let mut lines = Vec::new();
    for line in text.lines() {
        let process = line.split(' ').next().unwrap_or_default();
        if let Some(half) = line.strip_suffix(" <unfinished ...>") {
            begun.insert(process, half.to_owned());
        } else if let Some((_, rest)) = line.split_once(" resumed>") {
            lines.extend(begun.remove(process).map(|half| half + rest));
        } else {
            lines.push(line.to_owned());
        }
    }
    lines.extend(begun.into_values());
    lines
}

/// One call: `1234 name(arguments) = result`.
struct Call<'t> {
    name: &'t str,
    rest: &'t str,
}

impl<'t> Call<'t> {
    fn parse(line: &'t str) -> Option<Self> {
        let (process, call) = line.split_once(' ')?;
        if !process.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let (name, rest) = call.trim_start().split_once('(')?;
        Some(Self { name, rest })
    }

    fn succeeded(&self) -> bool {
        !self.rest.contains(" = -1 ")
    }

    fn writes(&self) -> bool {
        self.name == "creat"
            || ["O_WRONLY", "O_RDWR", "O_CREAT"]
                .iter()
                .any(|flag| self.rest.contains(flag))
    }

    fn quoted(&self) -> Option<String> {
        self.rest.split('"').nth(1).map(str::to_owned)
    }

    fn last_quoted(&self) -> Option<String> {
        self.rest.rsplit('"').nth(1).map(str::to_owned)
    }

    /// The path behind the new descriptor (`= 5</a/b>`), which is whole even where the argument was not.
    fn opened(&self) -> Option<String> {
        let whole = self.rest.rsplit_once(" = ").and_then(|(_, result)| {
            let (_, path) = result.split_once('<')?;
            path.strip_suffix('>').map(str::to_owned)
        });
        whole.or_else(|| self.quoted())
    }
}

fn peer(rest: &str) -> Option<Peer> {
    let family = rest.split_once("sa_family=")?.1;
    let between = |start: &str, end: &str| {
        let from = family.split_once(start)?.1;
        from.split_once(end).map(|(text, _)| text)
    };
    if family.starts_with("AF_INET") {
        let port = between("htons(", ")").unwrap_or("?");
        let address =
            between("inet_addr(\"", "\"").or_else(|| between("inet_pton(AF_INET6, \"", "\""));
        return Some(Peer::Network(format!("{}:{port}", address.unwrap_or("?"))));
    }
    if family.starts_with("AF_UNIX") {
        let abstract_name = between("sun_path=@\"", "\"").map(|name| format!("@{name}"));
        return abstract_name
            .or_else(|| between("sun_path=\"", "\"").map(str::to_owned))
            .map(Peer::Local);
    }
    // The kernel's own (netlink) reach nobody.
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const RECORDING: &str = r#"
100 execve("/usr/bin/app", ["app"], 0x7ffd /* 9 vars */) = 0
100 openat(AT_FDCWD</>, "home/a.db", O_RDWR|O_CREAT|O_CLOEXEC, 0600) = 7</p/home/a.db>
100 openat(AT_FDCWD</>, "/etc/ld.so.cache", O_RDONLY|O_CLOEXEC) = 3</etc/ld.so.cache>
100 openat(AT_FDCWD</>, "/root/denied", O_WRONLY) = -1 EACCES (Permission denied)
101 rename("/p/b.tmp", "/p/b") = 0
100 connect(5<UNIX-STREAM:[1]>, {sa_family=AF_UNIX, sun_path=@"/tmp/.X11-unix/X7"}, 20) = 0
100 connect(5<UNIX-STREAM:[1]>, {sa_family=AF_UNIX, sun_path="/var/run/nscd/socket"}, 110 <unfinished ...>
102 connect(9<TCP:[2]>, {sa_family=AF_INET, sin_port=htons(443), sin_addr=inet_addr("192.0.2.1")}, 16 <unfinished ...>
100 <... connect resumed>) = -1 ENOENT (No such file or directory)
102 <... connect resumed>) = -1 EINPROGRESS (Operation now in progress)
102 connect(9<TCPv6:[3]>, {sa_family=AF_INET6, sin6_port=htons(80), sin6_flowinfo=htonl(0), inet_pton(AF_INET6, "2001:db8::1", &sin6_addr), sin6_scope_id=0}, 28) = -1 ENETUNREACH (Network is unreachable)
103 sendmmsg(4<UDP:[4]>, [{msg_hdr={msg_name={sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr("192.0.2.53")}, msg_namelen=16}}], 2, 0) = 2
103 openat(AT_FDCWD</>, "/etc/resolv.conf", O_RDONLY|O_CLOEXEC) = 6</etc/resolv.conf>
105 connect(9<TCP:[6]>, {sa_family=AF_INET, sin_port=htons(22), sin_addr=inet_addr("192.0.2.9")}, 16 <unfinished ...>
104 bind(3<NETLINK:[5]>, {sa_family=AF_NETLINK, nl_pid=0, nl_groups=00000000}, 12) = 0
"#;

    #[test]
    fn every_way_out_is_seen() {
        let trace = Trace::parse(RECORDING).unwrap();
        let network: Vec<_> = trace.network().into_iter().collect();
        assert_eq!(
            network,
            [
                "192.0.2.1:443",
                "192.0.2.53:53",
                "192.0.2.9:22",
                "2001:db8::1:80"
            ]
        );
        let mut local = trace.peers();
        local.retain(|peer| matches!(peer, Peer::Local(_)));
        assert_eq!(
            local.into_iter().collect::<Vec<_>>(),
            [Peer::Local("@/tmp/.X11-unix/X7".into())]
        );
        assert_eq!(
            trace.name_lookups().into_iter().collect::<Vec<_>>(),
            ["/etc/resolv.conf"]
        );
    }

    #[test]
    fn written_files_are_seen_and_read_ones_are_not() {
        let written: Vec<_> = Trace::parse(RECORDING)
            .unwrap()
            .written()
            .into_iter()
            .collect();
        assert_eq!(
            written,
            [PathBuf::from("/p/b"), PathBuf::from("/p/home/a.db")]
        );
    }

    #[test]
    fn an_empty_recording_proves_nothing() {
        assert!(Trace::parse("").is_err());
        assert_eq!(Trace::parse(RECORDING).unwrap().programs().len(), 1);
    }
}
