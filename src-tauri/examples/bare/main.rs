//! A bare Tauri window: what `cargo xtask bench startup` measures the client against. It is hidden until its
//! page is there and marks when it is shown, as the client does.

use shengshitong::marks::mark;

fn main() -> anyhow::Result<()> {
    tauri::Builder::default()
        .setup(|app| {
            let url = tauri::WebviewUrl::App("index.html".into());
            tauri::WebviewWindowBuilder::new(app, "bare", url)
                .inner_size(1180.0, 780.0)
                .visible(false)
                .on_page_load(|window, payload| {
                    if payload.event() == tauri::webview::PageLoadEvent::Finished {
                        let _ = window.show();
                        mark("first_paint");
                        mark("complete");
                    }
                })
                .build()?;
            Ok(())
        })
        .run(tauri::generate_context!("examples/bare/tauri.conf.json"))?;
    Ok(())
}
