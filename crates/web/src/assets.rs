//! Static files, part of the binary, served as `/static/NAME.HASH.ext` and cached for good.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

use crate::Stop;

struct Asset {
    name: &'static str,
    kind: &'static str,
    body: String,
    file: String,
    path: String,
}

static ALL: LazyLock<Vec<Asset>> = LazyLock::new(|| {
    let css = [
        include_str!("static/colours.css"),
        include_str!("static/base.css"),
        include_str!("static/shell.css"),
        include_str!("static/components.css"),
        include_str!("static/drawing.css"),
        include_str!("static/print.css"),
    ]
    .concat();
    vec![
        asset("app.css", "text/css; charset=utf-8", css),
        asset("enhance.js", "text/javascript; charset=utf-8", include_str!("static/enhance.js").to_owned()),
        asset("favicon.svg", "image/svg+xml", include_str!("static/favicon.svg").to_owned()),
        asset("draft.js", "text/javascript; charset=utf-8", include_str!("static/draft.js").to_owned()),
        asset("keys.js", "text/javascript; charset=utf-8", include_str!("static/keys.js").to_owned()),
    ]
});

fn asset(name: &'static str, kind: &'static str, body: String) -> Asset {
    let hash = hex::encode(&Sha256::digest(body.as_bytes())[..8]);
    let (stem, extension) = name.rsplit_once('.').expect("every asset listed above has an extension");
    let file = format!("{stem}.{hash}.{extension}");
    let path = format!("/static/{file}");
    Asset { name, kind, body, file, path }
}

/// Path of a static file by its plain name, e.g. `app.css`; empty for a name that is not in the list.
pub fn path(name: &str) -> &'static str {
    ALL.iter().find(|asset| asset.name == name).map_or("", |asset| &asset.path)
}

/// Serves one static file.
pub(crate) async fn serve(Path(file): Path<String>) -> Response {
    match ALL.iter().find(|asset| asset.file == file) {
        Some(asset) => {
            let headers = [(CONTENT_TYPE, asset.kind), (CACHE_CONTROL, "public, max-age=31536000, immutable")];
            (StatusCode::OK, headers, asset.body.as_str()).into_response()
        }
        None => Stop::NotFound.into_response(),
    }
}

/// Browsers ask for this path whatever the page says.
pub(crate) async fn favicon() -> Response {
    let icon = &ALL[2];
    ([(CONTENT_TYPE, icon.kind), (CACHE_CONTROL, "public, max-age=86400")], icon.body.as_str()).into_response()
}
