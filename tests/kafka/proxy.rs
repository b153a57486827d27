//! A network between clients and a broker, which can be slow or gone.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// What becomes of bytes on their way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Weather {
    Fair = 0,
    /// Each piece takes its time.
    Slow = 1,
    /// Nothing goes through, and nobody is told.
    Silent = 2,
}

pub struct Proxy {
    port: u16,
    shared: Arc<Shared>,
}

struct Shared {
    to: u16,
    weather: AtomicU8,
    ended: AtomicBool,
    open: Mutex<Vec<TcpStream>>,
}

impl Proxy {
    pub fn to(port: u16) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let shared = Arc::new(Shared {
            to: port,
            weather: AtomicU8::new(Weather::Fair as u8),
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
        self.shared.weather.store(weather as u8, Ordering::Relaxed);
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

    fn carry(&self, mut from: TcpStream, mut to: TcpStream) {
        let mut buffer = vec![0; 64 * 1024];
        while let Ok(length @ 1..) = from.read(&mut buffer) {
            while self.weather.load(Ordering::Relaxed) == Weather::Silent as u8 {
                thread::sleep(Duration::from_millis(20));
            }
            if self.weather.load(Ordering::Relaxed) == Weather::Slow as u8 {
                thread::sleep(Duration::from_millis(40));
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
