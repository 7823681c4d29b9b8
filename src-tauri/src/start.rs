//! From process start to a window that shows something.

use std::error::Error as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use sst_core::{Client, ClientConfig, ClientError, Place, SystemSignal};
use tauri::{App, AppHandle, Manager as _, RunEvent, WebviewWindow};

use crate::opened::Opened;
use crate::os_lock::{self, OsEvent};
use crate::{arguments, commands, events, hardening, logging, navigation};

/// Names a configuration file other than the machine's own.
const CONFIG: &str = "SST_CONFIG";

/// Longest time that the window stays hidden while its page has not said that it is painted.
const SHOW_ANYWAY: Duration = Duration::from_secs(3);

/// Does what the command line asks for, or runs the client until its window is closed.
///
/// # Errors
///
/// When no window can be made at all.
pub fn run() -> anyhow::Result<ExitCode> {
    if let Some(done) = arguments::done() {
        return Ok(done);
    }
    logging::start();
    #[cfg(target_os = "linux")]
    crate::environment::set_up();
    hardening::harden();
    #[cfg(target_os = "linux")]
    if gtk::init().is_err() {
        return Ok(arguments::no_display());
    }
    let bindings = commands::bindings();
    let app = tauri::Builder::default()
        .plugin(tauri_plugin_single_instance::init(|app, _, _| {
            show_again(app)
        }))
        .plugin(tauri_plugin_notification::init())
        .plugin(navigation::guard())
        .invoke_handler(bindings.invoke_handler())
        .setup(move |app| {
            bindings.mount_events(app);
            set_up(app)?;
            Ok(())
        })
        .build(tauri::generate_context!())
        .context("the window could not be made")?;
    app.run(|app, event| {
        if let RunEvent::Exit = event {
            close(app);
        }
    });
    Ok(ExitCode::SUCCESS)
}

/// Shows the window and gives it the keyboard.
pub(crate) fn show(window: &WebviewWindow) {
    for shown in [window.show(), window.set_focus()] {
        if let Err(error) = shown {
            tracing::warn!(%error, "window not shown");
        }
    }
}

/// From now on the client hears of the screen's lock and of sleep. Not before the window is there: what the
/// system takes to answer must not delay it.
pub(crate) fn heed_the_system(client: &Client) {
    let client = client.clone();
    os_lock::watch(move |event| {
        let signal = match event {
            OsEvent::Locked => SystemSignal::Locked,
            OsEvent::Unlocked => SystemSignal::Unlocked,
            OsEvent::Suspending => SystemSignal::Suspending,
            OsEvent::Resumed => {
                client.sync_now();
                SystemSignal::Resumed
            }
        };
        // On a thread of its own: sleep waits, where the system lets it, until the keys are gone.
        tauri::async_runtime::block_on(client.session().system(signal));
    });
}

fn set_up(app: &mut App) -> anyhow::Result<()> {
    let data_dir = app
        .path()
        .app_local_data_dir()
        .context("there is no folder for data")?;
    logging::keep_in(data_dir.clone());
    let place = Place {
        data_dir,
        custody: Arc::new(sst_core::OsKeyring::new("shengshitong")),
        app_version: app.package_info().version.to_string(),
        device_name: device_name().to_owned(),
    };
    let config = config_file();
    let opened = open(config.as_deref(), place);
    match (&opened, &config) {
        (Err(ClientError::Config(error)), Some(file)) => tracing::error!(
            code = error.code(),
            file = %file.display(),
            cause = error.source().map(ToString::to_string),
            "the configuration is not right"
        ),
        (Err(error), _) => tracing::error!(code = error.code(), "the client could not be opened"),
        (Ok(_), _) => {}
    }
    let opened = Opened(opened);
    if let Ok(client) = &opened.0 {
        logging::watch(client.crash_watch());
        events::forward(app.handle().clone(), client);
    }
    app.manage(opened);
    show_in_any_case(app.handle().clone());
    Ok(())
}

fn open(config: Option<&Path>, place: Place) -> Result<Client, ClientError> {
    let config = match config {
        Some(file) => ClientConfig::from_file(file, place)?,
        None => ClientConfig::standard(place),
    };
    Client::open(config)
}

/// A page that fails before it paints must not leave a process without a window.
fn show_in_any_case(app: AppHandle) {
    tauri::async_runtime::spawn(async move {
        tokio::time::sleep(SHOW_ANYWAY).await;
        if let Some(window) = app.get_webview_window("main")
            && window.is_visible().is_ok_and(|visible| !visible)
        {
            tracing::warn!("the page has not said that it is painted; showing the window anyway");
            show(&window);
        }
    });
}

fn show_again(app: &AppHandle) {
    if let Some(window) = app.get_webview_window("main") {
        let _ = window.unminimize();
        show(&window);
    }
}

/// Ends what runs; edits are on disk already, so this only spares the platform a dangling stream.
fn close(app: &AppHandle) {
    if let Ok(client) = app.state::<Opened>().client() {
        tauri::async_runtime::block_on(client.close());
    }
}

/// The file that says which platform this computer talks to: the one that `SST_CONFIG` names, else the
/// machine's, else none.
pub(crate) fn config_file() -> Option<PathBuf> {
    if let Some(file) = std::env::var_os(CONFIG) {
        return Some(file.into());
    }
    let machine = if cfg!(windows) {
        PathBuf::from(std::env::var_os("ProgramData")?)
            .join("shengshitong")
            .join("config.json")
    } else if cfg!(target_os = "macos") {
        PathBuf::from("/Library/Application Support/shengshitong/config.json")
    } else {
        PathBuf::from("/etc/shengshitong/config.json")
    };
    machine.exists().then_some(machine)
}

/// How this computer appears in the person's list of devices: nothing that could recognise it elsewhere.
fn device_name() -> &'static str {
    match std::env::consts::OS {
        "windows" => "Windows 电脑",
        "macos" => "Mac 电脑",
        "linux" => "Linux 电脑",
        _ => "电脑",
    }
}
