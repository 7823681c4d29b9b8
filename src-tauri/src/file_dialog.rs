//! The system's own dialogue for choosing files. The page learns neither where they lie nor what else is there.

use std::path::PathBuf;

use tauri::WebviewWindow;

/// What can be attached, by the ending of its name; the content decides afterwards.
const ENDINGS: [&str; 4] = ["jpg", "jpeg", "png", "pdf"];

/// What the dialogue says. On Linux that is all of its own words: GTK translates none that it is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Words {
    title: &'static str,
    /// What is shown in it.
    filter: &'static str,
    #[cfg_attr(
        not(target_os = "linux"),
        expect(dead_code, reason = "other systems have their own")
    )]
    cancel: &'static str,
    #[cfg_attr(
        not(target_os = "linux"),
        expect(dead_code, reason = "other systems have their own")
    )]
    open: &'static str,
}

fn words(language: &str) -> Words {
    match language {
        "en" => Words {
            title: "Choose proof",
            filter: "Photos and PDF",
            cancel: "_Cancel",
            open: "_Add",
        },
        _ => Words {
            title: "选择证明材料",
            filter: "照片和 PDF",
            cancel: "取消(_C)",
            open: "添加(_A)",
        },
    }
}

/// Lets the person choose photos and PDFs as proof. Empty where nothing was chosen.
pub(crate) async fn choose_proofs(window: &WebviewWindow, language: &str) -> Vec<PathBuf> {
    let (chosen, choice) = tokio::sync::oneshot::channel();
    let words = words(language);
    let parent = window.clone();
    let asked = window.run_on_main_thread(move || show(&parent, words, chosen));
    if let Err(error) = asked {
        tracing::warn!(%error, "the file dialogue was not shown");
    }
    // A dialogue that goes away without an answer has none.
    choice.await.unwrap_or_default()
}

/// GTK's own dialogue, never a portal's: a portal looks into the process that asks, and may not
/// (docs/decisions/0009-what-the-process-denies.md).
#[cfg(target_os = "linux")]
fn show(parent: &WebviewWindow, words: Words, chosen: tokio::sync::oneshot::Sender<Vec<PathBuf>>) {
    use std::cell::Cell;

    use gtk::prelude::{DialogExt as _, FileChooserExt as _, GtkWindowExt as _, WidgetExt as _};

    let parent = parent.gtk_window().ok();
    let buttons = [
        (words.cancel, gtk::ResponseType::Cancel),
        (words.open, gtk::ResponseType::Accept),
    ];
    let dialog = gtk::FileChooserDialog::with_buttons(
        Some(words.title),
        parent.as_ref(),
        gtk::FileChooserAction::Open,
        &buttons,
    );
    let shown = gtk::FileFilter::new();
    shown.set_name(Some(words.filter));
    for ending in ENDINGS {
        shown.add_pattern(&format!("*.{ending}"));
        shown.add_pattern(&format!("*.{}", ending.to_uppercase()));
    }
    dialog.add_filter(shown);
    dialog.set_select_multiple(true);
    dialog.set_local_only(true);
    dialog.set_modal(true);
    // Never the files that were used last, which may be another person's.
    dialog.set_current_folder(gtk::glib::home_dir());
    let chosen = Cell::new(Some(chosen));
    dialog.connect_response(move |dialog, response| {
        let files = match response {
            gtk::ResponseType::Accept => dialog.filenames(),
            _ => Vec::new(),
        };
        if response == gtk::ResponseType::Accept {
            forget(dialog.uris().iter().map(ToString::to_string).collect());
        }
        if let Some(chosen) = chosen.take() {
            // Whoever asked may have left.
            let _ = chosen.send(files);
        }
        // Closing it is answered here once more, and then it is gone.
        if response != gtk::ResponseType::DeleteEvent {
            dialog.close();
        }
    });
    dialog.show();
}

/// GTK writes what was chosen into the list of files that were used last, by name and in clear, and a little after
/// it has answered.
#[cfg(target_os = "linux")]
fn forget(chosen: Vec<String>) {
    use std::time::Duration;

    use gtk::prelude::RecentManagerExt as _;

    gtk::glib::timeout_add_local_once(Duration::from_secs(2), move || {
        let Some(recent) = gtk::RecentManager::default() else {
            return;
        };
        for uri in chosen {
            // One that is not there needs no removal.
            let _ = recent.remove_item(&uri);
        }
    });
}

#[cfg(not(target_os = "linux"))]
fn show(parent: &WebviewWindow, words: Words, chosen: tokio::sync::oneshot::Sender<Vec<PathBuf>>) {
    let dialog = rfd::AsyncFileDialog::new()
        .set_parent(parent)
        .set_title(words.title)
        .add_filter(words.filter, &ENDINGS);
    let files = dialog.pick_files();
    tauri::async_runtime::spawn(async move {
        let files = files.await.unwrap_or_default();
        // Whoever asked may have left.
        let _ = chosen.send(files.iter().map(|file| file.path().to_owned()).collect());
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dialogue_says_what_is_asked_for_in_the_language_of_the_screen() {
        let (chinese, english) = (words("zh-CN"), words("en"));
        assert_eq!(chinese.title, "选择证明材料");
        assert_eq!(english.title, "Choose proof");
        for word in [chinese.title, chinese.filter, chinese.cancel, chinese.open] {
            assert!(word.chars().any(|one| one > '\u{4e00}'), "{word}");
        }
        for word in [english.title, english.filter, english.cancel, english.open] {
            assert!(word.is_ascii(), "{word}");
        }
    }
}
