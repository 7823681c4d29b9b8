//! Session changes and power events, sent to a window that is never seen.

use std::cell::OnceCell;
use std::ptr::{null, null_mut};

use windows_sys::Win32::Foundation::{HWND, LPARAM, LRESULT, WPARAM};
use windows_sys::Win32::System::LibraryLoader::GetModuleHandleW;
use windows_sys::Win32::System::Power::RegisterSuspendResumeNotification;
use windows_sys::Win32::System::RemoteDesktop::{
    NOTIFY_FOR_THIS_SESSION, WTSRegisterSessionNotification,
};
use windows_sys::Win32::UI::WindowsAndMessaging::{
    CreateWindowExW, DEVICE_NOTIFY_WINDOW_HANDLE, DefWindowProcW, DispatchMessageW, GetMessageW,
    HWND_MESSAGE, MSG, PBT_APMRESUMEAUTOMATIC, PBT_APMSUSPEND, RegisterClassW, WM_POWERBROADCAST,
    WM_WTSSESSION_CHANGE, WNDCLASSW, WTS_CONSOLE_DISCONNECT, WTS_REMOTE_DISCONNECT,
    WTS_SESSION_LOCK, WTS_SESSION_UNLOCK,
};

use super::{OsEvent, Tell, apart};

thread_local! {
    /// The window belongs to one thread, and so does what it calls.
    static TELL: OnceCell<Tell> = const { OnceCell::new() };
}

/// Runs the window on a thread of its own.
pub(super) fn watch(tell: Tell) {
    apart(move || {
        TELL.with(|cell| cell.get_or_init(|| tell).clone());
        if let Err(part) = listen() {
            let error = std::io::Error::last_os_error();
            tracing::warn!(%error, part, "the system's lock is not heard");
        }
    });
}

/// What a message says, where it says something. While it is handled, Windows waits for two seconds before it
/// sleeps.
fn meaning(message: u32, what: WPARAM) -> Option<OsEvent> {
    match (message, u32::try_from(what).ok()?) {
        (
            WM_WTSSESSION_CHANGE,
            WTS_SESSION_LOCK | WTS_CONSOLE_DISCONNECT | WTS_REMOTE_DISCONNECT,
        ) => Some(OsEvent::Locked),
        (WM_WTSSESSION_CHANGE, WTS_SESSION_UNLOCK) => Some(OsEvent::Unlocked),
        (WM_POWERBROADCAST, PBT_APMSUSPEND) => Some(OsEvent::Suspending),
        (WM_POWERBROADCAST, PBT_APMRESUMEAUTOMATIC) => Some(OsEvent::Resumed),
        _ => None,
    }
}

/// Makes the window, asks for what it is to be sent, and handles it until the thread ends.
///
/// # Errors
///
/// The part that failed.
#[expect(
    unsafe_code,
    reason = "Windows tells of a lock only by messages to a window, and has no safe binding"
)]
fn listen() -> Result<(), &'static str> {
    let name: Vec<u16> = "shengshitong-os-lock\0".encode_utf16().collect();
    // SAFETY: `name` ends with a nul and outlives the class, whose window lives as long as this function; the
    // window's procedure has the signature that is asked for; all calls are on this thread.
    unsafe {
        let module = GetModuleHandleW(null());
        let class = WNDCLASSW {
            lpfnWndProc: Some(procedure),
            hInstance: module,
            lpszClassName: name.as_ptr(),
            ..Default::default()
        };
        if RegisterClassW(&class) == 0 {
            return Err("class");
        }
        let window = CreateWindowExW(
            0,
            name.as_ptr(),
            null(),
            0,
            0,
            0,
            0,
            0,
            HWND_MESSAGE,
            null_mut(),
            module,
            null(),
        );
        if window.is_null() {
            return Err("window");
        }
        if WTSRegisterSessionNotification(window, NOTIFY_FOR_THIS_SESSION) == 0 {
            return Err("session");
        }
        if RegisterSuspendResumeNotification(window, DEVICE_NOTIFY_WINDOW_HANDLE) == 0 {
            return Err("power");
        }
        let mut message = MSG::default();
        while GetMessageW(&mut message, null_mut(), 0, 0) > 0 {
            DispatchMessageW(&message);
        }
    }
    Ok(())
}

#[expect(
    unsafe_code,
    reason = "the signature of a window's procedure, and the system's answer to every other message"
)]
unsafe extern "system" fn procedure(
    window: HWND,
    message: u32,
    what: WPARAM,
    more: LPARAM,
) -> LRESULT {
    if let Some(event) = meaning(message, what) {
        TELL.with(|cell| {
            if let Some(tell) = cell.get() {
                tell(event);
            }
        });
    }
    // SAFETY: the arguments are those that the system gave.
    unsafe { DefWindowProcW(window, message, what, more) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_means_what_windows_says_it_means() {
        assert_eq!(meaning(0x02B1, 7), Some(OsEvent::Locked));
        assert_eq!(meaning(0x02B1, 8), Some(OsEvent::Unlocked));
        assert_eq!(meaning(0x0218, 4), Some(OsEvent::Suspending));
        assert_eq!(meaning(0x0218, 18), Some(OsEvent::Resumed));
        assert_eq!(meaning(0x0218, 10), None);
    }
}
