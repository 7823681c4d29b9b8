//! Who may call what: every command and every command of a plug-in, from our own page, from other origins, from
//! other windows and without the key that only our page's main frame is given. The access control is the real
//! one; behind it stands a handler that only notes what reached it.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::Value;
use tauri::ipc::{CallbackFn, InvokeBody, InvokeResponse};
use tauri::test::{INVOKE_KEY, MockRuntime, get_ipc_response, mock_builder};
use tauri::webview::InvokeRequest;
use tauri::{App, WebviewUrl, WebviewWindow, WebviewWindowBuilder};

use crate::command_names::COMMANDS;

/// Where our own pages come from.
const OWN: &str = if cfg!(windows) {
    "http://tauri.localhost"
} else {
    "tauri://localhost"
};

/// Where a frame's or a strange page's calls come from.
const OTHERS: [&str; 9] = [
    "https://example.com",
    "http://127.0.0.1:8080",
    "http://localhost",
    "http://localhost:1420",
    "https://tauri.localhost.example.com",
    "tauri://example.com",
    "file:///tmp/page.html",
    "data:text/html,page",
    "about:srcdoc",
];

/// What plug-ins let our page do.
const PERMITTED: [&str; 2] = ["plugin:event|listen", "plugin:event|unlisten"];

#[test]
fn our_page_reaches_every_command_and_no_more_of_plug_ins_than_it_needs() {
    let (app, reached) = shell();
    let main = main_window(&app);
    for command in COMMANDS {
        assert_eq!(call(&main, OWN, command), Outcome::Accepted, "{command}");
    }
    let expected = COMMANDS.iter().map(ToString::to_string).collect();
    assert_eq!(*reached.lock().unwrap(), expected);
    let accepted: Vec<String> = of_plug_ins()
        .into_iter()
        .filter(|command| call(&main, OWN, command) == Outcome::Accepted)
        .collect();
    assert_eq!(accepted, PERMITTED);
}

#[test]
fn a_frame_or_page_of_another_origin_reaches_nothing() {
    let (app, reached) = shell();
    let main = main_window(&app);
    for origin in OTHERS {
        for command in all() {
            let outcome = call(&main, origin, &command);
            assert_eq!(outcome, Outcome::Refused, "{command} from {origin}");
        }
    }
    assert_eq!(*reached.lock().unwrap(), BTreeSet::new());
}

#[test]
fn a_window_without_the_capability_reaches_nothing() {
    let (app, reached) = shell();
    for label in ["other", "main-2", "Main"] {
        let other = WebviewWindowBuilder::new(&app, label, WebviewUrl::default())
            .build()
            .unwrap();
        for command in all() {
            let outcome = call(&other, OWN, &command);
            assert_eq!(outcome, Outcome::Refused, "{command} from {label}");
        }
    }
    assert_eq!(*reached.lock().unwrap(), BTreeSet::new());
}

/// A frame has no key: the page's start-up script runs in its main frame only. Such a call gets no answer at all.
#[test]
fn a_call_without_the_key_of_the_main_frame_reaches_nothing() {
    let (app, reached) = shell();
    let main = main_window(&app);
    let (answered, answers) = std::sync::mpsc::channel();
    for command in all() {
        let answered = answered.clone();
        let mut request = request(OWN, &command);
        request.invoke_key = "a guess".to_owned();
        main.as_ref().clone().on_message(
            request,
            Box::new(move |_, command, _: InvokeResponse, _, _| {
                answered.send(command).unwrap_or_default();
            }),
        );
    }
    assert!(answers.recv_timeout(Duration::from_millis(200)).is_err());
    assert_eq!(*reached.lock().unwrap(), BTreeSet::new());
}

type Reached = Arc<Mutex<BTreeSet<String>>>;

/// The shell's configuration, capabilities and plug-ins, without windows on a screen.
fn shell() -> (App<MockRuntime>, Reached) {
    let reached = Reached::default();
    let noted = reached.clone();
    let app = mock_builder()
        .plugin(tauri_plugin_notification::init())
        .invoke_handler(move |invoke| {
            let command = invoke.message.command().to_owned();
            noted.lock().unwrap().insert(command);
            invoke.resolver.resolve(());
            true
        })
        .build(tauri::generate_context!(test = true))
        .unwrap();
    (app, reached)
}

fn main_window(app: &App<MockRuntime>) -> WebviewWindow<MockRuntime> {
    let windows = &app.config().app.windows;
    assert_eq!(windows.len(), 1);
    WebviewWindowBuilder::from_config(app, &windows[0])
        .unwrap()
        .build()
        .unwrap()
}

#[derive(Debug, PartialEq, Eq)]
enum Outcome {
    Accepted,
    Refused,
}

fn call(window: &WebviewWindow<MockRuntime>, origin: &str, command: &str) -> Outcome {
    match get_ipc_response(window, request(origin, command)) {
        // What the access control lets through may still be refused for its arguments, which are none here.
        Err(Value::String(reason)) if reason.contains("not allowed") => Outcome::Refused,
        Ok(_) | Err(_) => Outcome::Accepted,
    }
}

fn request(origin: &str, command: &str) -> InvokeRequest {
    InvokeRequest {
        cmd: command.to_owned(),
        callback: CallbackFn(0),
        error: CallbackFn(1),
        url: origin.parse().unwrap(),
        body: InvokeBody::default(),
        headers: tauri::http::HeaderMap::default(),
        invoke_key: INVOKE_KEY.to_owned(),
    }
}

fn all() -> Vec<String> {
    let ours = COMMANDS.iter().map(ToString::to_string);
    ours.chain(of_plug_ins()).collect()
}

/// Every command that Tauri and the plug-ins declare, as the build wrote them down.
fn of_plug_ins() -> Vec<String> {
    let manifests: Value =
        serde_json::from_str(include_str!("../gen/schemas/acl-manifests.json")).unwrap();
    let mut commands = BTreeSet::new();
    for (key, manifest) in manifests.as_object().unwrap() {
        if key == "__app-acl__" {
            continue;
        }
        let plug_in = key.strip_prefix("core:").unwrap_or(key);
        for permission in manifest["permissions"].as_object().unwrap().values() {
            for command in permission["commands"]["allow"].as_array().unwrap() {
                commands.insert(format!("plugin:{plug_in}|{}", command.as_str().unwrap()));
            }
        }
    }
    for expected in PERMITTED
        .iter()
        .chain(&["plugin:notification|notify", "plugin:window|create"])
    {
        assert!(
            commands.contains(*expected),
            "{expected} is not in the list"
        );
    }
    commands.into_iter().collect()
}
