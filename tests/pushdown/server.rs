//! The server of `tests/clickhouse/front.py`, in a process of its own that ends with this one.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

use spanlens::remote::Request;

pub(super) struct Server {
    process: Child,
    ports: BTreeMap<String, u16>,
}

impl Server {
    pub(super) fn start() -> Self {
        let python = std::env::var("CLICKHOUSE_PYTHON").expect("cargo xtask test clickhouse says where Python is");
        let front = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/clickhouse/front.py");
        let mut process = Command::new(python)
            .arg(front)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the front starts");
        let mut line = String::new();
        let stdout = process.stdout.take().expect("its output");
        BufReader::new(stdout).read_line(&mut line).expect("its ports");
        let ports = serde_json::from_str(&line).expect("its ports");
        Self { process, ports }
    }

    pub(super) fn url(&self, kind: &str) -> String {
        format!("http://127.0.0.1:{}", self.ports[kind])
    }

    /// Creates a table of a schema, and fills it.
    pub(super) fn fill(&self, schema: &str, table: &str, otlp: &str) {
        self.control(&format!("fill?schema={schema}&table={table}"), otlp);
    }

    /// Runs a statement with all rights.
    pub(super) fn sql(&self, statement: &str) {
        self.control("sql", statement);
    }

    fn control(&self, action: &str, body: &str) {
        let url = format!("{}/{action}", self.url("control"));
        let (status, answer) = Self::send(&Request { url, body: body.as_bytes().to_vec(), ..Request::default() });
        assert_eq!(status, 200, "{action}: {}", String::from_utf8_lossy(&answer));
    }

    /// The status and the body of the answer to a request.
    pub(super) fn send(request: &Request) -> (u16, Vec<u8>) {
        let Request { url, headers, body, .. } = request;
        let rest = url.strip_prefix("http://").expect("an address");
        let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let mut stream = TcpStream::connect(host).expect("the server listens");
        let mut head =
            format!("POST {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Length: {}\r\n", body.len());
        head.extend(headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")));
        stream.write_all(&[head.as_bytes(), b"\r\n", body].concat()).expect("it reads");
        read(&mut BufReader::new(stream))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.process.stdin.take());
        let _ = self.process.wait();
    }
}

/// Reads an answer: its status and its body.
fn read(answer: &mut impl BufRead) -> (u16, Vec<u8>) {
    let status = line(answer).split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
    let (mut length, mut is_chunked) = (0, false);
    loop {
        let header = line(answer).to_lowercase();
        match header.split_once(": ") {
            Some(("content-length", text)) => length = text.parse().expect("a length"),
            Some(("transfer-encoding", text)) => is_chunked = text == "chunked",
            Some(_) => {}
            None => break,
        }
    }
    let mut body = Vec::new();
    if !is_chunked {
        take(answer, length, &mut body);
        return (status, body);
    }
    loop {
        let length = usize::from_str_radix(&line(answer), 16).expect("the length of a chunk");
        take(answer, length, &mut body);
        line(answer);
        if length == 0 {
            return (status, body);
        }
    }
}

fn line(answer: &mut impl BufRead) -> String {
    let mut line = String::new();
    answer.read_line(&mut line).expect("a line");
    line.trim_end().to_owned()
}

fn take(answer: &mut impl BufRead, length: usize, into: &mut Vec<u8>) {
    let read = answer.take(length as u64).read_to_end(into).expect("all of it");
    assert_eq!(read, length, "the answer broke off");
}
