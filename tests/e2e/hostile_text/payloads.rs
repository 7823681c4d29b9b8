//! What somebody would write into a field who wants more than to be read. Each that becomes an element carries
//! `data-hostile`; each that runs leaves a mark, calls a command and talks to `EAR`.

/// What runs, if it runs.
pub(super) const MARK: &str = "document.documentElement.dataset.ran='yes'";

/// All of them in one text, which fits every field.
pub(super) fn all() -> String {
    let run =
        format!("{MARK};fetch('http://EAR/ran');window.__TAURI_INTERNALS__?.invoke('app_quit')");
    let markup = MARKUP.replace("RUN", &run);
    format!("{markup}{INVISIBLE}{}{}", "长".repeat(300), "W".repeat(600))
}

const MARKUP: &str = r#"
<script data-hostile>RUN</script>
"><script data-hostile>RUN</script>
</p></div></main></body><h1 data-hostile>x</h1>
<img data-hostile src="x" onerror="RUN">
<img data-hostile src="http://EAR/image">
<svg data-hostile onload="RUN"><script data-hostile>RUN</script></svg>
<a data-hostile href="javascript:RUN">x</a>
<a data-hostile href="http://EAR/link" autofocus onfocus="RUN">x</a>
<iframe data-hostile srcdoc="<script>RUN</script>"></iframe>
<style data-hostile>@import "http://EAR/style.css"; * { display: none !important }</style>
<link data-hostile rel="stylesheet" href="http://EAR/style.css">
<meta data-hostile http-equiv="refresh" content="0;url=http://EAR/refresh">
<base data-hostile href="http://EAR/">
<form data-hostile action="http://EAR/form"><button data-hostile>x</button></form>
<details data-hostile open ontoggle="RUN">x</details>
<math data-hostile><mtext data-hostile></mtext></math>
<!-- ]]> --> &lt;img data-hostile src=x onerror=RUN&gt; &#60;script data-hostile&#62;RUN&#60;/script&#62;
{@html '<img data-hostile src=x onerror=RUN>'} {RUN} ${RUN} {{constructor.constructor('RUN')()}} %3Cscript%3E
javascript:RUN data:text/html,<script data-hostile>RUN</script>
expression(RUN) url(javascript:RUN) ';RUN// ";RUN// `;RUN//
"#;

/// Turned direction, no width, piled-up accents, and a byte order mark.
const INVISIBLE: &str = "\u{202e}txet\u{202d}\u{2066}\u{2067}\u{2068} \u{200b}\u{200c}\u{200d}\u{2060}\u{feff}\
    e\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{1f468}\u{200d}\u{1f469}";
