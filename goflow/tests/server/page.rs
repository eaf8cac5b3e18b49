//! The live page, in a real browser.

use std::net::SocketAddr;
use std::sync::Arc;

use goflow::prelude::*;
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::task::JoinSet;

use super::browser::Browser;
use super::{arrived, busy, start};

fn state(node: &str) -> String {
    format!("document.getElementById('node-{node}').dataset.state")
}

/// Waits until the numbers of a text are others than now.
fn moves(browser: &mut Browser, selector: &str) {
    let text = format!("document.querySelector('{selector}').textContent");
    let before = browser.value(&text);
    browser.wait_for(&format!("{text} !== {before}"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slow_output_is_seen_and_every_node_tells_more() {
    let Some(mut browser) = Browser::start() else { return };
    let (running, address) = start(busy());
    arrived(&running, "slow", 100).await;
    browser.screen(1280, 720, false);
    browser.open(&format!("http://{address}/"));

    // What waits for the slow output is backpressured, the output itself is always at it.
    browser.wait_for(&format!("{} === 'backpressured'", state("checked")));
    browser.wait_for(&format!("{} === 'backpressured'", state("forever")));
    browser.wait_for(&format!("{} === 'busy'", state("slow")));
    // The queue in front of it is full.
    browser.wait_for("document.querySelectorAll('.edge')[2].classList.contains('full')");
    let id = "document.querySelectorAll('.node').length";
    assert_eq!(browser.value(id), json!(6));

    for numbers in ["#uptime", "#events-in", "#events-out", "#errors", "#node-slow .flow"] {
        moves(&mut browser, numbers);
    }
    browser.wait_for("/\\d/.test(document.getElementById('p99').textContent)");
    browser
        .wait_for("document.querySelector('#chart-delay .series').getAttribute('d').length > 10");
    browser.keep("desktop-light");

    // A click opens what is known of a node.
    assert_eq!(browser.value("document.getElementById('details').hidden"), json!(true));
    browser.click("#node-slow");
    let said = "document.getElementById('details').innerText";
    browser.wait_for(&format!("{said}.includes('slow(Duration::from_millis(1))')"));
    assert_eq!(browser.value("document.querySelectorAll('#details tbody tr').length"), json!(2));
    moves(&mut browser, "#details dl");
    browser.click("#node-checked");
    browser.wait_for(&format!("{said}.includes(' ends in 1')"));
    browser.keep("details-light");

    assert_eq!(browser.faults(), Vec::<Value>::new());
    let own = format!("http://{address}/");
    for url in browser.requests() {
        assert!(url.starts_with(&own) || url.starts_with("data:"), "asked for {url}");
    }

    // It says that it is over, and keeps the last numbers.
    running.stop().await.unwrap();
    browser
        .wait_for("document.getElementById('banner').innerText.startsWith('the pipeline ended')");
    assert_eq!(browser.value("document.getElementById('state').textContent"), json!("ended"));
    assert_eq!(browser.value("document.title"), json!("busy: ended"));
    browser.keep("ended-light");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_keyboard_reaches_all() {
    let Some(mut browser) = Browser::start() else { return };
    let (running, address) = start(busy());
    browser.screen(1280, 720, true);
    browser.open(&format!("http://{address}/"));
    browser.wait_for(&format!("{} === 'backpressured'", state("checked")));

    let focused = "document.activeElement.id";
    let mut way = Vec::new();
    while way.last() != Some(&json!("node-some")) {
        assert!(way.len() < 20, "{way:?}");
        browser.press("Tab");
        way.push(browser.value(focused));
    }
    assert_eq!(json!(way[..4]), json!(["find", "zoom-out", "zoom-fit", "zoom-in"]));
    let ring = "getComputedStyle(document.querySelector('#node-some .box')).strokeWidth";
    browser.wait_for(&format!("{ring} === '3.5px'"));
    let label = browser.value("document.activeElement.getAttribute('aria-label')");
    assert!(label.as_str().unwrap().starts_with("some (c 1), task, "), "{label}");
    browser.press("ArrowRight");
    browser.wait_for("['node-checked', 'node-also'].includes(document.activeElement.id)");
    browser.press("Enter");
    browser
        .wait_for(&format!("!document.getElementById('details').hidden && {focused} === 'close'"));
    browser.keep("details-dark");
    // The panel is written anew each second, and the focus stays.
    moves(&mut browser, "#uptime");
    moves(&mut browser, "#uptime");
    assert_eq!(browser.value(focused), json!("close"));
    browser.press("Escape");
    browser.wait_for("document.getElementById('details').hidden");
    let back = browser.value(focused);
    assert!(back == json!("node-checked") || back == json!("node-also"), "{back}");

    // A node is found by its name.
    browser.value("document.getElementById('find').focus()");
    browser.call("Input.insertText", json!({ "text": "slo" }));
    browser.wait_for("document.querySelectorAll('.node:not(.dim)').length === 1");
    browser.press("Enter");
    browser.wait_for(&format!("{focused} === 'node-slow'"));
    assert_eq!(browser.faults(), Vec::<Value>::new());
    running.abort().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_phone_is_wide_enough() {
    let Some(mut browser) = Browser::start() else { return };
    let (running, address) = start(busy());
    for (dark, name) in [(false, "phone-light"), (true, "phone-dark")] {
        browser.screen(390, 844, dark);
        browser.open(&format!("http://{address}/"));
        browser.wait_for(&format!("{} === 'backpressured'", state("forever")));
        browser.wait_for("/\\d/.test(document.getElementById('p99').textContent)");
        browser.wait_for("document.documentElement.scrollWidth <= innerWidth");
        browser.keep(name);
        browser.click("#node-forever");
        browser.wait_for(
            "document.getElementById('details').getBoundingClientRect().right <= innerWidth",
        );
        browser.wait_for("document.documentElement.scrollWidth <= innerWidth");
        let above = "document.getElementById('node-forever').getBoundingClientRect().bottom \
                     <= document.getElementById('details').getBoundingClientRect().top + 1";
        browser.wait_for(above);
        browser.keep(&format!("{name}-details"));
        let ground = browser.value("getComputedStyle(document.body).backgroundColor");
        assert_eq!(ground == json!("rgb(13, 17, 23)"), dark, "{ground}");
    }
    assert_eq!(browser.faults(), Vec::<Value>::new());
    running.abort().await;
}

/// A wire from a port of its own to a server; dropped, it is cut, with all that goes over it.
struct Wire(tokio::task::JoinHandle<()>);

impl Wire {
    async fn new(port: u16, to: SocketAddr) -> (Self, SocketAddr) {
        let listener = TcpListener::bind(("127.0.0.1", port)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let wire = tokio::spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((mut near, _)) = listener.accept().await {
                connections.spawn(async move {
                    if let Ok(mut far) = TcpStream::connect(to).await {
                        let _ = tokio::io::copy_bidirectional(&mut near, &mut far).await;
                    }
                });
            }
        });
        (Self(wire), address)
    }

    async fn cut(self) {
        self.0.abort();
        let _ = self.0.await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_connection_is_said_and_the_next_run_is_found() {
    let Some(mut browser) = Browser::start() else { return };
    let (running, server) = start(busy());
    let (wire, address) = Wire::new(0, server).await;
    browser.screen(1280, 720, false);
    browser.open(&format!("http://{address}/"));
    let runs = "document.getElementById('state').textContent === 'running'";
    browser.wait_for(runs);
    browser.value("window.before = true");

    wire.cut().await;
    let banner = "document.getElementById('banner')";
    browser.wait_for(&format!("{banner}.innerText.startsWith('connection lost')"));
    assert_eq!(
        browser.value("document.getElementById('state').textContent"),
        json!("connection lost")
    );
    browser.keep("lost-light");

    let (wire, _) = Wire::new(address.port(), server).await;
    browser.wait_for(&format!("{runs} && {banner}.hidden"));
    assert_eq!(browser.value("window.before"), json!(true), "the same run, the same page");
    wire.cut().await;
    running.abort().await;

    // Another run answers at that address, with another graph.
    let other = pipeline! { others -> discard; };
    let (running, server) = start(other.name("other"));
    let (wire, _) = Wire::new(address.port(), server).await;
    browser.wait_for("document.title === 'other: running'");
    browser.wait_for("document.getElementById('node-others') !== null");
    assert_eq!(browser.value("window.before"), Value::Null);
    wire.cut().await;
    running.abort().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn why_it_failed_stays_on_the_page() {
    let Some(mut browser) = Browser::start() else { return };
    let fails = Arc::new(Notify::new());
    let told = fails.clone();
    let flow = pipeline! { until(told) -> discard; };
    let (running, address) = start(flow.name("short"));
    browser.screen(1280, 720, true);
    browser.open(&format!("http://{address}/"));
    browser.wait_for("document.title === 'short: running'");
    // It follows by now: what it knew at first says nothing of the end.
    let uptime = "document.getElementById('uptime').innerText";
    let first = browser.value(uptime);
    browser.wait_for(&format!("{uptime} !== {first}"));
    fails.notify_one();
    assert!(running.wait().await.is_err());
    browser.wait_for("document.title === 'short: failed'");
    let banner = browser.value("document.getElementById('banner').innerText");
    assert!(banner.as_str().unwrap().contains("the disk is full"), "{banner}");
    browser.keep("failed-dark");
    assert_eq!(browser.faults(), Vec::<Value>::new());
}

#[source]
async fn until(fails: &Arc<Notify>, out: &mut Out<u64>) -> Result<(), String> {
    out.send(1).await;
    fails.notified().await;
    Err("the disk is full".to_string())
}

#[source]
fn others() -> impl Iterator<Item = u64> {
    0..
}
