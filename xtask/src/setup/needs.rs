//! The system packages, and how to tell that one is there where there is no apt.

use Probe::{File, Library, Program};
use Purpose::{Build, Screens, Window};

/// What a package is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Compiling the desktop.
    Build,
    /// The screens' tests in a browser.
    Screens,
    /// The real window on a virtual display, with a session bus, a keyring and notifications.
    Window,
}

/// How a machine without apt shows that it has something.
pub(crate) enum Probe {
    Program(&'static str),
    /// A pkg-config name.
    Library(&'static str),
    /// Any of these paths.
    File(&'static [&'static str]),
}

/// One thing the machine must have.
pub(crate) struct Need {
    pub(crate) purpose: Purpose,
    /// Debian's and Ubuntu's name.
    pub(crate) package: &'static str,
    pub(crate) probe: Probe,
}

const fn need(purpose: Purpose, package: &'static str, probe: Probe) -> Need {
    Need {
        purpose,
        package,
        probe,
    }
}

/// All needs on Linux. Names hold for Debian 12 and later and Ubuntu 22.04 and later.
pub(crate) const LINUX: &[Need] = &[
    need(Build, "gcc", Program("cc")),
    need(Build, "libc6-dev", File(&["/usr/include/stdio.h"])),
    need(Build, "pkg-config", Program("pkg-config")),
    need(Build, "libwebkit2gtk-4.1-dev", Library("webkit2gtk-4.1")),
    need(Build, "libgtk-3-dev", Library("gtk+-3.0")),
    need(Build, "libdbus-1-dev", Library("dbus-1")),
    need(Build, "fonts-noto-cjk", File(CJK_FONTS)),
    need(Screens, CHROMIUM, Program("chromium")),
    need(Screens, "python3-cryptography", File(PYTHON_CRYPTOGRAPHY)),
    need(Screens, "python3-stdnum", File(PYTHON_STDNUM)),
    need(Window, "webkit2gtk-driver", Program("WebKitWebDriver")),
    need(Window, "xvfb", Program("Xvfb")),
    need(Window, "openbox", Program("openbox")),
    need(Window, "dbus", Program("dbus-monitor")),
    need(
        Window,
        "at-spi2-core",
        File(&["/usr/libexec/at-spi-bus-launcher"]),
    ),
    need(Window, "gnome-keyring", Program("gnome-keyring-daemon")),
    need(Window, "libsecret-tools", Program("secret-tool")),
    need(Window, "dunst", Program("dunst")),
    need(Window, "strace", Program("strace")),
];

/// The browser for the screens' tests. Ubuntu's package of this name only points to a snap.
pub(crate) const CHROMIUM: &str = "chromium";

const CJK_FONTS: &[&str] = &[
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/google-noto-sans-cjk-fonts/NotoSansCJK-Regular.ttc",
];

/// Where distributions put packages for Python.
const PYTHON_CRYPTOGRAPHY: &[&str] = &[
    "/usr/lib/python3/dist-packages/cryptography/__init__.py",
    "/usr/lib64/python3/site-packages/cryptography/__init__.py",
];
const PYTHON_STDNUM: &[&str] = &[
    "/usr/lib/python3/dist-packages/stdnum/__init__.py",
    "/usr/lib/python3/site-packages/stdnum/__init__.py",
];
