//! `cargo xtask bench proxy`.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::load::{self, Asked, Outcome};
use super::program::{Program, free_port};
use super::simulator::{API_KEY, Simulator, contact};
use crate::command::{cargo, command, on_path, run as run_command, text};
use crate::workspace;

const SHOPPERS: u32 = 1_000;
const CONTACTS_IN_MEMORY: u32 = 100_000;
const SECRET: &str = "the shop and its proxy share this and nobody else";
const SECONDS: u32 = 10;
/// Nobody is kept for long in this shop, but long enough to measure.
const WARM: &str = "[reads]\nchallenges_fresh_seconds = 600\nchallenges_kept_seconds = 600\n\
                    patience_seconds = 30\n[budget]\ncalls_per_second = 200\n";

pub(super) fn run() -> Result<()> {
    for tool in ["nginx", "wrk", "curl"] {
        if on_path(tool).is_none() {
            bail!("{tool} is missing; on Debian: apt-get install nginx-light wrk curl");
        }
    }
    let bench = Bench::prepare()?;
    bench.warm()?;
    bench.cold()?;
    bench.memory()
}

struct Bench {
    programs: PathBuf,
    folder: PathBuf,
    sessions: Vec<Asked>,
}

impl Bench {
    fn prepare() -> Result<Self> {
        println!("building the proxy and the simulator for release");
        run_command(
            cargo()
                .args(["build", "--release", "--package", "retailer-proxy"])
                .args(["--package", "engage-sim", "--bins", "--examples"]),
        )?;
        let programs = workspace::release_programs()?;
        let folder = workspace::scratch("bench");
        fs::create_dir_all(&folder)?;
        let shoppers = programs.join("examples").join("shoppers");
        let tokens = text(command(shoppers).args(["tokens", &SHOPPERS.to_string()]))?;
        let session = |token: &str| Asked {
            path: "/challenges".to_owned(),
            token: Some(token.to_owned()),
        };
        Ok(Self {
            programs,
            folder,
            sessions: tokens.lines().map(session).collect(),
        })
    }

    /// Everything is kept already: how quickly does it go out?
    fn warm(&self) -> Result<()> {
        let engage = Simulator::start(&self.programs, &self.folder, SHOPPERS)?;
        let (proxy_port, _proxy) = self.proxy(&engage, WARM)?;
        let (nginx_port, _nginx) = self.nginx(&engage)?;
        let plain: Vec<Asked> = (1..=SHOPPERS)
            .map(|number| Asked {
                path: format!("/challenges?contactId={}", contact(number)),
                token: None,
            })
            .collect();
        for (port, shoppers) in [(proxy_port, &self.sessions), (nginx_port, &plain)] {
            load::run(port, &self.folder, shoppers, 20, SECONDS)?;
        }
        let (_, asked) = engage.calls()?;
        // Turn about, so that whatever else the machine does meets both.
        let mut rounds = Vec::new();
        for _ in 0..3 {
            let proxy = self.load(proxy_port, &self.sessions)?;
            let nginx = self.load(nginx_port, &plain)?;
            rounds.push((proxy, nginx));
        }
        if engage.calls()?.1 != asked {
            bail!("Engage was asked while everything should have been kept");
        }
        rounds.sort_by(|one, other| one.0.per_second.total_cmp(&other.0.per_second));
        let (proxy, nginx) = rounds[rounds.len() / 2];
        println!("\nwarm, {SHOPPERS} shoppers, the middle one of three rounds of {SECONDS} s");
        show("proxy", &proxy);
        show("nginx", &nginx);
        println!(
            "proxy / nginx: requests a second {:.2}, p50 {:.2}, p99 {:.2}",
            proxy.per_second / nginx.per_second,
            proxy.p50 / nginx.p50,
            proxy.p99 / nginx.p99
        );
        Ok(())
    }

    /// Nothing is kept, and all come at once: how much does Engage see?
    fn cold(&self) -> Result<()> {
        let engage = Simulator::start(&self.programs, &self.folder, SHOPPERS)?;
        let (port, _proxy) = self.proxy(&engage, "")?;
        let outcome = self.load(port, &self.sessions)?;
        let (busiest, total) = engage.calls()?;
        println!("\ncold, {SHOPPERS} shoppers at once, a budget of 50 calls a second, {SECONDS} s");
        println!("calls in Engage's busiest second: {busiest} (of {total} calls)");
        println!(
            "answers: {}, of them refused: {}, p99 {:.0} ms",
            outcome.answers, outcome.refused, outcome.p99
        );
        Ok(())
    }

    /// How much memory do many contacts take?
    fn memory(&self) -> Result<()> {
        let engage = Simulator::start(&self.programs, &self.folder, CONTACTS_IN_MEMORY)?;
        let output = text(
            command(self.programs.join("examples").join("shoppers"))
                .args(["memory", &CONTACTS_IN_MEMORY.to_string()])
                .args([&format!("http://127.0.0.1:{}", engage.port), API_KEY]),
        )?;
        let (before, after) = output.split_once(' ').context("no memory was printed")?;
        let (before, after): (f64, f64) = (before.parse()?, after.parse()?);
        println!("\n{CONTACTS_IN_MEMORY} contacts kept, three challenges each");
        println!(
            "memory: {:.0} MiB, {:.0} MiB more than with one",
            after / 1024.0,
            (after - before) / 1024.0
        );
        Ok(())
    }

    fn load(&self, port: u16, shoppers: &[Asked]) -> Result<Outcome> {
        load::run(port, &self.folder, shoppers, SHOPPERS as usize, SECONDS)
    }

    fn proxy(&self, engage: &Simulator, more: &str) -> Result<(u16, Program)> {
        let port = free_port()?;
        let settings = format!(
            "[listen]\naddress = \"127.0.0.1:{port}\"\n\
             [internal]\naddress = \"127.0.0.1:{}\"\n\
             [engage]\nbase_url = \"http://127.0.0.1:{}\"\napi_key = \"{API_KEY}\"\n\
             [session]\nsecret = \"{SECRET}\"\n\
             [consents]\ndatabase = \"sqlite::memory:\"\n\
             [limits]\nsession_per_minute = 1000000\naddress_per_minute = 10000000\n{more}",
            free_port()?,
            engage.port
        );
        let file = self.folder.join("proxy.toml");
        fs::write(&file, settings)?;
        let mut proxy = command(self.programs.join("retailer-proxy"));
        proxy.arg("--config").arg(&file).env("RUST_LOG", "error");
        Ok((port, Program::start(&mut proxy, port)?))
    }

    fn nginx(&self, engage: &Simulator) -> Result<(u16, Program)> {
        let port = free_port()?;
        let file = self.folder.join("nginx.conf");
        fs::write(&file, nginx_settings(&self.folder, port, engage.port))?;
        let mut nginx = command("nginx");
        nginx.arg("-c").arg(&file).args(["-e", "/dev/null"]);
        Ok((port, Program::start(&mut nginx, port)?))
    }
}

/// A cache of the same kind: 15 minutes, one call for all who ask the same.
fn nginx_settings(folder: &Path, port: u16, engage: u16) -> String {
    let folder = folder.display();
    format!(
        "daemon off; worker_processes auto; error_log /dev/null; pid {folder}/nginx.pid;\n\
         events {{ worker_connections 4096; }}\n\
         http {{\n\
         access_log off; keepalive_requests 100000000;\n\
         client_body_temp_path {folder}/body; proxy_temp_path {folder}/temp;\n\
         fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;\n\
         proxy_cache_path {folder}/cache-{port} keys_zone=engage:10m;\n\
         upstream engage {{ server 127.0.0.1:{engage}; keepalive 32; }}\n\
         server {{\n\
         listen 127.0.0.1:{port};\n\
         location /challenges {{\n\
         proxy_pass http://engage/api/v3/challenges;\n\
         proxy_http_version 1.1; proxy_set_header Connection \"\";\n\
         proxy_set_header apikey {API_KEY}; proxy_set_header Content-Type application/json;\n\
         proxy_cache engage; proxy_cache_valid 200 15m; proxy_cache_lock on;\n\
         proxy_cache_use_stale error timeout updating http_500 http_502 http_503 http_504;\n\
         }} }} }}\n"
    )
}

fn show(name: &str, outcome: &Outcome) {
    println!(
        "{name}: {:.0} requests a second, p50 {:.2} ms, p99 {:.2} ms, refused {}",
        outcome.per_second, outcome.p50, outcome.p99, outcome.refused
    );
}
