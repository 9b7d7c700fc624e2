//! People who sign in: accounts, desks, sessions, and the registration of an enterprise.
#![doc = include_str!("README.md")]

mod account_page;
mod admin_pages;
mod colleagues;
mod data_keys;
mod demo;
mod desk_pages;
mod first;
pub mod held;
mod key_form;
mod key_pages;
pub mod keys;
mod list_page;
mod lock;
mod looked;
mod looked_pages;
mod looked_proof;
mod model;
mod own_pages;
mod pending;
mod problems;
mod register;
mod reset;
mod reveal;
mod second;
mod second_pages;
mod sessions;
mod sign_in;
mod step_up;
mod store;
pub mod unmask;

pub use self::store::{Desk, add_desk, by_id, by_sign_in, create, desks, name_of};
pub use admin_pages::role_words;
pub use colleagues::{Approving, AtDesk, Colleague, LEFT, approving, at_desks, colleagues};
pub use data_keys::check_keys;
pub use demo::{DemoLink, demo_links};
pub use first::add_admin;
pub use looked::{Kind as LookedKind, looked};
pub use looked_proof::{Audited, Look, Matches, audited, matches, unmatched};
pub use model::{NewPerson, Person, State};
pub use sessions::Keeper;
pub use step_up::first as step_up_first;

use web::{Door, Feature, Nav, Routes};

/// The service's record.
pub const FEATURE: Feature = Feature {
    name: "accounts",
    group: "ground",
    needs: &["regions", "enterprises"],
    title: ("账号", "Accounts"),
    routes,
    migrations: ::store::migrations!(
        "sql";
        "0010_create_desk",
        "0020_create_person",
        "0030_index_person_sign_in",
        "0040_create_session",
        "0050_index_session_token",
        "0060_index_session_person",
        "0070_create_demo_key",
        "0200_create_step_up",
        "0210_create_api_key",
        "0220_index_api_key_hash",
        "0230_create_person_totp",
        "0231_create_recovery_code",
        "0240_create_sign_in_pending",
        "0241_index_sign_in_pending",
        "0250_create_sign_in_lock",
        "0260_create_reset_link",
        "0261_index_reset_link",
        "0270_create_data_access",
        "0280_create_unmasked",
        "0290_create_data_key",
        "0700_create_held_form",
        "0720_alter_data_access_journal_seq",
        "0721_index_data_access_at",
        "0820_create_unmask_tally",
        "0821_alter_data_access_what_zh",
        "0822_alter_data_access_what_en",
    ),
    nav: &[
        Nav { door: Door::Admin, path: "/a/accounts", key: "accounts-title" },
        Nav { door: Door::Admin, path: "/a/keys", key: "accounts-keys" },
        Nav { door: Door::Enterprise, path: "/account/looked", key: "accounts-looked" },
        Nav { door: Door::Worker, path: "/account/looked", key: "accounts-looked" },
        Nav { door: Door::SignedIn, path: "/account/devices", key: "accounts-devices" },
    ],
    words: include_str!("words.toml"),
    help: (include_str!("README.zh-CN.md"), include_str!("README.md")),
    keeper: Some(&Keeper),
    demo: Some(demo::fill),
    ..Feature::EMPTY
};

fn routes() -> Routes {
    Routes::new()
        .get(Door::Open, "/sign-in", sign_in::page)
        .post(Door::Open, "/sign-in", sign_in::enter)
        .post(Door::Open, "/sign-in/code", pending::enter)
        .get(Door::Open, "/reset", reset::page)
        .post(Door::Open, "/reset", reset::set)
        .get(Door::Open, "/sign-in/demo/{token}", sign_in::demo)
        .post(Door::Open, "/sign-out", sign_in::leave)
        .get(Door::Open, "/register", register::page)
        .post(Door::Open, "/register", register::open)
        .get(Door::Open, "/register/waiting", register::waiting)
        .get(Door::SignedIn, "/account/devices", own_pages::devices)
        .post(Door::SignedIn, "/account/devices/end-others", own_pages::end_others)
        .post(Door::SignedIn, "/account/devices/{id}/end", own_pages::end_device)
        .get(Door::SignedIn, "/account/password", own_pages::password_page)
        .post(Door::SignedIn, "/account/password", own_pages::change_password)
        .get(Door::Admin, "/a/accounts", admin_pages::list)
        .post(Door::Admin, "/a/accounts", admin_pages::create)
        .get(Door::Admin, "/a/accounts/new", admin_pages::new)
        .get(Door::Admin, "/a/accounts/export", admin_pages::export)
        .get(Door::Admin, "/a/accounts/{region}/{id}", account_page::one)
        .post(Door::Admin, "/a/accounts/{region}/{id}", account_page::set_state)
        .post(Door::Admin, "/a/accounts/{region}/{id}/unlock", account_page::unlock)
        .post(Door::Admin, "/a/accounts/{region}/{id}/second", account_page::remove_second)
        .post(Door::Admin, "/a/accounts/{region}/{id}/reset-link", reset::issue)
        .get(Door::SignedIn, "/account/looked", looked_pages::page)
        .get(Door::SignedIn, "/account/looked/export", looked_pages::export)
        .get(Door::Officer, "/o/contact/{region}/{id}", reveal::page)
        .post(Door::Officer, "/o/contact/{region}/{id}", reveal::reveal)
        .get(Door::SignedIn, "/account/second", second_pages::page)
        .post(Door::SignedIn, "/account/second", second_pages::begin)
        .post(Door::SignedIn, "/account/second/confirm", second_pages::confirm)
        .post(Door::SignedIn, "/account/second/codes", second_pages::codes)
        .post(Door::SignedIn, "/account/second/remove", second_pages::remove)
        .get(Door::SignedIn, "/account/confirm", step_up::page)
        .post(Door::SignedIn, "/account/confirm", step_up::confirm)
        .get(Door::Admin, "/a/keys", key_pages::list)
        .post(Door::Admin, "/a/keys", key_form::create)
        .get(Door::Admin, "/a/keys/new", key_form::new)
        .get(Door::Admin, "/a/keys/export", key_pages::export)
        .get(Door::Admin, "/a/keys/{region}/{id}", key_pages::one)
        .post(Door::Admin, "/a/keys/{region}/{id}", key_pages::revoke)
        .get(Door::Admin, "/a/desks", desk_pages::desks)
        .post(Door::Admin, "/a/desks", desk_pages::add_desk)
}
