//! The status as a page: whole without a script, and kept fresh by a small one that shows what `/events` sends.
//!
//! What strangers wrote stands here as text only. `maud` escapes all that is put into a page, and nothing here goes around
//! it; texts come harmless (see `metrics::Text`), addresses are linked to only over HTTP; and should all of that fail, the
//! headers of the port let no browser run what does not lie in a file of ours.

mod explanation;
mod figures;
mod letters;
mod parts;

use maud::{DOCTYPE, Markup, html};

use super::status::{State, Status};
pub use explanation::{Asked, explanation};
pub use letters::dead_letters;
pub use parts::parts;

pub const STYLE: &str = include_str!("assets/page.css");
pub const SCRIPT: &str = include_str!("assets/page.js");

/// How a login stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Login {
    Wanted,
    Failed,
}

/// Whether a page shows what changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Freshness {
    Live,
    Still,
}

pub fn overview(status: &Status) -> String {
    let content = html! {
        @for (_, part) in parts(status) { (part) }
    };
    let title = format!("{}: {} – copydesk", status.group, state(status.state));
    document(&title, Freshness::Live, &content)
}

pub fn login(login: Login) -> String {
    let content = html! {
        section.narrow aria-labelledby="login" {
            h2 #login { "The token of this port" }
            @if login == Login::Failed {
                p.bad role="alert" { "That is not the token." }
            }
            form method="post" action="/login" {
                label for="token" { "Token (" code { "admin.token" } ")" }
                input #token type="password" name="token" required autocomplete="current-password";
                button { "Log in" }
            }
            p { "Programs show it as " code { "Authorization: Bearer …" } "." }
        }
    };
    document("Log in – copydesk", Freshness::Still, &content)
}

fn document(title: &str, freshness: Freshness, content: &Markup) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                title { (title) }
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                link rel="stylesheet" href="/page.css";
                @if freshness == Freshness::Live {
                    noscript { meta http-equiv="refresh" content="5"; }
                    script src="/page.js" defer {}
                }
            }
            body {
                header {
                    h1 { a href="/" { "copydesk" } }
                    @if freshness == Freshness::Live {
                        p #live role="status" { "Made anew at each visit" }
                    } @else {
                        nav aria-label="Back" { a href="/" { "Status" } }
                    }
                }
                main { (content) }
                footer {
                    p {
                        a href="/status" { "JSON" } " · "
                        a href="/metrics" { "Metrics" } " · "
                        a href="/readyz" { "Readiness" }
                    }
                }
            }
        }
    };
    page.into_string()
}

fn state(state: State) -> &'static str {
    match state {
        State::Starting => "starting",
        State::AtWork => "at work",
        State::Paused => "paused",
        State::StandingBy => "standing by",
    }
}

#[cfg(test)]
mod tests;
