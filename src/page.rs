//! Whole pages: the article out of HTML.
//!
//! Owns what a page says, read from one parse that nothing here changes. Promises never to panic, whatever the page,
//! and to take time and memory linear in it. Refuses to fetch, to run scripts, and to know sites by name.

pub mod body;
