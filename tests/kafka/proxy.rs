//! A network between clients and a broker, which can be slow or gone.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::Duration;

use crate::wait;

/// What becomes of bytes on their way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weather {
    Fair,
    /// Each piece takes its time.
    Slow,
    /// Nothing goes through, and nobody is told.
    Silent,
}

/// What each piece takes then.
const LATENCY: Duration = Duration::from_millis(40);

pub struct Proxy {
    port: u16,
    shared: Arc<Shared>,
}

struct Shared {
    to: u16,
    weather: Mutex<Weather>,
    changed: Condvar,
    ended: AtomicBool,
    open: Mutex<Vec<TcpStream>>,
}

impl Proxy {
    pub fn to(port: u16) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let shared = Arc::new(Shared {
            to: port,
            weather: Mutex::new(Weather::Fair),
            changed: Condvar::new(),
            ended: AtomicBool::new(false),
            open: Mutex::default(),
        });
        let proxy = Self { port: listener.local_addr().unwrap().port(), shared: shared.clone() };
        thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                if shared.ended.load(Ordering::Relaxed) {
                    return;
                }
                shared.join(client);
            }
        });
        proxy
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    pub fn turn(&self, weather: Weather) {
        *self.shared.weather.lock().unwrap() = weather;
        self.shared.changed.notify_all();
    }

    /// Breaks all connections; new ones can be made.
    pub fn cut(&self) {
        for stream in self.shared.open.lock().unwrap().drain(..) {
            stream.shutdown(Shutdown::Both).unwrap_or_default();
        }
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.shared.ended.store(true, Ordering::Relaxed);
        self.turn(Weather::Fair);
        self.cut();
        // Wakes the listener, which ends then.
        drop(TcpStream::connect(("127.0.0.1", self.port)));
    }
}

impl Shared {
    fn join(self: &Arc<Self>, client: TcpStream) {
        // A broker that is away refuses, and so do we.
        let Ok(server) = TcpStream::connect(("127.0.0.1", self.to)) else { return };
        let both = |stream: &TcpStream| stream.try_clone().unwrap();
        self.open.lock().unwrap().extend([both(&client), both(&server)]);
        for (from, to) in [(both(&client), both(&server)), (server, client)] {
            let shared = self.clone();
            thread::spawn(move || shared.carry(from, to));
        }
    }

    /// Waits for silence to end.
    fn not_silent(&self) -> Weather {
        let weather = self.weather.lock().unwrap();
        *self.changed.wait_while(weather, |weather| *weather == Weather::Silent).unwrap()
    }

    fn carry(&self, mut from: TcpStream, mut to: TcpStream) {
        let mut buffer = vec![0; 64 * 1024];
        while let Ok(length @ 1..) = from.read(&mut buffer) {
            if self.not_silent() == Weather::Slow {
                wait::lasts(LATENCY);
            }
            if to.write_all(buffer.get(..length).unwrap_or_default()).is_err() {
                break;
            }
        }
        for stream in [from, to] {
            stream.shutdown(Shutdown::Both).unwrap_or_default();
        }
    }
}
