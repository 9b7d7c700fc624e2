//! The calls for subscriptions and the events that are sent, described for programs.

use axum::http::Method;
use civic::Text;
use serde_json::{Value, json};
use web::openapi::{Api, Event, Operation, Param, Place};

use super::calls::SCOPE;
use super::model::{KINDS, TEST, TIMEOUT_MAX, URL_MAX, kind_words};
use super::wanted::NAME_MAX;
use crate::api::schemas;

/// What is offered to programs here.
pub fn api() -> Api {
    let mut events: Vec<Event> = KINDS.iter().map(|(_, kind, _)| event(kind, "CaseEvent")).collect();
    events.push(event(TEST, "TestEvent"));
    Api {
        operations: vec![
            list(),
            create(),
            one(),
            change(),
            on_one(Method::DELETE, "", "removeWebhook", ("删除", "Remove"), REMOVED),
            on_one(Method::POST, "/pause", "pauseWebhook", ("暂停", "Pause"), PAUSED),
            on_one(Method::POST, "/resume", "resumeWebhook", ("恢复", "Resume"), RESUMED),
            on_one(Method::POST, "/secret", "changeWebhookSecret", ("更换签名密钥", "Change the secret"), ROTATED),
            on_one(Method::POST, "/test", "testWebhook", ("试发", "Send a test"), TESTED),
            deliveries(),
            replay(),
        ],
        schemas: vec![
            ("Webhook", schemas::object(&fields())),
            ("WebhookWithSecret", schemas::object(&[&fields()[..], &[("secret", schemas::maybe_text())]].concat())),
            ("WebhookDelivery", delivery()),
            ("CaseEvent", case_event()),
            ("TestEvent", test_event()),
        ],
        events,
    }
}

const REMOVED: (&str, &str) = ("连同投递记录一起删除。", "With its deliveries.");
const PAUSED: (&str, &str) =
    ("期间的事件等待恢复后发送，最多保留 30 天。", "What happens meanwhile waits, for 30 days at most.");
const RESUMED: (&str, &str) =
    ("等待的和放弃的事件重新发送。", "Everything that waits, and everything given up, is sent again.");
const ROTATED: (&str, &str) = (
    "新密钥只在首次答复中出现；24 小时内新旧两把都签名。",
    "The new secret stands in the first answer only; for 24 hours both sign.",
);
const TESTED: (&str, &str) = ("发送一个 webhook.test 事件。", "Sends an event `webhook.test`.");

/// Statuses of every call on a subscription there is.
const STOPS: &[u16] = &[400, 404, 409, 422];

fn base(method: Method, path: &'static str, id: &'static str, title: (&str, &str), about: (&str, &str)) -> Operation {
    Operation {
        method,
        path,
        id,
        title: Text::new(title.0, title.1),
        about: Text::new(about.0, about.1),
        scope: Some(SCOPE),
        params: place(),
        body: None,
        answer: schemas::good(200, "订阅", "The subscription", schemas::named("Webhook")),
        form: None,
        stops: STOPS,
    }
}

fn place() -> Vec<Param> {
    let id = json!({"type": "string", "minLength": 1});
    let param = |name, zh: &str, en: &str| Param {
        place: Place::Path,
        name,
        required: true,
        schema: id.clone(),
        about: Text::new(zh, en),
    };
    vec![param("region", "订阅所在区划", "division of the subscription"), param("id", "订阅编号", "its id")]
}

fn list() -> Operation {
    let schema = schemas::object(&[("webhooks", schemas::list(&schemas::named("Webhook")))]);
    let title = ("事件订阅", "Subscriptions");
    Operation {
        params: Vec::new(),
        answer: schemas::good(200, "订阅", "The subscriptions", schema),
        stops: &[],
        ..base(
            Method::GET,
            "/api/v1/webhooks",
            "listWebhooks",
            title,
            ("密钥所有者的订阅。", "Those of the key's owner."),
        )
    }
}

fn wanted() -> Value {
    let kinds: Vec<&str> = KINDS.iter().map(|(_, kind, _)| *kind).collect();
    schemas::body(
        &["name", "url"],
        &[
            ("name", json!({"type": "string", "minLength": 1, "maxLength": NAME_MAX})),
            (
                "url",
                json!({"type": "string", "minLength": 8, "maxLength": URL_MAX,
                    "examples": ["https://intake.example.gov.cn/events"]}),
            ),
            ("kinds", json!({"type": "array", "items": {"type": "string", "enum": kinds}, "maxItems": 40})),
            ("timeout_seconds", json!({"type": ["integer", "null"], "minimum": 1, "maximum": TIMEOUT_MAX})),
        ],
    )
}

/// Describes [`super::calls::create`].
pub fn create() -> Operation {
    let title = ("新建订阅", "Subscribe");
    let about = (
        "此后的事件发往 url；kinds 为空表示全部。签名密钥 secret 只在首次答复中出现。url 须为 https 的外网地址。",
        "From now on events go to `url`; no `kinds` means all. The signing `secret` stands in the first answer only. \
         The address is https and outside the own network.",
    );
    Operation {
        params: vec![schemas::idempotency_key()],
        body: Some(wanted()),
        answer: schemas::good(201, "订阅", "The subscription", schemas::named("WebhookWithSecret")),
        stops: &[400, 409, 413, 415, 422],
        ..base(Method::POST, "/api/v1/webhooks", "createWebhook", title, about)
    }
}

fn one() -> Operation {
    let about = ("状态、最近一次回应、暂停原因。", "State, last answer, why it is paused.");
    base(Method::GET, "/api/v1/webhooks/{region}/{id}", "readWebhook", ("一个订阅", "One subscription"), about)
}

/// Describes [`super::calls::change`].
pub fn change() -> Operation {
    let mut params = place();
    params.push(schemas::idempotency_key());
    let about = ("更换名称、网址、种类和等待秒数。", "Changes name, address, kinds and time-out.");
    Operation {
        params,
        body: Some(wanted()),
        stops: &[400, 404, 409, 413, 415, 422],
        ..base(Method::PUT, "/api/v1/webhooks/{region}/{id}", "changeWebhook", ("修改订阅", "Change"), about)
    }
}

fn on_one(method: Method, tail: &'static str, id: &'static str, title: (&str, &str), about: (&str, &str)) -> Operation {
    let path = match tail {
        "/pause" => "/api/v1/webhooks/{region}/{id}/pause",
        "/resume" => "/api/v1/webhooks/{region}/{id}/resume",
        "/secret" => "/api/v1/webhooks/{region}/{id}/secret",
        "/test" => "/api/v1/webhooks/{region}/{id}/test",
        _ => "/api/v1/webhooks/{region}/{id}",
    };
    let mut params = place();
    params.push(schemas::idempotency_key());
    let answer = match tail {
        "" => schemas::good(200, "已删除", "It is gone", schemas::object(&[("removed", schemas::text())])),
        "/secret" => schemas::good(200, "订阅和新密钥", "With the new secret", schemas::named("WebhookWithSecret")),
        _ => schemas::good(200, "订阅", "The subscription", schemas::named("Webhook")),
    };
    Operation { params, answer, ..base(method, path, id, title, about) }
}

fn deliveries() -> Operation {
    let schema = schemas::object(&[("deliveries", schemas::list(&schemas::named("WebhookDelivery")))]);
    let about = ("最近 200 次投递，新的在前。", "The last 200, the newest first.");
    Operation {
        answer: schemas::good(200, "投递", "The deliveries", schema),
        ..base(
            Method::GET,
            "/api/v1/webhooks/{region}/{id}/deliveries",
            "listDeliveries",
            ("投递记录", "Deliveries"),
            about,
        )
    }
}

fn replay() -> Operation {
    let mut params = place();
    params.push(Param {
        place: Place::Path,
        name: "message",
        required: true,
        schema: json!({"type": "string", "minLength": 1}),
        about: Text::new("消息编号，即 webhook-id", "id of the message, as in `webhook-id`"),
    });
    params.push(schemas::idempotency_key());
    let about = ("编号和内容不变，时间和签名更新。", "The same id and body, a new time and signature.");
    Operation {
        params,
        ..base(
            Method::POST,
            "/api/v1/webhooks/{region}/{id}/deliveries/{message}/replay",
            "replayDelivery",
            ("重新发送", "Send again"),
            about,
        )
    }
}

fn fields() -> Vec<(&'static str, Value)> {
    let maybe_whole = json!({"type": ["integer", "null"]});
    vec![
        ("region", schemas::text()),
        ("id", schemas::text()),
        ("name", schemas::text()),
        ("url", schemas::text()),
        ("agency", schemas::maybe_text()),
        ("enterprise", schemas::maybe_text()),
        ("kinds", schemas::list(&schemas::text())),
        ("timeout_seconds", schemas::whole()),
        ("state", json!({"type": "string", "enum": ["active", "paused"]})),
        ("paused_why", json!({"type": ["string", "null"], "enum": ["by-hand", "given-up", "gone", null]})),
        ("paused_at", schemas::maybe_time()),
        ("failures", schemas::whole()),
        ("last_ok_at", schemas::maybe_time()),
        ("last_status", maybe_whole),
        ("created_at", json!({"type": "string", "format": "date-time"})),
    ]
}

fn delivery() -> Value {
    schemas::object(&[
        ("message", schemas::text()),
        ("kind", schemas::text()),
        ("sequence", schemas::whole()),
        ("state", json!({"type": "string", "enum": ["waiting", "delivered", "given-up"]})),
        ("attempts", schemas::whole()),
        ("status", json!({"type": ["integer", "null"]})),
        ("tried_at", schemas::maybe_time()),
        ("created_at", json!({"type": "string", "format": "date-time"})),
    ])
}

fn case_event() -> Value {
    let kinds: Vec<&str> = KINDS.iter().map(|(_, kind, _)| *kind).collect();
    schemas::object(&[
        ("type", json!({"type": "string", "enum": kinds})),
        ("timestamp", json!({"type": "string", "format": "date-time"})),
        (
            "data",
            schemas::object(&[
                ("sequence", schemas::whole()),
                ("region", schemas::text()),
                ("id", schemas::text()),
                ("number", schemas::maybe_text()),
                ("playbook", schemas::text()),
                ("service", schemas::text()),
                ("state", schemas::states()),
                ("step", schemas::maybe_text()),
                ("certificate", schemas::maybe_text()),
                ("case_url", schemas::text()),
            ]),
        ),
    ])
}

fn test_event() -> Value {
    schemas::object(&[
        ("type", json!({"type": "string", "const": TEST})),
        ("timestamp", json!({"type": "string", "format": "date-time"})),
        ("data", schemas::object(&[("region", schemas::text()), ("webhook", schemas::text())])),
    ])
}

fn event(kind: &'static str, schema: &'static str) -> Event {
    Event {
        kind,
        title: kind_words(kind),
        about: Text::new(
            "按 Standard Webhooks 签名：webhook-signature 是对“编号.时间.内容”的 HMAC-SHA256，以 v1, 开头，换密钥期间有两个。\
             答复 2xx 表示收到；410 表示停用；其他答复会重发。",
            "Signed as Standard Webhooks say: `webhook-signature` is HMAC-SHA256 over `id.timestamp.body`, written \
             `v1,…`, two of them while a secret is changed. Answer 2xx when it is taken, 410 to be left alone; after \
             any other answer it is sent again.",
        ),
        schema: schemas::named(schema),
    }
}
