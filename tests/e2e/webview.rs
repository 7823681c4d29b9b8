//! The webview as somebody would have it who got a foot into the page: no network, no text that becomes a
//! program, no command from anywhere but our own page.

mod ear;

use std::time::Duration;

use anyhow::ensure;
use serde_json::json;

use crate::platform::Configuration;
use crate::session::{Built, Session};
use crate::window::{Launch, Window, driven};
pub(crate) use ear::Ear;

/// Longer than any of what is tried needs to arrive on loopback.
const A_WHILE: Duration = Duration::from_millis(1500);

#[tokio::test]
#[ignore = "needs the window: cargo xtask test"]
async fn the_page_reaches_no_network() -> anyhow::Result<()> {
    driven(reaches_no_network).await
}

async fn reaches_no_network() -> anyhow::Result<()> {
    let session = Session::start()?;
    let ear = Ear::listen()?;
    let window = first_run(&session).await?;
    let tried = window.script(&ear.addressed(NETWORK)).await?;
    ensure!(
        tried.as_array().map(Vec::len) == Some(17),
        "not every way was tried: {tried}"
    );
    tokio::time::sleep(A_WHILE).await;
    ensure!(ear.heard().is_empty(), "arrived: {:?}", ear.heard());
    // Still our own page, and it still answers.
    window.find("first-run").await?;
    ensure!(window.script("return location.origin").await? == json!("tauri://localhost"));
    // The control: somebody does listen.
    ear.speak()?;
    ensure!(ear.heard().len() == 1, "the listener is deaf");
    window.close().await
}

/// Every way out that a page has. `EAR` is a host with its port.
const NETWORK: &str = r#"
    const tried = [];
    const go = (name, way) => { tried.push(name); try { const gone = way(); gone?.catch?.(() => {}); } catch {} };
    const add = (tag, set, parent = document.body) => {
        const element = Object.assign(document.createElement(tag), set);
        parent.append(element);
        return element;
    };
    go('fetch', () => fetch('http://EAR/fetch', { mode: 'no-cors' }));
    go('xhr', () => { const call = new XMLHttpRequest(); call.open('GET', 'http://EAR/xhr'); call.send(); });
    go('websocket', () => { new WebSocket('ws://EAR/websocket'); });
    go('event source', () => { new EventSource('http://EAR/events'); });
    go('beacon', () => { navigator.sendBeacon('http://EAR/beacon', 'x'); });
    go('image', () => { new Image().src = 'http://EAR/image'; });
    go('script', () => { add('script', { src: 'http://EAR/script.js' }); });
    go('style', () => { add('link', { rel: 'stylesheet', href: 'http://EAR/style.css' }, document.head); });
    go('import', () => { add('style', { textContent: '@import "http://EAR/import.css"' }, document.head); });
    go('font', () => {
        const sheet = '@font-face { font-family: x; src: url(http://EAR/font) } h1 { font-family: x }';
        add('style', { textContent: sheet }, document.head);
    });
    go('prefetch', () => { add('link', { rel: 'prefetch', href: 'http://EAR/prefetch' }, document.head); });
    go('media', () => { add('video', { src: 'http://EAR/video', autoplay: true }); });
    go('object', () => { add('object', { data: 'http://EAR/object' }); });
    go('frame', () => { add('iframe', { src: 'http://EAR/frame' }); });
    go('form', () => { add('form', { action: 'http://EAR/form', method: 'post' }).submit(); });
    go('window', () => { open('http://EAR/window'); });
    go('navigation', () => { location.href = 'http://EAR/navigation'; });
    return tried;
"#;

#[tokio::test]
#[ignore = "needs the window: cargo xtask test"]
async fn no_text_becomes_a_program() -> anyhow::Result<()> {
    driven(no_text_runs).await
}

async fn no_text_runs() -> anyhow::Result<()> {
    let session = Session::start()?;
    let window = first_run(&session).await?;
    let outcomes = window.script(TEXT).await?;
    ensure!(
        outcomes == json!({ "eval": "EvalError", "Function": "EvalError" }),
        "{outcomes}"
    );
    tokio::time::sleep(A_WHILE).await;
    let ran = "return document.documentElement.dataset.ran ?? null";
    ensure!(window.script(ran).await?.is_null());
    // Each was refused by the policy, not by being written wrongly.
    let refused = window.script("return window.refused").await?;
    ensure!(refused.as_u64() >= Some(7), "refused: {refused}");
    // The control: what does run is seen.
    window
        .script("document.documentElement.dataset.ran = 'by the driver'")
        .await?;
    ensure!(window.script(ran).await? == json!("by the driver"));
    window.close().await
}

/// Every way from a text to a program, each of which would leave a mark on the page.
const TEXT: &str = r#"
    window.refused = 0;
    document.addEventListener('securitypolicyviolation', () => { window.refused += 1; });
    const mark = (name) => `document.documentElement.dataset.ran = '${name}'`;
    const outcome = (run) => { try { run(); return 'ran'; } catch (error) { return error.name; } };
    const outcomes = {
        eval: outcome(() => (0, eval)(mark('eval'))),
        Function: outcome(() => new Function(mark('Function'))()),
    };
    try { setTimeout(mark('timer'), 0); } catch {}
    const script = document.createElement('script');
    script.textContent = mark('inline');
    document.body.append(script);
    const blob = document.createElement('script');
    blob.src = URL.createObjectURL(new Blob([mark('blob')], { type: 'text/javascript' }));
    document.body.append(blob);
    const data = document.createElement('script');
    data.src = 'data:text/javascript,' + encodeURIComponent(mark('data'));
    document.body.append(data);
    const box = document.createElement('div');
    box.innerHTML = `<img src="x" onerror="${mark('handler')}">
        <svg onload="${mark('svg')}"></svg><a href="javascript:${mark('link')}">x</a>`;
    document.body.append(box);
    box.querySelector('a').click();
    try { new Worker(blob.src); } catch {}
    return outcomes;
"#;

#[tokio::test]
#[ignore = "needs the window: cargo xtask test"]
async fn no_frame_calls_a_command() -> anyhow::Result<()> {
    driven(no_frame_calls).await
}

async fn no_frame_calls() -> anyhow::Result<()> {
    let session = Session::start()?;
    let ear = Ear::listen()?;
    let window = first_run(&session).await?;
    window.script(&ear.addressed(FRAMES)).await?;
    tokio::time::sleep(A_WHILE).await;
    ensure!(ear.heard().is_empty(), "a frame of others was loaded");
    // The frames that there are, and what each can see of the shell.
    for index in 0..3 {
        let seen = window.script_in_frame(index, CALL).await?;
        ensure!(
            seen == json!({ "internals": "undefined", "tauri": "undefined" }),
            "frame {index} sees {seen}"
        );
    }
    tokio::time::sleep(A_WHILE).await;
    window.find("first-run").await?;
    // The control: the same command, called by our own page, does what it says.
    let quit = "window.__TAURI_INTERNALS__.invoke('app_quit'); return null";
    let _ = window.script(quit).await;
    window.ended().await
}

const FRAMES: &str = r#"
    for (const set of [
        { srcdoc: '<p>here</p>' },
        { src: 'about:blank' },
        { srcdoc: '<p>apart</p>', sandbox: 'allow-scripts' },
        { src: 'http://EAR/frame' },
    ]) {
        document.body.append(Object.assign(document.createElement('iframe'), set));
    }
    return null;
"#;

/// Calls the command that ends the app, over every way there is, with a guessed key.
const CALL: &str = r#"
    const seen = { internals: typeof window.__TAURI_INTERNALS__, tauri: typeof window.__TAURI__ };
    const headers = { 'tauri-callback': '1', 'tauri-error': '2', 'content-type': 'application/json',
        'tauri-invoke-key': 'a guess' };
    try { fetch('ipc://localhost/app_quit', { method: 'POST', body: '{}', headers }).catch(() => {}); } catch {}
    const message = { cmd: 'app_quit', callback: 1, error: 2, payload: {}, options: {},
        __TAURI_INVOKE_KEY__: 'a guess' };
    try { window.ipc.postMessage(JSON.stringify(message)); } catch {}
    try { window.webkit.messageHandlers.ipc.postMessage(JSON.stringify(message)); } catch {}
    return seen;
"#;

async fn first_run(session: &Session) -> anyhow::Result<Window> {
    // Nobody listens there, and before the choice nobody is asked.
    let configuration =
        Configuration::sample("http://127.0.0.1:9").write(&session.place().harness())?;
    let launch = Launch::new(Built::app(), session.place(), &configuration);
    let window = Window::open(session, launch).await?;
    window.find("first-run").await?;
    Ok(window)
}
